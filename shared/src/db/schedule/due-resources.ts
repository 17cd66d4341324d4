// What is due, read by index repo by repo (rule S2), and the same rule as domain/schedule/next-sync-at said in SQL, for the many
// that one list answers for (rule S5). A test holds the two definitions together.
import type { SyncBounds } from '../../domain/schedule/next-sync-at.js';
import type { DueRepo } from '../../domain/schedule/plan-window.js';
import type { DueResource } from '../../ports/pull.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import { iso } from '../resources/content-columns.js';
import { CAN_SHARE, IS_OPEN } from '../directory/open-repos.js';
import { Prisma, type Queryable } from '../prisma.js';
import { EXISTS, TABLES } from '../resources/resource-tables.js';

/** Repos of one plan. More are due only after a long stop; the next plan takes them, oldest first. */
const REPOS_PER_PLAN = 1_000;

interface DueRepoRow {
  readonly id: string;
  readonly due_at: Date;
  readonly requested: boolean;
  readonly shares_with: string | null;
}

/** One row per index and open repo is read, however much is due there, and nothing at all of a closed repo. */
export async function dueRepos(db: Queryable, until: number): Promise<DueRepo[]> {
  const rows = await db.$queryRaw<DueRepoRow[]>`
    SELECT due.id::text, due.due_at, due.requested, due.shares_with::text FROM (
      SELECT r.id, greatest(least(t.at, c.at, r.next_pull_at, a.at, b.at), r.pull_not_before) AS due_at,
        least(t.at, c.at, r.next_pull_at, a.at, b.at) AS wanted_at, 
        a.at IS NOT NULL OR b.at IS NOT NULL AS requested,
        CASE WHEN least(t.at, r.next_pull_at) < ${iso(until)}::timestamptz AND ${CAN_SHARE} THEN n.id END AS shares_with
      FROM github_repos r JOIN github_app_installations n ON n.id = r.installation_id
      LEFT JOIN LATERAL (SELECT next_sync_at AS at FROM tasks
        WHERE repo_id = r.id AND deleted_at IS NULL AND next_sync_at IS NOT NULL ORDER BY next_sync_at LIMIT 1) t ON true
      LEFT JOIN LATERAL (SELECT next_sync_at AS at FROM comments
        WHERE repo_id = r.id AND deleted_at IS NULL AND next_sync_at IS NOT NULL ORDER BY next_sync_at LIMIT 1) c ON true
      LEFT JOIN LATERAL (SELECT sync_requested_at AS at FROM tasks
        WHERE repo_id = r.id AND deleted_at IS NULL AND sync_requested_at IS NOT NULL ORDER BY sync_requested_at LIMIT 1) a ON true
      LEFT JOIN LATERAL (SELECT sync_requested_at AS at FROM comments
        WHERE repo_id = r.id AND deleted_at IS NULL AND sync_requested_at IS NOT NULL ORDER BY sync_requested_at LIMIT 1) b ON true
      WHERE ${IS_OPEN}
    ) due
    WHERE due.wanted_at IS NOT NULL AND due.due_at < ${iso(until)}::timestamptz ORDER BY due.requested DESC, due.due_at LIMIT ${REPOS_PER_PLAN}`;
  return rows.map((row) => ({
    repoId: row.id,
    dueAt: row.due_at.getTime(),
    requested: row.requested,
    sharesWith: row.shares_with,
  }));
}

interface DueRow {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly due_at: Date;
  readonly requested: boolean;
  readonly last_synced_at: Date | null;
  readonly seen: boolean;
}

/**
 * Requested ones first, then the longest due. Those with an open operation are left to it. `limit` holds for each kind,
 * and for what was requested apart: however much a person asked for, what is due is among them.
 */
export async function dueResources(
  db: Queryable,
  repoId: string,
  until: number,
  limit: number,
): Promise<DueResource[]> {
  const rows = await db.$queryRaw<DueRow[]>`
    SELECT due.kind, due.id::text, due.due_at, due.requested, due.last_synced_at, due.seen FROM (
      ${requestedOf('task', repoId, limit)} UNION ALL ${requestedOf('comment', repoId, limit)}
      UNION ALL ${dueOf('task', repoId, until, limit)} UNION ALL ${dueOf('comment', repoId, until, limit)}
    ) due
    ORDER BY due.requested DESC, due.due_at`;
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    dueAt: row.due_at.getTime(),
    requested: row.requested,
    lastSyncedAt: row.last_synced_at?.getTime() ?? null,
    seen: row.seen,
  }));
}

function requestedOf(kind: ResourceKind, repoId: string, limit: number): Prisma.Sql {
  return select(
    kind,
    Prisma.sql`t.sync_requested_at`,
    true,
    Prisma.sql`t.repo_id = ${repoId}::uuid AND t.deleted_at IS NULL AND t.sync_requested_at IS NOT NULL`,
    limit,
  );
}

