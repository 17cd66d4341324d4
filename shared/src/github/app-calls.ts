// Calls of the app itself, under its own signature. GitHub refuses one that lies outside ten minutes of its clock, so a
// machine whose clock is wrong could not even ask for a token: the refusal tells GitHub's time, and from then on we sign
// by that. A limit is kept here, for all of the process's app calls: the budget in the database is the installations'.
import { createPrivateKey } from 'node:crypto';
import githubAppJwt from 'universal-github-app-jwt';
import { SECOND_MS } from '../domain/clock.js';
import { classifyFailure, type Failure } from '../domain/github/failures.js';
import type { Clock } from '../ports/clock.js';
import type { Called } from '../ports/github.js';
import type { Log } from '../ports/log.js';
import type { Answer, Call, Exchange, Send } from './request.js';

export interface AppIdentity {
  readonly appId: string;
  /** PEM, PKCS#1 or PKCS#8. One that cannot be read throws at once: nothing would work. */
  readonly privateKey: string;
}

export type CallAsApp = (call: Call) => Promise<Called<Answer>>;

const UNAUTHORIZED = 401;
/** GitHub's Date is a whole second, and the signature has half a minute of tolerance: less needs no correction. */
const NOT_WORTH_MS = 5 * SECOND_MS;

export function createAppCalls(
  { appId, privateKey }: AppIdentity,
  { send, clock, log }: { readonly send: Send; readonly clock: Clock; readonly log: Log },
): CallAsApp {
  createPrivateKey(privateKey);
  let offsetMs = 0;
  let strikes = 0;
  let limit: Extract<Failure, { kind: 'limited' }> | null = null;

  async function sign(signedBy: number, call: Call): Promise<Exchange> {
    const now = Math.floor((clock.now() + signedBy) / SECOND_MS);
    const { token } = await githubAppJwt({ id: appId, privateKey, now });
    return send(call, `bearer ${token}`);
  }

  async function sendSigned(call: Call): Promise<Exchange> {
    const signedBy = offsetMs;
    const exchange = await sign(signedBy, call);
    const error = clockError(exchange, clock.now() + signedBy);
    if (error === 0) return exchange;
    offsetMs = signedBy + error;
    log.warn('GitHub’s clock differs from ours; calls of the app are signed by GitHub’s.', { offsetMs });
    // Refused before anything was done: once more is safe, whatever the call does.
    return sign(offsetMs, call);
  }

  return async function callAsApp(call) {
    if (limit !== null && clock.now() < limit.until) return { ok: false, failure: limit };
    const exchange = await sendSigned(call);
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

/** How far GitHub's clock is from the one that a call was signed by, where it refused the signature; else 0. */
function clockError(exchange: Exchange, signedBy: number): number {
  if (exchange.ok || !exchange.failed.answered || exchange.failed.status !== UNAUTHORIZED) return 0;
  const there = Date.parse(exchange.failed.headers['date'] ?? '');
  const difference = Number.isFinite(there) ? there - signedBy : 0;
  return Math.abs(difference) < NOT_WORTH_MS ? 0 : difference;
}
