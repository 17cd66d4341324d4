// How a record stands towards GitHub, computed in SQL in this one place, for the shape that clients see and for the
// filter of the lists alike. The reader's statement names the record t, its repo r and the repo's installation n.
import type { ResourceKind } from '../../domain/operations/operation.js';
import { REASONS, TRANSFERRED, transferredAway } from '../../domain/operations/reasons.js';
import { transferOf } from '../resources/former-issues.js';
import { time } from './read-filters.js';
import { Prisma } from '../prisma.js';
import { TABLES } from '../resources/resource-tables.js';

/** In the order in which the first that holds is the status. */
export const SYNC_STATUSES = [
  'disabled',
  'errored',
  'syncing',
  'pending',
  'unsynced',
  'conflict',
  'synced',
] as const;
export type SyncStatus = (typeof SYNC_STATUSES)[number];

export interface SyncView {
  readonly status: SyncStatus;
  readonly lastSyncedAt: string | null;
  readonly nextSyncAt: string | null;
  /** Operations that are queued or processing. */
  readonly pending: number;
  /** Why it is errored or disabled. No operation where the place itself is closed. */
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly operationId: string | null;
  } | null;
  /** Why the first that is pending has not been done: a limit, an unknown outcome that is looked for, a task to come. */
  readonly waiting: {
    readonly code: string;
    readonly message: string;
    readonly operationId: string;
    /** When it is tried next; null = when what it waits for has come. */
    readonly until: string | null;
  } | null;
  /** Conflicts that nobody has decided yet. */
  readonly conflict: number;
}