function dueOf(kind: ResourceKind, repoId: string, until: number, limit: number): Prisma.Sql {
  return select(
    kind,
    Prisma.sql`t.next_sync_at`,
    false,
    Prisma.sql`${isDue(repoId, until)} AND t.sync_requested_at IS NULL AND ${isQuiet(kind)}`,
    limit,
  );
}

function select(
  kind: ResourceKind,
  dueAt: Prisma.Sql,
  requested: boolean,
  where: Prisma.Sql,
  limit: number,
): Prisma.Sql {
  const { record, link, recordId } = TABLES[kind];
  return Prisma.sql`(
    SELECT ${kind}::text AS kind, t.id, ${dueAt} AS due_at, ${requested}::boolean AS requested, t.last_synced_at,
      l.base IS NOT NULL AS seen
    FROM ${record} t JOIN ${link} l ON l.${recordId} = t.id
    WHERE ${where} AND l.gone_at IS NULL AND ${EXISTS[kind]}
    ORDER BY ${dueAt} LIMIT ${limit})`;
}

function isDue(repoId: string, until: number): Prisma.Sql {
  return Prisma.sql`t.repo_id = ${repoId}::uuid AND t.deleted_at IS NULL AND t.next_sync_at IS NOT NULL
    AND t.next_sync_at < ${iso(until)}::timestamptz`;
}

/** As many as one list answers for beyond what is due: the cost of a list must not grow with its repo. */
const AHEAD = 500;

/**
 * The next ones, of which half the wait is over: the list that was just read answers for them too, and asking again for
 * each of them a little later would cost a request each.
 */
function soonDue(record: Prisma.Sql, repoId: string, asOf: number, until: number): Prisma.Sql {
  return Prisma.sql`
    SELECT s.id FROM (
      SELECT id, next_sync_at, last_synced_at FROM ${record}
      WHERE repo_id = ${repoId}::uuid AND deleted_at IS NULL AND next_sync_at >= ${iso(until)}::timestamptz
      ORDER BY next_sync_at LIMIT ${AHEAD}) s
    WHERE s.next_sync_at - ${iso(asOf)}::timestamptz <= ${iso(asOf)}::timestamptz - s.last_synced_at`;
}

/** No operation is open: one that is will bring the resource in step itself. */
function isQuiet(kind: ResourceKind): Prisma.Sql {
  const { operation, recordId } = TABLES[kind];
  return Prisma.sql`NOT EXISTS (
    SELECT 1 FROM ${operation} o WHERE o.${recordId} = t.id AND o.state IN ('queued', 'processing'))`;
}

/** `nextSyncAt` of domain/schedule/next-sync-at, in SQL. */
export function nextSyncAtSql(asOf: number, { minMs, maxMs }: SyncBounds): Prisma.Sql {
  const at = Prisma.sql`${iso(asOf)}::timestamptz`;
  return Prisma.sql`${at} + least(greatest(
      ${at} - coalesce(greatest(t.remote_updated_at, t.latest_event_at), '1970-01-01T00:00:00Z'::timestamptz),
      ${minMs}::float8 * interval '1 millisecond'), ${maxMs}::float8 * interval '1 millisecond')`;
}

export async function markSynced(
  db: Queryable,
  input: {
    readonly repoId: string;
    readonly kind: ResourceKind;
    readonly asOf: number;
    readonly until: number;
    readonly bounds: SyncBounds;
    readonly except?: readonly number[];
  },
): Promise<number> {
  const { repoId, kind, asOf, until, bounds, except = [] } = input;
  const { record, link, recordId } = TABLES[kind];
  const at = Prisma.sql`${iso(asOf)}::timestamptz`;
  return db.$executeRaw`
    UPDATE ${record} u SET last_synced_at = ${at}, last_attempt_at = ${at}, failures = 0, next_sync_at = due.next
    FROM (
      SELECT t.id, ${nextSyncAtSql(asOf, bounds)} AS next
      FROM ${record} t JOIN ${link} l ON l.${recordId} = t.id
      WHERE (${isDue(repoId, until)} OR t.id IN (${soonDue(record, repoId, asOf, until)}))
        AND l.base IS NOT NULL AND l.gone_at IS NULL AND ${EXISTS[kind]}
        AND (t.last_synced_at IS NULL OR t.last_synced_at < ${at}) AND ${isQuiet(kind)}
        ${except.length === 0 ? Prisma.empty : Prisma.sql`AND l.number <> ALL(${except}::int[])`}
      ORDER BY t.id FOR NO KEY UPDATE OF t
    ) due
    WHERE u.id = due.id`;
}
