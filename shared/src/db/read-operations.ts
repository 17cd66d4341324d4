// Operations of both kinds in one list, newest first, and one operation with its timeline. The same filter serves the
// list and the restart of everything that matches it, so that a person restarts exactly what they saw.
import type { OperationFilter, ProjectAccess } from '../ports/client.js';
import type { Content } from '../domain/content.js';
import type { Action, Direction, Reason, ResourceKind, Source } from '../domain/operation.js';
import type { OperationState } from '../domain/transitions.js';
import { inPlaces, resolvePlaces } from './operation-places.js';
import { matchesSearch, resolveSearch, type Search } from './operation-search.js';
import { Prisma, type Queryable } from './prisma.js';
import { allOf, inProjects, pageOf, time, when, type Page, type PageRequest } from './read-filters.js';
import { TABLES } from './resource-tables.js';

export interface OperationView {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly taskId: string;
  readonly commentId: string | null;
  /** What people know it by. */
  readonly subject: OperationSubject;
  readonly direction: Direction;
  readonly state: OperationState;
  readonly source: Source;
  readonly action: Action;
  readonly githubUpdatedAt: string | null;
  readonly canceledBy: string | null;
  readonly duplicateOf: string | null;
  readonly droppedFor: { readonly type: string; readonly id: string } | null;
  readonly reason: Reason | null;
  readonly attempt: number;
  readonly notBefore: string | null;
  readonly deliveryId: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface OperationSubject {
  /** The task's title; null until it is known. */
  readonly title: string | null;
  /** owner/name of the task's repo. */
  readonly repo: string | null;
  /** The issue's or pull request's number. */
  readonly number: number | null;
}

export interface OperationDetail extends OperationView {
  /** Inbound: what the change asserted. Outbound: the fields that the client changed. */
  readonly content: Content | null;
  /** Outbound: what GitHub did not accept. */
  readonly notAccepted: Content | null;
  readonly timeline: readonly TimelineEntry[];
}

export interface TimelineEntry {
  readonly at: string;
  readonly from: OperationState | null;
  readonly to: OperationState;
  readonly reason: Reason | null;
  readonly by: string;
}

/** Newest first. Keys: the time it was made and the id. */
export async function listOperations(
  db: Queryable,
  filter: OperationFilter,
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<OperationView>> {
  const [search, places] = await Promise.all([
    resolveSearch(db, filter.q),
    resolvePlaces(db, filter, access),
  ]);
  const branches = kindsOf(filter).map((kind) => {
    const conditions = allOf([
      inPlaces(kind, places),
      operationMatches(kind, filter, access, search),
      when(after, ([at, id]) => Prisma.sql`(o.created_at, o.id) < (${at}::timestamptz, ${id}::uuid)`),
    ]);
    return Prisma.sql`(SELECT ${columns(kind)} FROM ${operationsOf(kind)} WHERE ${conditions}
      ORDER BY o.created_at DESC, o.id DESC LIMIT ${limit + 1})`;
  });
  if (branches.length === 0) return { items: [], next: null };
  const rows = await db.$queryRaw<OperationRow[]>`
    SELECT page.*, page.id::text AS id, ${SUBJECT} FROM (
      SELECT found.* FROM (${Prisma.join(branches, ' UNION ALL ')}) found
      ORDER BY found.created_at DESC, found.id DESC LIMIT ${limit + 1}) page ${WITH_SUBJECT}
    ORDER BY page.created_at DESC, page.id DESC`;
  return pageOf(rows, limit, toOperationView, (row) => [row.created_at.toISOString(), row.id]);
}

export async function readOperation(
  db: Queryable,
  id: string,
  access: ProjectAccess,
): Promise<OperationDetail | null> {
  for (const kind of ['task', 'comment'] as const) {
    const [row] = await db.$queryRaw<(OperationRow & DetailRow)[]>`
      SELECT page.*, page.id::text AS id, ${SUBJECT} FROM (
        SELECT ${columns(kind)}, o.content, o.not_accepted FROM ${operationsOf(kind)}
        WHERE o.id = ${id}::uuid AND ${inProjects(Prisma.sql`t.project_id`, access)}) page ${WITH_SUBJECT}`;
    if (row === undefined) continue;
    return {
      ...toOperationView(row),
      content: row.content,
      notAccepted: row.not_accepted,
      timeline: await readTimeline(db, id),
    };
  }
  return null;
}

async function readTimeline(db: Queryable, operationId: string): Promise<TimelineEntry[]> {
  const rows = await db.$queryRaw<TimelineRow[]>`
    SELECT at, from_state::text, to_state::text, reason_code, reason_message, by FROM operation_timeline
    WHERE operation_id = ${operationId}::uuid ORDER BY id`;
  return rows.map((row) => ({
    at: row.at.toISOString(),
    from: row.from_state,
    to: row.to_state,
    reason: reasonOf(row),
    by: row.by,
  }));
}

/** A filter by comment leaves no operation of a task. */
export function kindsOf(filter: OperationFilter): ResourceKind[] {
  const kinds: ResourceKind[] = filter.commentId === undefined ? ['task', 'comment'] : ['comment'];
  return kinds.filter((kind) => filter.kind === undefined || filter.kind === kind);
}

/** An operation o with its task t and its link l; for a comment also the comment c. */
export function operationsOf(kind: ResourceKind): Prisma.Sql {
  const { operation } = TABLES[kind];
  return kind === 'task'
    ? Prisma.sql`${operation} o JOIN tasks t ON t.id = o.task_id LEFT JOIN github_issues l ON l.task_id = t.id`
    : Prisma.sql`${operation} o JOIN comments c ON c.id = o.comment_id JOIN tasks t ON t.id = c.task_id
        LEFT JOIN github_comments l ON l.comment_id = c.id`;
}

export function operationMatches(
  kind: ResourceKind,
  filter: OperationFilter,
  access: ProjectAccess,
  /** What `filter.q` names. */
  search: Search | null,
): Prisma.Sql {
  return allOf([
    inProjects(Prisma.sql`t.project_id`, access),
    when(filter.state, (state) => Prisma.sql`o.state = ${state}::operation_state`),
    when(filter.direction, (direction) => Prisma.sql`o.direction = ${direction}::operation_direction`),
    when(filter.source, (source) => Prisma.sql`o.source = ${source}::operation_source`),
    when(filter.taskId, (id) => Prisma.sql`t.id = ${id}::uuid`),
    when(filter.commentId, (id) => Prisma.sql`c.id = ${id}::uuid`),
    when(filter.repoId, (id) => Prisma.sql`t.repo_id = ${id}::uuid`),
    when(filter.deliveryId, (id) => Prisma.sql`o.delivery_id = ${id}::uuid`),
    when(filter.since, (since) => Prisma.sql`o.created_at >= ${since}::timestamptz`),
    when(filter.externalId, (id) => hasExternalId(kind, id)),
    filter.linked === true ? Prisma.sql`l.id IS NOT NULL` : null,
    when(filter.until, (until) => Prisma.sql`o.created_at < ${until}::timestamptz`),
    when(filter.action, (action) => Prisma.sql`o.action = ${action}::operation_action`),
    when(filter.reason, (code) => Prisma.sql`o.reason_code = ${code}`),
    when(search, (found) => matchesSearch(kind, found)),
  ]);
}

/** Every branch is found by an index of its own: a condition over two tables would read them whole. */
function hasExternalId(kind: ResourceKind, id: string): Prisma.Sql {
  return kind === 'task'
    ? Prisma.sql`(o.task_id = ANY(ARRAY(SELECT task_id FROM github_issues
        WHERE external_id = ${id}::bigint OR pull_request_external_id = ${id}::bigint))
        OR o.github_issue_external_id = ${id}::bigint OR o.github_pull_request_external_id = ${id}::bigint)`
    : Prisma.sql`(o.comment_id = ANY(ARRAY(SELECT comment_id FROM github_comments WHERE external_id = ${id}::bigint))
        OR o.github_comment_external_id = ${id}::bigint)`;
}

function columns(kind: ResourceKind): Prisma.Sql {
  const commentId = kind === 'task' ? Prisma.sql`NULL` : Prisma.sql`c.id::text`;
  return Prisma.sql`o.id, ${kind} AS kind, t.id::text AS task_id, ${commentId} AS comment_id, o.direction::text, o.state::text,
    o.source::text, o.action::text, o.github_updated_at, o.canceled_by::text, o.duplicate_of::text, o.dropped_for_type,
    o.dropped_for_id::text, o.reason_code, o.reason_message, o.attempt, o.not_before, o.delivery_id::text,
    o.created_at, o.finished_at`;
}

/** Joined to the rows of a page, not to all that were looked at. */
const SUBJECT = Prisma.sql`subject.title AS subject_title, issue.number AS subject_number,
  place.owner || '/' || place.name AS subject_repo`;
const WITH_SUBJECT = Prisma.sql`JOIN tasks subject ON subject.id = page.task_id::uuid
  LEFT JOIN github_issues issue ON issue.task_id = subject.id LEFT JOIN github_repos place ON place.id = subject.repo_id`;

interface OperationRow {
  readonly subject_title: string | null;
  readonly subject_number: number | null;
  readonly subject_repo: string | null;
  readonly id: string;
  readonly kind: ResourceKind;
  readonly task_id: string;
  readonly comment_id: string | null;
  readonly direction: Direction;
  readonly state: OperationState;
  readonly source: Source;
  readonly action: Action;
  readonly github_updated_at: Date | null;
  readonly canceled_by: string | null;
  readonly duplicate_of: string | null;
  readonly dropped_for_type: string | null;
  readonly dropped_for_id: string | null;
  readonly reason_code: string | null;
  readonly reason_message: string | null;
  readonly attempt: number;
  readonly not_before: Date | null;
  readonly delivery_id: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

interface DetailRow {
  readonly content: Content | null;
  readonly not_accepted: Content | null;
}

interface TimelineRow {
  readonly at: Date;
  readonly from_state: OperationState | null;
  readonly to_state: OperationState;
  readonly reason_code: string | null;
  readonly reason_message: string | null;
  readonly by: string;
}

function toOperationView(row: OperationRow): OperationView {
  return {
    id: row.id,
    kind: row.kind,
    taskId: row.task_id,
    commentId: row.comment_id,
    subject: { title: row.subject_title, repo: row.subject_repo, number: row.subject_number },
    direction: row.direction,
    state: row.state,
    source: row.source,
    action: row.action,
    githubUpdatedAt: time(row.github_updated_at),
    canceledBy: row.canceled_by,
    duplicateOf: row.duplicate_of,
    droppedFor:
      row.dropped_for_type === null || row.dropped_for_id === null
        ? null
        : { type: row.dropped_for_type, id: row.dropped_for_id },
    reason: reasonOf(row),
    attempt: row.attempt,
    notBefore: time(row.not_before),
    deliveryId: row.delivery_id,
    createdAt: row.created_at.toISOString(),
    finishedAt: time(row.finished_at),
  };
}

function reasonOf(row: {
  readonly reason_code: string | null;
  readonly reason_message: string | null;
}): Reason | null {
  return row.reason_code === null ? null : { code: row.reason_code, message: row.reason_message ?? '' };
}
