// The tokens of connected accounts on PostgreSQL, sealed. Every change is a compare-and-swap on `token_version`, so that
// of two workers with the same tokens one alone exchanges them, and a late answer never replaces a newer one.
import type { AccountProblem, AccountStore, Writer, Writers } from '../../ports/people.js';
import type { Queryable } from '../prisma.js';

interface TokenRow {
  readonly sealed: Uint8Array;
  readonly version: number;
  readonly renewing_until: Date | null;
  readonly blocked_until: Date | null;
  readonly troubled: boolean;
}

export function createAccountStore(db: Queryable): AccountStore {
  return {
    async tokens(accountId) {
      const [row] = await db.$queryRaw<TokenRow[]>`
        SELECT sealed_tokens AS sealed, token_version AS version, renewing_until, blocked_until,
          problem IS NOT NULL AS troubled FROM github_users
        WHERE id = ${accountId}::uuid AND sealed_tokens IS NOT NULL`;
      if (row === undefined) return null;
      const { sealed, version, troubled } = row;
      const [renewingUntil, blockedUntil] = [row.renewing_until, row.blocked_until].map(
        (at) => at?.getTime() ?? null,
      );
      return {
        sealed,
        version,
        renewingUntil: renewingUntil ?? null,
        blockedUntil: blockedUntil ?? null,
        troubled,
      };
    },
    async claimRenewal(accountId, version, until, now) {
      const claimed = await db.$executeRaw`
        UPDATE github_users SET renewing_until = ${iso(until)}::timestamptz
        WHERE id = ${accountId}::uuid AND token_version = ${version} AND sealed_tokens IS NOT NULL
          AND (renewing_until IS NULL OR renewing_until <= ${iso(now)}::timestamptz)`;
      return claimed > 0;
    },
    async releaseRenewal(accountId, version) {
      await db.$executeRaw`
        UPDATE github_users SET renewing_until = NULL
        WHERE id = ${accountId}::uuid AND token_version = ${version}`;
    },
    async keep(accountId, version, sealed) {
      const kept = await db.$executeRaw`
        UPDATE github_users SET sealed_tokens = ${sealed}::bytea, token_version = token_version + 1,
          renewing_until = NULL, updated_at = now()
        WHERE id = ${accountId}::uuid AND token_version = ${version} AND sealed_tokens IS NOT NULL`;
      return kept > 0;
    },
    async forget(accountId, version, problem, now) {
      const forgotten = await db.$executeRaw`
        UPDATE github_users SET sealed_tokens = NULL, token_version = token_version + 1, renewing_until = NULL,
          blocked_until = NULL, problem = ${problemJson(problem, now)}::jsonb, updated_at = now()
        WHERE id = ${accountId}::uuid AND token_version = ${version} AND sealed_tokens IS NOT NULL`;
      return forgotten > 0;
    },
    async note(accountId, problem, now) {
      // What is noted already is not written again: a person without access to a busy repo is asked for often.
      await db.$executeRaw`
        UPDATE github_users SET problem = ${problem === null ? null : problemJson(problem, now)}::jsonb
        WHERE id = ${accountId}::uuid AND sealed_tokens IS NOT NULL
          AND problem ->> 'message' IS DISTINCT FROM ${problem?.message ?? null}`;
    },
    async connected(externalIds) {
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT id::text FROM github_users
        WHERE external_id = ANY(${externalIds.map(BigInt)}::bigint[]) AND sealed_tokens IS NOT NULL`;
      return rows.map(({ id }) => id);
    },
    async block(accountId, until) {
      await db.$executeRaw`
        UPDATE github_users SET blocked_until = greatest(blocked_until, ${iso(until)}::timestamptz)
        WHERE id = ${accountId}::uuid`;
    },
  };
}

export function createWriters(db: Queryable): Writers {
  return {
    async writerOf({ userId, login }) {
      if (userId === null && login === null) return null;
      // By the user where one is named: whose login it is may have changed hands since.
      const [writer] = await db.$queryRaw<Writer[]>`
        SELECT id::text AS "accountId", external_id::text AS "externalId", login FROM github_users
        WHERE sealed_tokens IS NOT NULL AND user_id IS NOT NULL AND (user_id = ${userId}::uuid
          OR (${userId}::uuid IS NULL AND lower(login) = lower(${login}::text)))`;
      return writer ?? null;
    },
  };
}

function problemJson({ code, message }: AccountProblem, now: number): string {
  return JSON.stringify({ code, message, at: iso(now) });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
