// Operations of both kinds in one list, newest first, and one operation with its timeline.
import type { OperationFilter, ProjectAccess } from '../../ports/client.js';
import type { Content } from '../../domain/resource/content.js';
import type { Action, Direction, Reason, ResourceKind, Source } from '../../domain/operations/operation.js';
import type { OperationState } from '../../domain/operations/transitions.js';
import { kindsOf, operationMatches } from './operation-filter.js';
import { isLookedFor, matchesSearch, resolveSearch } from './operation-search.js';
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, inProjects, time, when, type Page, type PageRequest } from './read-filters.js';
import { TABLES } from '../resources/resource-tables.js';
import { lookThrough, pageOfHits, WINDOW, type LookedAt } from './search-window.js';

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
  const search = await resolveSearch(db, filter.q);
  const inParts = isLookedFor(search);
  // The page's keys first, which an index may tell alone: to read the rows of all that it passes would cost the most.
  const branches = kindsOf(filter).flatMap((kind) =>
    waysOf(filter).map((way) => {
      const conditions = allOf([
        operationMatches(kind, way, access, inParts ? null : search),
        when(after, ([at, id]) => Prisma.sql`(o.created_at, o.id) < (${at}::timestamptz, ${id}::uuid)`),
      ]);
      const hit = inParts && search !== null ? matchesSearch(kind, search) : Prisma.sql`TRUE`;
      return Prisma.sql`(SELECT o.id, o.created_at, ${kind} AS kind, coalesce(${hit}, FALSE) AS hit
        FROM ${TABLES[kind].operation} o WHERE ${conditions}
        ORDER BY o.created_at DESC, o.id DESC LIMIT ${inParts ? WINDOW : limit + 1})`;
    }),
  );
  if (branches.length === 0) return { items: [], next: null };
  const found = Prisma.join(branches, ' UNION ALL ');
  const page = inParts
    ? lookThrough(found, NEWEST_FIRST, limit)
    : Prisma.sql`SELECT found.*, FALSE AS ends FROM (${found}) found ORDER BY ${NEWEST_FIRST} LIMIT ${limit + 1}`;
  const rowsOf = (kind: ResourceKind): Prisma.Sql => Prisma.sql`
    SELECT ${columns(kind)}, keys.hit, keys.ends FROM keys JOIN ${TABLES[kind].operation} o ON o.id = keys.id
    WHERE keys.kind = ${kind}`;
  const rows = await db.$queryRaw<(OperationRow & LookedAt)[]>`
    WITH keys AS MATERIALIZED (${page})
    SELECT page.*, page.id::text AS id, ${SUBJECT} FROM (${rowsOf('task')} UNION ALL ${rowsOf('comment')}) page ${WITH_SUBJECT}
    ORDER BY page.created_at DESC, page.id DESC`;
  return pageOfHits(rows, limit, toOperationView, (row) => [row.created_at.toISOString(), row.id]);
}

const NEWEST_FIRST = Prisma.sql`created_at DESC, id DESC`;

/** By source alone the index is read once per direction: in it each pair has an order of its own. */
function waysOf(filter: OperationFilter): OperationFilter[] {
  return filter.source === undefined || filter.direction !== undefined
    ? [filter]
    : [
        { ...filter, direction: 'inbound' },
        { ...filter, direction: 'outbound' },
      ];
}

export async function readOperation(
  db: Queryable,
  id: string,
  access: ProjectAccess,
): Promise<OperationDetail | null> {
  for (const kind of ['task', 'comment'] as const) {
    const [row] = await db.$queryRaw<(OperationRow & DetailRow)[]>`
      SELECT page.*, page.id::text AS id, ${SUBJECT} FROM (
        SELECT ${columns(kind)}, o.content, o.not_accepted FROM ${TABLES[kind].operation} o
        WHERE o.id = ${id}::uuid AND ${inProjects(Prisma.sql`o.project_id`, access)}) page ${WITH_SUBJECT}`;
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

function columns(kind: ResourceKind): Prisma.Sql {
  const record =
    kind === 'task' ? Prisma.sql`o.task_id, NULL::uuid` : Prisma.sql`NULL::uuid AS task_id, o.comment_id`;
  return Prisma.sql`o.id, ${kind} AS kind, ${record} AS comment_id, o.direction::text, o.state::text,
    o.source::text, o.action::text, o.github_updated_at, o.canceled_by::text, o.duplicate_of::text, o.dropped_for_type,
    o.dropped_for_id::text, o.reason_code, o.reason_message, o.attempt, o.not_before, o.delivery_id::text,
    o.created_at, o.finished_at`;
}

/** Joined to the rows of a page, not to all that were looked at. */
const SUBJECT = Prisma.sql`subject.id::text AS task_id, page.comment_id::text AS comment_id,
  subject.title AS subject_title, issue.number AS subject_number, place.owner || '/' || place.name AS subject_repo`;
const WITH_SUBJECT = Prisma.sql`LEFT JOIN comments remark ON remark.id = page.comment_id
  JOIN tasks subject ON subject.id = coalesce(page.task_id, remark.task_id)
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
