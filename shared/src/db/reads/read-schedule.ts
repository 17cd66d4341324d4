// What is due when, and why: records and pulls of the open repos, the earliest first. Read repo by repo from the same
// indexes as the planner, so that what people see is what will happen.
import type { ProjectAccess } from '../../ports/client.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import { IS_OPEN } from '../directory/open-repos.js';
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, inProjects, pageOf, time, when, type Page, type PageRequest } from './read-filters.js';
import { TABLES } from '../resources/resource-tables.js';

export interface ScheduleFilter {
  readonly projectId?: string | undefined;
  readonly repoId?: string | undefined;
}

export interface ScheduleView {
  readonly kind: 'task' | 'comment' | 'repo';
  /** Of the record, or of the repo whose lists are pulled. */
  readonly id: string;
  readonly repoId: string;
  /** Of a comment: its task; null for a repo. */
  readonly taskId: string | null;
  /** Of the task, or of the comment's task. */
  readonly title: string | null;
  readonly dueAt: string;
  readonly why: 'requested' | 'failed' | 'unsynced' | 'resync' | 'import' | 'pull';
  readonly lastSyncedAt: string | null;
  readonly failures: number;
}

interface ScheduleRow {
  readonly kind: ScheduleView['kind'];
  readonly id: string;
  readonly repo_id: string;
  readonly task_id: string | null;
  readonly title: string | null;
  readonly due_at: Date;
  readonly why: ScheduleView['why'];
  readonly last_synced_at: Date | null;
  readonly failures: number;
}

/** Keys: the time and the id. */
export async function listSchedule(
  db: Queryable,
  filter: ScheduleFilter,
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<ScheduleView>> {
  const rows = await db.$queryRaw<ScheduleRow[]>`
    SELECT p.kind, p.id::text, p.repo_id::text, p.due_at, p.why, p.last_synced_at, p.failures,
      coalesce(t.id, owner.id)::text AS task_id, coalesce(t.title, owner.title) AS title
    FROM (
    SELECT d.kind, d.id, r.id AS repo_id, d.due_at, d.why, d.last_synced_at, d.failures
    FROM github_repos r JOIN github_app_installations n ON n.id = r.installation_id
    CROSS JOIN LATERAL (
      ${recordsDue('task', after, limit)} UNION ALL ${recordsDue('comment', after, limit)} UNION ALL ${pullDue(after)}
    ) d
    WHERE ${allOf([
      IS_OPEN,
      inProjects(Prisma.sql`r.project_id`, access),
      when(filter.projectId, (id) => Prisma.sql`r.project_id = ${id}::uuid`),
      when(filter.repoId, (id) => Prisma.sql`r.id = ${id}::uuid`),
    ])}
    ORDER BY d.due_at, d.id LIMIT ${limit + 1}) p
    LEFT JOIN tasks t ON p.kind = 'task' AND t.id = p.id
    LEFT JOIN comments c ON p.kind = 'comment' AND c.id = p.id LEFT JOIN tasks owner ON owner.id = c.task_id
    ORDER BY p.due_at, p.id`;
  return pageOf(rows, limit, toScheduleView, (row) => [row.due_at.toISOString(), row.id]);
}

function recordsDue(kind: ResourceKind, after: PageRequest['after'], limit: number): Prisma.Sql {
  const later = afterKeys(Prisma.sql`t.next_sync_at`, Prisma.sql`t.id`, after);
  return Prisma.sql`(
    SELECT ${kind}::text AS kind, t.id, t.next_sync_at AS due_at,
      CASE WHEN t.sync_requested_at IS NOT NULL THEN 'requested' WHEN t.failures > 0 THEN 'failed'
        WHEN t.last_synced_at IS NULL THEN 'unsynced' ELSE 'resync' END AS why, t.last_synced_at, t.failures
    FROM ${TABLES[kind].record} t
    WHERE t.repo_id = r.id AND t.deleted_at IS NULL AND t.next_sync_at IS NOT NULL AND ${later}
    ORDER BY t.next_sync_at, t.id LIMIT ${limit + 1})`;
}

function pullDue(after: PageRequest['after']): Prisma.Sql {
  const due = Prisma.sql`greatest(r.next_pull_at, r.pull_not_before)`;
  return Prisma.sql`(
    SELECT 'repo', r.id, ${due}, CASE WHEN r.pull_failures > 0 THEN 'failed'
      WHEN coalesce(r.import_progress ->> 'status', '') = 'done' THEN 'pull' ELSE 'import' END,
      r.last_pulled_at, r.pull_failures
    WHERE r.next_pull_at IS NOT NULL AND ${afterKeys(due, Prisma.sql`r.id`, after)})`;
}

function afterKeys(at: Prisma.Sql, id: Prisma.Sql, after: PageRequest['after']): Prisma.Sql {
  return after === null
    ? Prisma.sql`TRUE`
    : Prisma.sql`(${at}, ${id}) > (${after[0] ?? ''}::timestamptz, ${after[1] ?? ''}::uuid)`;
}

function toScheduleView(row: ScheduleRow): ScheduleView {
  return {
    kind: row.kind,
    id: row.id,
    repoId: row.repo_id,
    taskId: row.task_id,
    title: row.title,
    dueAt: row.due_at.toISOString(),
    why: row.why,
    lastSyncedAt: time(row.last_synced_at),
    failures: row.failures,
  };
}
