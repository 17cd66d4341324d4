// Conflicts: versions that had to give way, kept for a person to see.
import type { ProjectAccess } from '../../ports/client.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, inProjects, pageOf, time, when, type Page, type PageRequest } from './read-filters.js';

export interface ConflictView {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly taskId: string;
  /** Of the task. */
  readonly title: string | null;
  readonly commentId: string | null;
  readonly operationId: string | null;
  readonly field: string;
  readonly base: unknown;
  readonly ours: unknown;
  readonly theirs: unknown;
  /** Which side the record took. */
  readonly winner: string;
  readonly state: 'open' | 'resolved';
  readonly resolution: unknown;
  readonly resolvedBy: string | null;
  readonly createdAt: string;
  readonly resolvedAt: string | null;
}

export interface ConflictFilter {
  readonly kind?: ResourceKind | undefined;
  readonly state?: 'open' | 'resolved' | undefined;
  readonly field?: string | undefined;
  /** Those of the task and of its comments. */
  readonly taskId?: string | undefined;
  readonly commentId?: string | undefined;
}

/** Newest first. Keys: the time and the id. */
export async function listConflicts(
  db: Queryable,
  filter: ConflictFilter,
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<ConflictView>> {
  const conditions = allOf([
    access === null ? null : isIn(access),
    when(filter.kind, (kind) => Prisma.sql`k.kind = ${kind}::resource_kind`),
    when(filter.state, (state) => Prisma.sql`k.state = ${state}::conflict_state`),
    when(filter.field, (field) => Prisma.sql`k.field = ${field}`),
    when(filter.taskId, ofTask),
    when(filter.commentId, (id) => Prisma.sql`k.record_id = ${id}::uuid AND k.kind = 'comment'`),
    when(after, ([at, id]) => Prisma.sql`(k.created_at, k.id) < (${at}::timestamptz, ${id}::uuid)`),
  ]);
  // The page first: its records are looked up for a page, and not for all that the filter finds.
  const rows = await db.$queryRaw<ConflictRow[]>`
    ${SELECT_CONFLICTS} WHERE k.id = ANY(ARRAY(
      SELECT k.id FROM conflicts k WHERE ${conditions} ORDER BY k.created_at DESC, k.id DESC LIMIT ${limit + 1}))
    ORDER BY k.created_at DESC, k.id DESC`;
  return pageOf(rows, limit, toConflictView, (row) => [row.created_at.toISOString(), row.id]);
}

/** A conflict k of these projects: told by the index of projects and tasks alone. */
function isIn(access: ProjectAccess): Prisma.Sql {
  const mine = inProjects(Prisma.sql`t.project_id`, access);
  return Prisma.sql`CASE k.kind
    WHEN 'task' THEN EXISTS (SELECT 1 FROM tasks t WHERE t.id = k.record_id AND ${mine})
    ELSE EXISTS (SELECT 1 FROM comments c JOIN tasks t ON t.id = c.task_id WHERE c.id = k.record_id AND ${mine}) END`;
}

function ofTask(id: string): Prisma.Sql {
  return Prisma.sql`k.record_id = ANY(${id}::uuid || ARRAY(SELECT id FROM comments WHERE task_id = ${id}::uuid))`;
}

export async function readConflict(
  db: Queryable,
  id: string,
  access: ProjectAccess,
): Promise<ConflictView | null> {
  const [row] = await db.$queryRaw<ConflictRow[]>`
    ${SELECT_CONFLICTS} WHERE k.id = ${id}::uuid AND ${inProjects(Prisma.sql`t.project_id`, access)}`;
  return row === undefined ? null : toConflictView(row);
}

const SELECT_CONFLICTS = Prisma.sql`
  SELECT k.id::text, k.kind::text, t.id::text AS task_id, t.title, c.id::text AS comment_id, k.operation_id::text, k.field,
    k.base, k.ours, k.theirs, k.winner, k.state::text, k.resolution, k.resolved_by, k.created_at, k.resolved_at
  FROM conflicts k
  LEFT JOIN comments c ON k.kind = 'comment' AND c.id = k.record_id
  JOIN tasks t ON t.id = coalesce(c.task_id, k.record_id)`;

interface ConflictRow {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly task_id: string;
  readonly title: string | null;
  readonly comment_id: string | null;
  readonly operation_id: string | null;
  readonly field: string;
  readonly base: unknown;
  readonly ours: unknown;
  readonly theirs: unknown;
  readonly winner: string;
  readonly state: 'open' | 'resolved';
  readonly resolution: unknown;
  readonly resolved_by: string | null;
  readonly created_at: Date;
  readonly resolved_at: Date | null;
}

function toConflictView(row: ConflictRow): ConflictView {
  return {
    id: row.id,
    kind: row.kind,
    taskId: row.task_id,
    title: row.title,
    commentId: row.comment_id,
    operationId: row.operation_id,
    field: row.field,
    base: row.base,
    ours: row.ours,
    theirs: row.theirs,
    winner: row.winner,
    state: row.state,
    resolution: row.resolution,
    resolvedBy: row.resolved_by,
    createdAt: row.created_at.toISOString(),
    resolvedAt: time(row.resolved_at),
  };
}
