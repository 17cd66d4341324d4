// Remembers for a day what a create was answered, per token and key. The key also holds the id of what is to be made:
// whoever takes over after a crash makes the same thing, so that a key never makes two.
import { v7 as uuid } from 'uuid';
import { DAY_MS } from '../../domain/clock.js';
import { Prisma, type Queryable } from '../prisma.js';

/** A request that has not answered by now died with its process; its key may be taken over. */
const ABANDONED_AFTER_MS = 60_000;
/** What is older is a new request; the API promises it. */
const EXPIRED_AFTER_MS = DAY_MS;

export interface StoredAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export type Reservation =
  /** Do it, and make it with this id. */
  | { readonly kind: 'reserved'; readonly newId: string }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }
  | { readonly kind: 'in_flight' }
  /** The key was used for another request. */
  | { readonly kind: 'mismatch' };

interface KeyRow {
  readonly same: boolean;
  readonly status: number | null;
  readonly response: { readonly newId?: string; readonly answer?: StoredAnswer } | null;
}

export interface KeyOf {
  readonly tokenId: string;
  readonly key: string;
}

/** One statement decides who goes first: of two equal requests in flight exactly one is reserved. */
export async function reserveKey(
  db: Queryable,
  { tokenId, key, requestHash, now }: KeyOf & { readonly requestHash: Uint8Array; readonly now: number },
): Promise<Reservation> {
  const at = new Date(now).toISOString();
  const abandoned = new Date(now - ABANDONED_AFTER_MS).toISOString();
  const expired = Prisma.sql`k.created_at < ${expiredBefore(now)}::timestamptz`;
  const newId = uuid();
  const [reserved] = await db.$queryRaw<Pick<KeyRow, 'response'>[]>`
    INSERT INTO idempotency_keys AS k (token_id, key, request_hash, response, created_at)
    VALUES (${tokenId}::uuid, ${key}, ${requestHash}, ${JSON.stringify({ newId })}::jsonb, ${at}::timestamptz)
    ON CONFLICT (token_id, key) DO UPDATE SET created_at = EXCLUDED.created_at, request_hash = EXCLUDED.request_hash,
      status = NULL, response = CASE WHEN ${expired} THEN EXCLUDED.response ELSE k.response END
      WHERE ${expired}
        OR k.status IS NULL AND k.created_at < ${abandoned}::timestamptz AND k.request_hash = EXCLUDED.request_hash
    RETURNING response`;
  if (reserved !== undefined) return { kind: 'reserved', newId: reserved.response?.newId ?? newId };

  const [held] = await db.$queryRaw<KeyRow[]>`
    SELECT request_hash = ${requestHash} AS same, status, response FROM idempotency_keys
    WHERE token_id = ${tokenId}::uuid AND key = ${key}`;
  if (held?.same === false) return { kind: 'mismatch' };
  return held?.response?.answer === undefined
    ? { kind: 'in_flight' }
    : { kind: 'answered', answer: held.response.answer };
}

export async function storeAnswer(
  db: Queryable,
  { tokenId, key }: KeyOf,
  answer: StoredAnswer,
): Promise<void> {
  await db.$executeRaw`
    UPDATE idempotency_keys SET status = ${answer.status}, response = ${JSON.stringify({ answer })}::jsonb
    WHERE token_id = ${tokenId}::uuid AND key = ${key}`;
}

/** Forgets a key whose request made nothing, so that the mended request may use it. */
export async function releaseKey(db: Queryable, { tokenId, key }: KeyOf): Promise<void> {
  await db.$executeRaw`
    DELETE FROM idempotency_keys WHERE token_id = ${tokenId}::uuid AND key = ${key} AND status IS NULL`;
}

/** Lets the next request with this key take over at once; it makes the same thing, by the id that the key holds. */
export async function abandonKey(db: Queryable, { tokenId, key }: KeyOf): Promise<void> {
  // Twice as long ago as need be, for another process' clock may be behind; not so long that the key expires.
  await db.$executeRaw`
    UPDATE idempotency_keys SET created_at = created_at - ${2 * ABANDONED_AFTER_MS} * interval '1 millisecond'
    WHERE token_id = ${tokenId}::uuid AND key = ${key} AND status IS NULL`;
}

/** Deletes up to `limit` keys that count no more, the oldest first; returns how many there were. */
export async function deleteExpiredKeys(db: Queryable, now: number, limit: number): Promise<number> {
  return db.$executeRaw`
    WITH expired AS MATERIALIZED (
      SELECT token_id, key FROM idempotency_keys WHERE created_at < ${expiredBefore(now)}::timestamptz
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    DELETE FROM idempotency_keys k USING expired WHERE k.token_id = expired.token_id AND k.key = expired.key`;
}

function expiredBefore(now: number): string {
  return new Date(now - EXPIRED_AFTER_MS).toISOString();
}
