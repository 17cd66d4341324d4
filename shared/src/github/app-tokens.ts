// A token per installation: what the app shows when it acts as that installation. Kept until a few minutes before it
// expires, and forgotten when GitHub refuses it.
import { z } from 'zod';
import { MINUTE_MS } from '../domain/clock.js';
import type { Failure } from '../domain/github/failures.js';
import { REASONS } from '../domain/operations/reasons.js';
import type { Clock } from '../ports/clock.js';
import type { Called } from '../ports/github.js';
import { unreadable } from './answers.js';
import type { CallAsApp } from './app-calls.js';
import { readJson } from './github-json.js';
import type { Answer } from './request.js';

export interface AppTokens {
  /** The authorization header of an installation; `minted` = made for this very call, so renewing it is pointless. */
  installation(installationId: string): Promise<Called<{ authorization: string; minted: boolean }>>;
  /** Forgets a token that GitHub refused, unless it has been replaced meanwhile. */
  forget(installationId: string, authorization: string): void;
}

/** A call may start with a token just before it ends, wait for its write slot, and still be on its way. */
const RENEW_BEFORE_MS = 5 * MINUTE_MS;

interface Token {
  readonly authorization: string;
  /** By our clock, ms since the epoch. */
  readonly usableUntil: number;
}

const tokenJson = z.object({ token: z.string().min(1), expires_at: z.string() });

export function createAppTokens(callAsApp: CallAsApp, clock: Clock): AppTokens {
  const kept = new Map<string, Token>();
  const minting = new Map<string, Promise<Called<Token>>>();

  async function mint(installationId: string): Promise<Called<Token>> {
    const answer = await callAsApp({
      method: 'POST',
      path: '/app/installations/{installation_id}/access_tokens',
      params: { installation_id: installationId },
      write: false,
    });
    if (!answer.ok) return { ok: false, failure: mintFailure(answer.failure) };
    const token = readToken(answer.value, clock);
    if (token.ok) kept.set(installationId, token.value);
    return token;
  }

  return {
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

function readToken({ json, answeredAt }: Answer, clock: Clock): Called<Token> {
  const read = readJson(tokenJson, 'access_token', json);
  if (!read.ok) return { ok: false, failure: unreadable(read.message, false) };
  // Counted from GitHub's own clock: ours may be wrong by minutes, the token's hour is not.
  const life = Date.parse(read.value.expires_at) - answeredAt;
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
