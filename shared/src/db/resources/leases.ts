// Leases on claimed operations: held, prolonged, handed back, and taken from workers that stopped (rules O6, O8).
import { REASONS } from '../../domain/operations/reasons.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import type { ResourceRef } from '../../ports/loaded-resource.js';
import { LostClaim, type Stranded } from '../../ports/resource-store.js';
import { iso } from './content-columns.js';
import type { Queryable } from '../prisma.js';
import { TABLES } from './resource-tables.js';

/** Locks the operation's row for the rest of the transaction, so that no sweep can take it in between. */
export async function holdClaim(db: Queryable, kind: ResourceKind, id: string, token: string): Promise<void> {
  const held = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM ${TABLES[kind].operation}
    WHERE id = ${id}::uuid AND state = 'processing' AND claim_token = ${token}::uuid FOR UPDATE`;
  if (held.length === 0) throw new LostClaim();
}

export async function renewLease(
  db: Queryable,
  kind: ResourceKind,
  token: string,
  until: number,
): Promise<boolean> {
  const renewed = await db.$executeRaw`
    UPDATE ${TABLES[kind].operation} SET lease_until = ${iso(until)}::timestamptz
    WHERE claim_token = ${token}::uuid AND state = 'processing'`;
  return renewed > 0;
}

export async function handBack(
  db: Queryable,
  claims: readonly { readonly kind: ResourceKind; readonly token: string }[],
  by: string,
  now: number,
): Promise<ResourceRef[]> {
  const groups: ResourceRef[] = [];
  for (const kind of ['task', 'comment'] as const) {
    const tokens = claims.filter((claim) => claim.kind === kind).map(({ token }) => token);
    if (tokens.length === 0) continue;
    const { operation, recordId } = TABLES[kind];
    const rows = await db.$queryRaw<{ id: string }[]>`
      WITH back AS (
        UPDATE ${operation} SET state = 'queued', claim_token = NULL, lease_until = NULL, queued_at = ${iso(now)}::timestamptz
        WHERE claim_token = ANY(${tokens}::uuid[]) AND state = 'processing'
        RETURNING id, ${recordId} AS record_id
      ), told AS (
        INSERT INTO operation_timeline (kind, operation_id, at, from_state, to_state, reason_code, reason_message, by)
        SELECT ${kind}::resource_kind, id, ${iso(now)}::timestamptz, 'processing', 'queued',
          ${REASONS.workerStopping.code}, ${REASONS.workerStopping.message}, ${by} FROM back
      )
      SELECT record_id::text AS id FROM back`;
    groups.push(...rows.map(({ id }) => ({ kind, id })));
  }
  return groups;
}

export async function findStranded(
  db: Queryable,
  input: { readonly now: number; readonly olderThanMs: number; readonly limit: number; readonly by: string },
): Promise<Stranded> {
  const now = iso(input.now);
  const before = iso(input.now - input.olderThanMs);
  const groups: ResourceRef[] = [];
  let requeued = 0;
  for (const kind of ['task', 'comment'] as const) {
    const { operation, recordId } = TABLES[kind];
    // An attempt: it may be the operation itself that ends its worker.
    const expired = await db.$queryRaw<{ id: string }[]>`
      WITH back AS (
        UPDATE ${operation} SET state = 'queued', claim_token = NULL, lease_until = NULL, queued_at = ${now}::timestamptz,
          attempt = attempt + 1
        WHERE state = 'processing' AND lease_until < ${now}::timestamptz
        RETURNING id, ${recordId} AS record_id
      ), told AS (
        INSERT INTO operation_timeline (kind, operation_id, at, from_state, to_state, reason_code, reason_message, by)
        SELECT ${kind}::resource_kind, id, ${now}::timestamptz, 'processing', 'queued',
          ${REASONS.leaseRanOut.code}, ${REASONS.leaseRanOut.message}, ${input.by} FROM back
      )
      SELECT record_id::text AS id FROM back`;
    // Groups are counted, not operations: one group with ten thousand must not fill the sweep (rule O7).
    const waiting = await db.$queryRaw<{ id: string }[]>`
      SELECT DISTINCT o.${recordId}::text AS id FROM ${operation} o
      WHERE o.state = 'queued' AND coalesce(o.not_before, o.queued_at) < ${before}::timestamptz
        AND NOT EXISTS (
          SELECT 1 FROM ${operation} r WHERE r.${recordId} = o.${recordId} AND r.state = 'processing')
      LIMIT ${input.limit}`;
    requeued += expired.length;
    groups.push(...[...expired, ...waiting].map(({ id }) => ({ kind, id })));
  }
  return { groups, requeued };
}
