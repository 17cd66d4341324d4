// The access tokens of connected accounts, always ones that work. A token is renewed a few minutes before it ends, by one
// worker alone: GitHub's refresh token works once, and its first use ends the old tokens for everybody. Nothing is locked
// while GitHub is asked: who renews holds a lease, the others come back a moment later.
import { z } from 'zod';
import { MINUTE_MS, SECOND_MS } from '../domain/clock.js';
import type { AccountProblem, AccountStore } from '../ports/people.js';
import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { Sealer } from '../secrets/seal.js';
import type { UserFlow, UserTokens } from './user-flow.js';

export type Authorization =
  | {
      readonly kind: 'token';
      readonly access: string;
      readonly version: number;
      /** Whether a problem of the account is noted, which a success ends. */
      readonly troubled: boolean;
    }
  /** Not connected, or not any more: the app writes. */
  | { readonly kind: 'none' }
  /** Another worker renews it, or GitHub named a time. */
  | { readonly kind: 'wait'; readonly until: number; readonly why: 'renewed' | 'limited' }
  | { readonly kind: 'unreachable'; readonly message: string };

export interface UserTokenKeeper {
  authorization(accountId: string): Promise<Authorization>;
  /** After GitHub refused the token of this version: the one that has replaced it, or a renewed one, if there is any. */
  afterRefusal(accountId: string, version: number): Promise<Authorization>;
}

export interface UserTokenParts {
  readonly store: AccountStore;
  readonly flow: UserFlow;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: Log;
}

/** A write may wait for its turn before it leaves. */
const RENEW_BEFORE_MS = 5 * MINUTE_MS;
/** Longer than an exchange may take: who holds the lease is either done by then or dead. */
const RENEWAL_LEASE_MS = 30 * SECOND_MS;
const LOOK_AGAIN_MS = SECOND_MS;

const REVOKED: AccountProblem = {
  code: 'revoked',
  message: 'GitHub does not accept the permission to write in this name any more.',
};
const UNREADABLE: AccountProblem = {
  code: 'unreadable',
  message: 'The stored permission cannot be opened with APP_SECRET.',
};

const stored = z.object({
  access: z.string(),
  accessUntil: z.number().nullable(),
  refresh: z.string().nullable(),
});

/** Of what `sealTokens` sealed, for the account of this row. */
export function openTokens(sealer: Sealer, accountId: string, sealed: Uint8Array): UserTokens | null {
  const text = sealer.open(sealed, sealedFor(accountId));
  return text === null ? null : stored.parse(JSON.parse(text));
}

export function sealTokens(sealer: Sealer, accountId: string, tokens: UserTokens): Uint8Array {
  return sealer.seal(JSON.stringify(tokens), sealedFor(accountId));
}

export function createUserTokens(parts: UserTokenParts): UserTokenKeeper {
  const { store, flow, sealer, clock, log } = parts;

  async function authorization(accountId: string, refused: number | null): Promise<Authorization> {
    const now = clock.now();
    const row = await store.tokens(accountId);
    if (row === null) return { kind: 'none' };
    const { sealed, version, renewingUntil, blockedUntil, troubled } = row;
    if (blockedUntil !== null && blockedUntil > now) {
      return { kind: 'wait', until: blockedUntil, why: 'limited' };
    }
    if (renewingUntil !== null && renewingUntil > now) {
      return { kind: 'wait', until: Math.min(renewingUntil, now + LOOK_AGAIN_MS), why: 'renewed' };
    }
    const tokens = openTokens(sealer, accountId, sealed);
    if (tokens === null) return forget(accountId, version, UNREADABLE);
    const ends = tokens.accessUntil !== null && tokens.accessUntil - RENEW_BEFORE_MS <= now;
    if (ends || refused === version) return renew(accountId, version, tokens, troubled);
    if (sealer.isOld(sealed, sealedFor(accountId))) {
      // With APP_SECRET's first value from now on, so that the older one can go. Whoever was faster did the same.
      await store.keep(accountId, version, sealTokens(sealer, accountId, tokens));
      return authorization(accountId, refused);
    }
    return { kind: 'token', access: tokens.access, version, troubled };
  }

  async function renew(
    accountId: string,
    version: number,
    { refresh }: UserTokens,
    troubled: boolean,
  ): Promise<Authorization> {
    if (refresh === null) return forget(accountId, version, REVOKED);
    const now = clock.now();
    if (!(await store.claimRenewal(accountId, version, now + RENEWAL_LEASE_MS, now))) {
      return { kind: 'wait', until: now + LOOK_AGAIN_MS, why: 'renewed' };
    }
    const granted = await flow.renew(refresh);
    if (granted.kind === 'granted') {
      const { tokens } = granted;
      if (await store.keep(accountId, version, sealTokens(sealer, accountId, tokens))) {
        return { kind: 'token', access: tokens.access, version: version + 1, troubled };
      }
      return authorization(accountId, null); // connected anew meanwhile, or not at all any more
    }
    if (granted.kind === 'refused' && granted.code === 'bad_refresh_token') {
      return forget(accountId, version, REVOKED);
    }
    // Nothing that the person did: a wrong client secret, or no answer. The refresh token is tried again.
    await store.releaseRenewal(accountId, version);
    const { message } = granted;
    log.warn('A permission to write in a person’s name could not be renewed', {
      accountId,
      code: granted.kind === 'refused' ? granted.code : 'unreachable',
      message,
    });
    if (granted.kind === 'unreachable') return { kind: 'unreachable', message };
    await store.note(accountId, { code: 'refused', message }, clock.now());
    return { kind: 'none' };
  }

  async function forget(accountId: string, version: number, problem: AccountProblem): Promise<Authorization> {
    const forgotten = await store.forget(accountId, version, problem, clock.now());
    if (!forgotten) return authorization(accountId, null); // replaced meanwhile: what is there now counts
    log.info('A person is not connected any more', { accountId, code: problem.code });
    return { kind: 'none' };
  }

  return {
    authorization: (accountId) => authorization(accountId, null),
    afterRefusal: (accountId, version) => authorization(accountId, version),
  };
}

/** What the secret is bound to: copied to another account's row it does not open. */
function sealedFor(accountId: string): string {
  return `github-account:${accountId}`;
}
