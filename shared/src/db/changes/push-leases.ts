// Which subscription a sender works on: one sender per subscription at a time, by a lease, in however many processes.
// A sender that stopped loses its lease, and the next one sends the same notice again under the same id (rule F2).
import { randomUUID } from 'node:crypto';
import { addToAudit } from '../people/audit.js';
import { Prisma, type Database, type Queryable } from '../prisma.js';

export interface PushClaim {
  readonly id: string;
  readonly leaseToken: string;
  readonly url: string;
  readonly projectIds: readonly string[];
  readonly sealedSecrets: readonly Uint8Array[];
  /** ms; when the newest secret was made, where it was not the first. */
  readonly rotatedAt: number | null;
  readonly position: string;
  /** How far the notice reached whose outcome is not known. */
  readonly sendingTo: string | null;
  readonly failures: number;
  readonly failingSince: number | null;
}

/** The one that waited longest among those with something to tell; null where nothing is due. */
export async function claimPush(
  db: Queryable,
  { head, now, leaseMs }: { readonly head: string; readonly now: number; readonly leaseMs: number },
): Promise<PushClaim | null> {
  const at = iso(now);
  const leaseToken = randomUUID();
  const [row] = await db.$queryRaw<ClaimRow[]>`
    UPDATE push_subscriptions SET lease_token = ${leaseToken}::uuid, lease_until = ${iso(now + leaseMs)}::timestamptz
    WHERE id = (
      SELECT s.id FROM push_subscriptions s
      WHERE s.disabled_at IS NULL AND s.position < ${head}::bigint
        AND (s.next_attempt_at IS NULL OR s.next_attempt_at <= ${at}::timestamptz)
        AND (s.lease_until IS NULL OR s.lease_until <= ${at}::timestamptz)
        AND EXISTS (SELECT 1 FROM api_tokens k WHERE k.id = s.token_id AND k.revoked_at IS NULL
          AND (k.expires_at IS NULL OR k.expires_at > ${at}::timestamptz))
      ORDER BY s.lease_until NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING ${SELECT_CLAIM}`;
  return row === undefined ? null : toClaim(row, leaseToken);
}

/** The same shape without a lease: to send a test notice. */
export async function readPush(db: Queryable, id: string): Promise<PushClaim | null> {
  const [row] = await db.$queryRaw<ClaimRow[]>`
    SELECT ${SELECT_CLAIM} FROM push_subscriptions WHERE id = ${id}::uuid`;
  return row === undefined ? null : toClaim(row, '');
}

/** Written before the notice is sent, so that a repetition is told from a new one. False: the lease was lost. */
export async function beginPush(db: Queryable, claim: PushClaim, sendingTo: string): Promise<boolean> {
  const held = await db.$executeRaw`
    UPDATE push_subscriptions SET sending_to = ${sendingTo}::bigint
    WHERE id = ${claim.id}::uuid AND lease_token = ${claim.leaseToken}::uuid`;
  return held > 0;
}

/** The notice was taken, or there was nothing to tell up to `position`. */
export async function finishPush(
  db: Queryable,
  claim: PushClaim,
  done: { readonly position: string; readonly now: number; readonly sent: boolean },
): Promise<void> {
  const at = iso(done.now);
  await db.$executeRaw`
    UPDATE push_subscriptions SET position = ${done.position}::bigint, sending_to = NULL, lease_token = NULL,
      lease_until = ${at}::timestamptz, failures = 0, failing_since = NULL, next_attempt_at = NULL, last_error = NULL,
      last_success_at = CASE WHEN ${done.sent} THEN ${at}::timestamptz ELSE last_success_at END
    WHERE id = ${claim.id}::uuid AND lease_token = ${claim.leaseToken}::uuid`;
}

/** The sender stops: another sends the same notice again, at once. */
export async function releasePush(db: Queryable, claim: PushClaim): Promise<void> {
  await db.$executeRaw`
    UPDATE push_subscriptions SET lease_token = NULL, lease_until = NULL
    WHERE id = ${claim.id}::uuid AND lease_token = ${claim.leaseToken}::uuid`;
}

export interface PushFailure {
  readonly now: number;
  readonly error: string;
  readonly nextAttemptAt: number;
  /** Set: no more attempts until a person enables it again. */
  readonly disabledReason: string | null;
}

export async function failPush(database: Database, claim: PushClaim, failure: PushFailure): Promise<void> {
  const at = iso(failure.now);
  const disabled = failure.disabledReason !== null;
  await database.$transaction(async (tx) => {
    const held = await tx.$executeRaw`
      UPDATE push_subscriptions SET lease_token = NULL, lease_until = ${at}::timestamptz, failures = failures + 1,
        failing_since = coalesce(failing_since, ${at}::timestamptz), last_error = ${failure.error},
        next_attempt_at = ${iso(failure.nextAttemptAt)}::timestamptz,
        disabled_at = CASE WHEN ${disabled} THEN ${at}::timestamptz END, disabled_reason = ${failure.disabledReason}
      WHERE id = ${claim.id}::uuid AND lease_token = ${claim.leaseToken}::uuid`;
    if (!disabled || held === 0) return;
    await addToAudit(tx, {
      tokenId: null,
      actor: 'pushes',
      action: 'subscription.disabled',
      target: `/subscriptions/${claim.id}`,
      details: { reason: failure.disabledReason, url: claim.url, error: failure.error },
    });
  });
}

const SELECT_CLAIM = Prisma.sql`id::text, url, project_ids::text[], sealed_secrets, rotated_at, position::text,
  sending_to::text, failures, failing_since`;

interface ClaimRow {
  readonly id: string;
  readonly url: string;
  readonly project_ids: readonly string[];
  readonly sealed_secrets: readonly Uint8Array[];
  readonly rotated_at: Date | null;
  readonly position: string;
  readonly sending_to: string | null;
  readonly failures: number;
  readonly failing_since: Date | null;
}

function toClaim(row: ClaimRow, leaseToken: string): PushClaim {
  return {
    id: row.id,
    leaseToken,
    url: row.url,
    projectIds: row.project_ids,
    sealedSecrets: row.sealed_secrets,
    rotatedAt: row.rotated_at?.getTime() ?? null,
    position: row.position,
    sendingTo: row.sending_to,
    failures: row.failures,
    failingSince: row.failing_since?.getTime() ?? null,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
