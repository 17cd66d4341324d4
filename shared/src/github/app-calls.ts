// Calls of the app itself, under its own signature. GitHub refuses one that lies outside ten minutes of its clock, so a
// machine whose clock is wrong could not even ask for a token: Octokit's App signs, and where GitHub refuses the time it
// signs once more by the Date of the refusal. A limit is kept here, for all of the process's app calls: the budget in the
// database is the installations'.
import { createPrivateKey } from 'node:crypto';
import { App } from '@octokit/app';
import { Octokit } from '@octokit/core';
import { classifyFailure, type Failure } from '../domain/failures.js';
import type { Called } from '../ports/github.js';
import { createRequest, type Answer, type Call, type RequestOptions } from './request.js';

export interface AppIdentity {
  readonly appId: string;
  /** PEM, PKCS#1 or PKCS#8. One that cannot be read throws at once: nothing would work. */
  readonly privateKey: string;
}

export type CallAsApp = (call: Call) => Promise<Called<Answer>>;

export function createAppCalls({ appId, privateKey }: AppIdentity, options: RequestOptions): CallAsApp {
  createPrivateKey(privateKey);
  const { clock, log } = options;
  const { octokit } = new App({ appId, privateKey, Octokit: Octokit.defaults({ log }), log });
  const send = createRequest(options, octokit.request);
  let strikes = 0;
  let limit: Extract<Failure, { kind: 'limited' }> | null = null;

  return async function callAsApp(call) {
    if (limit !== null && clock.now() < limit.until) return { ok: false, failure: limit };
    const exchange = await send(call, null);
    if (exchange.ok) {
      strikes = 0;
      return { ok: true, value: exchange.answer };
    }
    const failure = classifyFailure(exchange.failed, strikes, clock.now());
    if (failure.kind === 'limited') {
      // Ten calls that are refused together are one offence, not ten.
      if (!failure.named && (limit === null || clock.now() >= limit.until)) strikes += 1;
      limit = failure;
    }
    return { ok: false, failure };
  };
}
