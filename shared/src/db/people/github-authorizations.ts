// Who was sent to GitHub to connect an account. A row is taken away by the answer that names it, so an answer counts once.
import type { Queryable } from '../prisma.js';

export interface Authorization {
  readonly id: string;
  readonly userId: string;
  readonly sealedVerifier: Uint8Array;
  readonly redirectUri: string;
  /** Who began it: a token and its name. */
  readonly tokenId: string | null;
  readonly actor: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** Puts it down, and those away that nobody answered in time. */
export async function beginAuthorization(db: Queryable, begun: Authorization, now: number): Promise<void> {
  await db.$executeRaw`
    DELETE FROM github_authorizations WHERE expires_at < ${new Date(now).toISOString()}::timestamptz`;
  await db.$executeRaw`
    INSERT INTO github_authorizations (id, user_id, sealed_verifier, redirect_uri, token_id, actor, expires_at)
    VALUES (${begun.id}::uuid, ${begun.userId}::uuid, ${begun.sealedVerifier}::bytea, ${begun.redirectUri},
      ${begun.tokenId}::uuid, ${begun.actor}, ${new Date(begun.expiresAt).toISOString()}::timestamptz)`;
}

/** Null: it was never begun, or was answered already. */
export async function takeAuthorization(db: Queryable, id: string): Promise<Authorization | null> {
  const [row] = await db.$queryRaw<(Omit<Authorization, 'expiresAt'> & { readonly expiresAt: Date })[]>`
    DELETE FROM github_authorizations WHERE id = ${id}::uuid
    RETURNING id::text, user_id::text AS "userId", sealed_verifier AS "sealedVerifier",
      redirect_uri AS "redirectUri", token_id::text AS "tokenId", actor, expires_at AS "expiresAt"`;
  return row === undefined ? null : { ...row, expiresAt: row.expiresAt.getTime() };
}