export interface SyncRow {
  readonly status: SyncStatus;
  readonly last_synced_at: Date | null;
  readonly next_sync_at: Date | null;
  readonly pending: number;
  readonly waiting: {
    readonly id: string;
    readonly code: string;
    readonly message: string | null;
    readonly until: number | null;
  } | null;
  readonly conflicts: number;
  readonly gate_code: string | null;
  /** Where the issue was transferred to, if that is why. */
  readonly transferred: { readonly to: string; readonly connected: boolean } | null;
  readonly error_id: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

export const SYNC_COLUMNS = Prisma.sql`sync.status, t.last_synced_at, t.next_sync_at, opened.pending, opened.waiting,
  clash.conflicts, gate.code AS gate_code, gate.transferred, coalesce(halted.id, failed.id)::text AS error_id,
  coalesce(halted.reason_code, failed.reason_code) AS error_code,
  coalesce(halted.reason_message, failed.reason_message) AS error_message`;

/**
 * The gate says in SQL what domain/decide/gate says of a loaded resource, in the same order. A failed operation counts until
 * a later one of its direction completes; an unsent one that was disabled counts until a later write takes it over.
 */
export function syncOf(kind: ResourceKind): Prisma.Sql {
  const { operation, recordId } = TABLES[kind];
  const taskId = kind === 'task' ? Prisma.sql`t.id` : Prisma.sql`t.task_id`;
  return Prisma.sql`
    LEFT JOIN LATERAL (${transferOf(taskId, Prisma.sql`r.project_id IS NULL`)}) went(away) ON TRUE
    CROSS JOIN LATERAL (SELECT went.away AS transferred, CASE
        WHEN went.away IS NOT NULL THEN ${TRANSFERRED}
        WHEN r.project_id IS NULL THEN ${REASONS.repoNotConnected.code}
        WHEN n.id IS NULL OR n.state = 'removed' THEN ${REASONS.installationRemoved.code}
        WHEN n.state = 'suspended' THEN ${REASONS.installationSuspended.code}
        WHEN r.state = 'unreadable' THEN ${REASONS.repoUnreadable.code}
        WHEN r.state = 'issues_off' THEN ${REASONS.issuesOff.code}
        WHEN r.archived THEN ${REASONS.repoArchived.code}
        WHEN NOT r.sync_enabled THEN ${REASONS.syncPaused.code} END AS code) gate
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS pending, coalesce(bool_or(o.state = 'processing'), false) AS running,
        (array_agg(jsonb_build_object('id', o.id, 'code', o.reason_code, 'message', o.reason_message,
            'until', extract(epoch FROM o.not_before) * 1000) ORDER BY o.sequence)
          FILTER (WHERE o.state = 'queued' AND o.reason_code IS NOT NULL))[1] AS waiting
      FROM ${operation} o WHERE o.${recordId} = t.id AND o.state IN ('queued', 'processing')) opened
    LEFT JOIN LATERAL (
      SELECT o.id, o.reason_code, o.reason_message FROM ${operation} o
      WHERE o.${recordId} = t.id AND o.state = 'errored' AND NOT EXISTS (
        SELECT 1 FROM ${operation} later WHERE later.${recordId} = t.id AND later.sequence > o.sequence
          AND later.state = 'completed' AND later.direction = o.direction)
      ORDER BY o.sequence DESC LIMIT 1) failed ON TRUE
    LEFT JOIN LATERAL (
      SELECT o.id, o.reason_code, o.reason_message FROM ${operation} o
      WHERE o.${recordId} = t.id AND o.state = 'disabled' AND o.direction = 'outbound'
      ORDER BY o.sequence DESC LIMIT 1) halted ON TRUE
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS conflicts FROM conflicts k WHERE k.record_id = t.id AND k.state = 'open') clash
    CROSS JOIN LATERAL (SELECT CASE
        WHEN gate.code IS NOT NULL OR halted.id IS NOT NULL THEN 'disabled'
        WHEN failed.id IS NOT NULL THEN 'errored'
        WHEN opened.running THEN 'syncing'
        WHEN opened.pending > 0 THEN 'pending'
        WHEN t.last_synced_at IS NULL THEN 'unsynced'
        WHEN clash.conflicts > 0 THEN 'conflict'
        ELSE 'synced' END AS status) sync`;
}

/**
 * The filter by status, beside the exact `sync.status`: rare statuses begin with what an index finds, so that a page of
 * ten failures costs ten rows and not a walk over every record. Null: most have it.
 */
export function mayHaveStatus(status: SyncStatus): Prisma.Sql | null {
  const { operation, recordId } = TABLES.task;
  // An array, so that it is found first: joined, the planner would walk all records in the order of the page.
  const among = (candidates: Prisma.Sql): Prisma.Sql => Prisma.sql`t.id = ANY(ARRAY(${candidates}))`;
  switch (status) {
    case 'errored':
      return among(Prisma.sql`SELECT ${recordId} FROM ${operation} WHERE state = 'errored'`);
    case 'syncing':
      return among(Prisma.sql`SELECT ${recordId} FROM ${operation} WHERE state = 'processing'`);
    case 'pending':
      return among(Prisma.sql`SELECT ${recordId} FROM ${operation} WHERE state = 'queued'`);
    case 'conflict':
      return among(Prisma.sql`SELECT record_id FROM conflicts WHERE state = 'open'`);
    case 'unsynced':
      return Prisma.sql`t.last_synced_at IS NULL`;
    case 'disabled':
      return among(Prisma.sql`
        SELECT id FROM tasks WHERE repo_id IS NULL
        UNION ALL SELECT id FROM tasks WHERE repo_id = ANY(ARRAY(${CLOSED_REPOS}))
        UNION ALL SELECT ${recordId} FROM ${operation} WHERE state = 'disabled' AND direction = 'outbound'`);
    case 'synced':
      return null;
  }
}

/** The repos whose tasks are disabled by their gate, whatever their operations are. */
const CLOSED_REPOS = Prisma.sql`
  SELECT r.id FROM github_repos r LEFT JOIN github_app_installations n ON n.id = r.installation_id
  WHERE r.project_id IS NULL OR n.id IS NULL OR n.state <> 'active' OR r.state <> 'active' OR r.archived
    OR NOT r.sync_enabled`;

export function toSyncView(row: SyncRow): SyncView {
  return {
    status: row.status,
    lastSyncedAt: time(row.last_synced_at),
    nextSyncAt: time(row.next_sync_at),
    pending: row.pending,
    error: errorOf(row),
    waiting: waitingOf(row),
    conflict: row.conflicts,
  };
}

function waitingOf({ waiting }: SyncRow): SyncView['waiting'] {
  if (waiting === null) return null;
  const { id, code, message, until } = waiting;
  return {
    code,
    message: message ?? '',
    operationId: id,
    until: until === null ? null : new Date(until).toISOString(),
  };
}

function errorOf(row: SyncRow): SyncView['error'] {
  if (row.status !== 'disabled' && row.status !== 'errored') return null;
  if (row.status === 'disabled' && row.gate_code !== null) {
    return { code: row.gate_code, message: sentenceOf(row), operationId: row.error_id };
  }
  return {
    code: row.error_code ?? 'unknown',
    message: row.error_message ?? '',
    operationId: row.error_id,
  };
}

function sentenceOf({ gate_code: code, transferred }: SyncRow): string {
  if (transferred !== null) return transferredAway(transferred.to, transferred.connected).message;
  return Object.values(REASONS).find((reason) => reason.code === code)?.message ?? '';
}
