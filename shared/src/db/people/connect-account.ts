// A user's connection to GitHub: made by the user flow's answer, ended by the user or by GitHub. One account per user is
// connected; the account stays the user's when the connection ends.
import { v7 as uuid } from 'uuid';
import type { Database, Queryable } from '../prisma.js';

export interface Connecting {
  readonly userId: string;
  readonly externalId: string;
  readonly login: string;
  /** Seals for the account's row, whose id is known only here. */
  readonly seal: (accountId: string) => Uint8Array;
  readonly now: number;
}

/**
 * Claims the account for the user and keeps its tokens; what the user had connected before is forgotten. `taken` where
 * another user claimed it, `no_user` where the user is gone: nothing is kept then.
 */
export async function connectAccount(
  database: Database,
  { userId, externalId, login, seal, now }: Connecting,
): Promise<'connected' | 'taken' | 'no_user'> {
  return database.$transaction(async (tx) => {
    const user = await tx.$queryRaw<unknown[]>`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
    if (user.length === 0) return 'no_user';
    const [account] = await tx.$queryRaw<{ id: string; user_id: string | null }[]>`
      INSERT INTO github_users (id, external_id, login) VALUES (${uuid()}::uuid, ${BigInt(externalId)}, ${login})
      ON CONFLICT (external_id) DO UPDATE SET login = excluded.login, updated_at = now()
      RETURNING id::text, user_id::text`;
    if (account === undefined) throw new Error('An account that was just written is not there.');
    if (account.user_id !== null && account.user_id !== userId) return 'taken';
    await tx.$executeRaw`
      UPDATE github_users SET sealed_tokens = NULL, token_version = token_version + 1, renewing_until = NULL,
        connected_at = NULL, problem = NULL
      WHERE user_id = ${userId}::uuid AND id <> ${account.id}::uuid`;
    await tx.$executeRaw`
      UPDATE github_users SET user_id = ${userId}::uuid, sealed_tokens = ${seal(account.id)}::bytea,
        token_version = token_version + 1, renewing_until = NULL, blocked_until = NULL, problem = NULL,
        connected_at = ${new Date(now).toISOString()}::timestamptz, updated_at = now()
      WHERE id = ${account.id}::uuid`;
    return 'connected';
  });
}

export interface Disconnected {
  readonly accountId: string;
  readonly login: string;
  /** The tokens that were forgotten: what is left of them is to be given back to GitHub. */
  readonly sealed: Uint8Array;
}

/** Null: nothing was connected. */
export async function disconnectAccount(db: Queryable, userId: string): Promise<Disconnected | null> {
  const [row] = await db.$queryRaw<Disconnected[]>`
    WITH connected AS (
      SELECT id, login, sealed_tokens FROM github_users
      WHERE user_id = ${userId}::uuid AND sealed_tokens IS NOT NULL FOR UPDATE
    ), ended AS (
      UPDATE github_users g SET sealed_tokens = NULL, token_version = token_version + 1, renewing_until = NULL,
        blocked_until = NULL, connected_at = NULL, problem = NULL, updated_at = now()
      FROM connected c WHERE g.id = c.id
    )
    SELECT id::text AS "accountId", login, sealed_tokens AS sealed FROM connected`;
  // A connection that GitHub ended leaves its reason; disconnecting takes that away too.
  await db.$executeRaw`
    UPDATE github_users SET connected_at = NULL, problem = NULL
    WHERE user_id = ${userId}::uuid AND problem IS NOT NULL AND sealed_tokens IS NULL`;
  return row ?? null;
}
