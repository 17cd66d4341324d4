// How the app shows who it is: a signed JWT as itself, a token per installation as that installation. A token is kept
// until a few minutes before it expires, and minted once however many calls wait for it.
import { createPrivateKey } from 'node:crypto';
import githubAppJwt from 'universal-github-app-jwt';
import { z } from 'zod';
import { MINUTE_MS, SECOND_MS } from '../domain/clock.js';
import { classifyFailure, type Failure } from '../domain/failures.js';
import { REASONS } from '../domain/reasons.js';
import type { Called, Clock } from '../ports.js';
import { readJson } from './github-json.js';
import { answeredAt, type Exchange, type Send } from './request.js';

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

const tokenJson = z.object({ token: z.string().min(1), expires_at: z.string() });

export function createAppTokens({ appId, privateKey }: AppIdentity, send: Send, clock: Clock): AppTokens {
  createPrivateKey(privateKey);
  const kept = new Map<string, Token>();
  const minting = new Map<string, Promise<Called<Token>>>();

  async function app(): Promise<string> {
    const now = Math.floor(clock.now() / SECOND_MS);
    const { token } = await githubAppJwt({ id: appId, privateKey, now });
    return `bearer ${token}`;
  }

  async function mint(installationId: string): Promise<Called<Token>> {
    const exchange = await send(
      {
        method: 'POST',
        path: '/app/installations/{installation_id}/access_tokens',
        params: { installation_id: installationId },
        write: false,
      },
      await app(),
    );
    const token = readToken(exchange, clock);
    if (token.ok) kept.set(installationId, token.value);
    return token;
  }

  return {
    app,
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

function readToken(exchange: Exchange, clock: Clock): Called<Token> {
  if (!exchange.ok)
    return { ok: false, failure: mintFailure(classifyFailure(exchange.failed, 0, clock.now())) };
  const { answer } = exchange;
  const read = readJson(tokenJson, 'access_token', answer.json);
  if (!read.ok) {
    return {
      ok: false,
      failure: { kind: 'transient', reason: { code: 'unreadable_answer', message: read.message } },
    };
  }
  // Counted from GitHub's own clock: ours may be wrong by minutes, the token's hour is not.
  const life = Date.parse(read.value.expires_at) - answeredAt(answer.headers, clock);
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
