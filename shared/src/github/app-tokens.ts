// How the app shows who it is: a signed JWT as itself, a token per installation as that installation. `@octokit/app` signs
// and mints, and corrects a clock that differs from GitHub's; what it may not do is keep: it would go on using a token
// that GitHub has refused, and up to the last minute. A token is kept here until a few minutes before it expires.
import { createPrivateKey } from 'node:crypto';
import { App } from '@octokit/app';
import { Octokit } from '@octokit/core';
import { z } from 'zod';
import { MINUTE_MS } from '../domain/clock.js';
import { classifyFailure, type Failure } from '../domain/failures.js';
import { REASONS } from '../domain/reasons.js';
import type { Clock } from '../ports/clock.js';
import type { Called } from '../ports/github.js';
import { readJson } from './github-json.js';
import { readRejection } from './rejection.js';
import type { Headers } from './headers.js';
import { answeredAt, octokitDefaults, REQUEST_TIMEOUT_MS, type RequestOptions } from './request.js';

export interface AppTokens {
  /** The authorization header of the app itself. */
  app(): Promise<string>;
  /** The authorization header of an installation; `minted` = made for this very call, so renewing it is pointless. */
  installation(installationId: string): Promise<Called<{ authorization: string; minted: boolean }>>;
  /** Forgets a token that GitHub refused, unless it has been replaced meanwhile. */
  forget(installationId: string, authorization: string): void;
}

export interface AppIdentity {
  readonly appId: string;
  /** PEM, PKCS#1 or PKCS#8. One that cannot be read throws at once: nothing would work. */
  readonly privateKey: string;
}

/** A call may start with a token just before it ends, wait for its write slot, and still be on its way. */
const RENEW_BEFORE_MS = 5 * MINUTE_MS;

interface Token {
  readonly authorization: string;
  /** By our clock, ms since the epoch. */
  readonly usableUntil: number;
}

const jwtAuth = z.object({ token: z.string().min(1) });
const tokenAuth = z.object({ token: z.string().min(1), expiresAt: z.string() });

export function createAppTokens({ appId, privateKey }: AppIdentity, options: RequestOptions): AppTokens {
  createPrivateKey(privateKey);
  const { clock, log } = options;
  const { octokit } = new App({ appId, privateKey, Octokit: octokitFor(options), log });
  const kept = new Map<string, Token>();
  const minting = new Map<string, Promise<Called<Token>>>();
  /** The token's hour is GitHub's; the answer that brought it says what time it was there. */
  let told: Headers = {};
  octokit.hook.after('request', (response) => {
    told = response.headers as Headers;
  });

  async function mint(installationId: string): Promise<Called<Token>> {
    try {
      const auth: unknown = await octokit.auth({
        type: 'installation',
        installationId: Number(installationId),
        refresh: true,
      });
      const token = readToken(auth, told, clock);
      if (token.ok) kept.set(installationId, token.value);
      return token;
    } catch (error) {
      const failed = { ...readRejection(error), write: false };
      return { ok: false, failure: mintFailure(classifyFailure(failed, 0, clock.now())) };
    }
  }

  return {
    app: async () => `bearer ${jwtAuth.parse(await octokit.auth({ type: 'app' })).token}`,
    forget(installationId, authorization) {
      if (kept.get(installationId)?.authorization === authorization) kept.delete(installationId);
    },
    async installation(installationId) {
      const known = kept.get(installationId);
      if (known !== undefined && clock.now() < known.usableUntil) {
        return { ok: true, value: { authorization: known.authorization, minted: false } };
      }
      const current = minting.get(installationId);
      const pending = current ?? mint(installationId).finally(() => minting.delete(installationId));
      if (current === undefined) minting.set(installationId, pending);
      const token = await pending;
      return token.ok
        ? { ok: true, value: { authorization: token.value.authorization, minted: true } }
        : token;
    },
  };
}

/** Under the rules of all our calls: one time limit, no followed redirects, the pinned version. */
function octokitFor({ apiUrl, timeoutMs = REQUEST_TIMEOUT_MS }: RequestOptions): typeof Octokit {
  const { baseUrl, headers } = octokitDefaults({ apiUrl });
  const once: typeof fetch = (url, init) =>
    fetch(url, {
      ...init,
      headers: { ...(init?.headers as Record<string, string>), ...headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  return Octokit.defaults({ baseUrl, request: { fetch: once } });
}

function readToken(auth: unknown, headers: Headers, clock: Clock): Called<Token> {
  const read = readJson(tokenAuth, 'access_token', auth);
  if (!read.ok) {
    return {
      ok: false,
      failure: { kind: 'transient', reason: { code: 'unreadable_answer', message: read.message } },
    };
  }
  // Counted from GitHub's own clock: ours may be wrong by minutes, the token's hour is not.
  const life = Date.parse(read.value.expiresAt) - answeredAt(headers, clock);
  return {
    ok: true,
    value: {
      authorization: `token ${read.value.token}`,
      usableUntil: clock.now() + (Number.isFinite(life) ? life : 0) - RENEW_BEFORE_MS,
    },
  };
}

/** A missing installation must not look like a missing issue: that would be taken for a deletion. */
function mintFailure(failure: Failure): Failure {
  return failure.kind === 'gone'
    ? { kind: 'forbidden', suspended: false, reason: REASONS.installationRemoved }
    : failure;
}
