// Claims the next operation of a group in one statement (rules O1, O4): the same order as domain/operations/next-in-group, said in
// SQL, plus the lease. Two workers that claim at once end with one claim: by the row lock, or by the unique index.
import type { ResourceRef } from '../../ports/loaded-resource.js';
import type { Claim, Lease } from '../../ports/resource-store.js';
import { iso, ms } from './content-columns.js';
import { toOperation, type OperationRow } from './operation-row.js';
import { isUniqueViolation, type Queryable } from '../prisma.js';
import { TABLES } from './resource-tables.js';

/** How long to wait before looking again at a group that another worker claimed in this very moment. */
const CONTENDED_WAIT_MS = 100;

interface ClaimRow {
  readonly claimed: OperationRow | null;
  readonly leased_until: string | null;
  /** Whether anything is queued. */
  readonly some: boolean;
  /** When the first of those that wait may run: what is due and was not claimed is held back by one of them. */
  readonly waits_until: string | null;
}

export async function claimNext(db: Queryable, group: ResourceRef, lease: Lease): Promise<Claim> {
  const { operation, recordId } = TABLES[group.kind];
  const now = iso(lease.now);
  try {
    const [row] = await db.$queryRaw<ClaimRow[]>`
      WITH running AS (
        SELECT lease_until FROM ${operation} WHERE ${recordId} = ${group.id}::uuid AND state = 'processing'
      ), holding AS MATERIALIZED (
        -- Once, not for every queued operation anew: a long queue of which nothing is known yet would take seconds.
        SELECT github_updated_at, sequence, needs_fetch FROM ${operation}
        WHERE ${recordId} = ${group.id}::uuid AND state = 'queued' AND direction = 'inbound' AND not_before > ${now}::timestamptz
      ), next_inbound AS (
        SELECT o.id FROM ${operation} o
        WHERE o.${recordId} = ${group.id}::uuid AND o.state = 'queued' AND o.direction = 'inbound'
          AND (o.not_before IS NULL OR o.not_before <= ${now}::timestamptz)
          AND NOT EXISTS (
            SELECT 1 FROM holding e
            WHERE (coalesce(e.github_updated_at, '-infinity'), e.sequence) < (coalesce(o.github_updated_at, '-infinity'), o.sequence)
              AND NOT (e.needs_fetch AND NOT o.needs_fetch AND coalesce(o.github_updated_at, '-infinity') > coalesce(e.github_updated_at, '-infinity')))
        ORDER BY o.github_updated_at NULLS FIRST, o.sequence LIMIT 1
      ), next_outbound AS (
        SELECT head.id FROM (
          SELECT o.id, o.not_before FROM ${operation} o
          WHERE o.${recordId} = ${group.id}::uuid AND o.state = 'queued' AND o.direction = 'outbound'
          ORDER BY o.sequence LIMIT 1) head
        WHERE head.not_before IS NULL OR head.not_before <= ${now}::timestamptz
      ), claimed AS (
        UPDATE ${operation} o
        SET state = 'processing', claim_token = ${lease.token}::uuid, lease_until = ${iso(lease.until)}::timestamptz,
          processing_at = ${now}::timestamptz, reason_code = NULL, reason_message = NULL
        WHERE o.id = coalesce((SELECT id FROM next_inbound), (SELECT id FROM next_outbound))
          AND o.state = 'queued' AND NOT EXISTS (SELECT 1 FROM running)
        RETURNING o.*
      ), told AS (
        INSERT INTO operation_timeline (kind, operation_id, at, from_state, to_state, by)
        SELECT ${group.kind}::resource_kind, id, ${now}::timestamptz, 'queued', 'processing', ${lease.worker} FROM claimed
      )
      SELECT (SELECT to_jsonb(c) FROM claimed c) AS claimed,
        (SELECT to_jsonb(lease_until) #>> '{}' FROM running) AS leased_until,
        waiting.some, to_jsonb(waiting.until) #>> '{}' AS waits_until
      FROM (SELECT count(*) > 0 AS some, min(not_before) FILTER (WHERE not_before > ${now}::timestamptz) AS until
        FROM ${operation} WHERE ${recordId} = ${group.id}::uuid AND state = 'queued') AS waiting`;
    return toClaim(row, lease);
  } catch (error) {
    if (isUniqueViolation(error)) return { kind: 'busy', until: lease.now + CONTENDED_WAIT_MS };
    throw error;
  }
}

function toClaim(row: ClaimRow | undefined, lease: Lease): Claim {
  if (row === undefined) return { kind: 'idle' };
  if (row.claimed !== null) return { kind: 'claimed', operation: toOperation(row.claimed) };
  const leasedUntil = ms(row.leased_until);
  if (leasedUntil !== null) return { kind: 'busy', until: leasedUntil };
  const waitsUntil = ms(row.waits_until);
  if (waitsUntil !== null) return { kind: 'wait', until: waitsUntil };
  // All is due and yet nothing was claimed: another worker claimed and finished in between. Look again soon.
  return row.some ? { kind: 'busy', until: lease.now + CONTENDED_WAIT_MS } : { kind: 'idle' };
}
