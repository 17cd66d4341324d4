// The change log as clients read it: by position, each entry with the record as it is now. The pointer is the
// reader's to keep; nothing here remembers who read what.
import type { ProjectAccess } from '../../ports/client.js';
import type { ResourceKind } from '../../domain/operations/operation.js';
import type { ChangeEntry } from '../../ports/effects.js';
import { numberChanges } from '../changes/number-changes.js';
import { Prisma, type Database, type Queryable } from '../prisma.js';
import { readCommentsOf, type CommentView } from './read-comments.js';
import { allOf, inProjects, when } from './read-filters.js';
import { readTasksOf, type TaskView } from './read-tasks.js';

export interface ChangeView {
  /** To know a repetition by (rule F2). */
  readonly id: string;
  readonly position: string;
  readonly projectId: string | null;
  readonly kind: ResourceKind;
  readonly taskId: string;
  readonly commentId: string | null;
  readonly event: ChangeEntry['event'];
  /** The record's version after this change. */
  readonly version: number;
  readonly fields: readonly string[];
  readonly operationId: string | null;
  readonly at: string;
  /** The record as it is now, which may be later than this change; the other one is null. */
  readonly task: TaskView | null;
  readonly comment: CommentView | null;
}

export interface ChangeRequest {
  /** The position of the last entry that the reader has. */
  readonly after: string;
  readonly limit: number;
  readonly projectId?: string | undefined;
  /** Not beyond this position. */
  readonly upTo?: string | undefined;
}

export interface ChangePage {
  readonly items: readonly ChangeView[];
  /** Where to read on: also past entries that are not for this reader. */
  readonly pointer: string;
  readonly more: boolean;
  /** The end of the log when it was read. */
  readonly head: string;
}

/** Numbers what is committed, then reads: whoever reads after their own write finds it. */
export async function readChanges(
  database: Database,
  request: ChangeRequest,
  access: ProjectAccess,
): Promise<ChangePage> {
  await numberChanges(database);
  return readNumbered(database, request, access);
}

/** The position of the newest entry; '0' where there is none. */
export async function headOfChanges(db: Queryable): Promise<string> {
  const [row] = await db.$queryRaw<{ head: string }[]>`
    SELECT coalesce(max(position), 0)::text AS head FROM change_log`;
  return row?.head ?? '0';
}

async function readNumbered(
  db: Queryable,
  { after, limit, projectId, upTo }: ChangeRequest,
  access: ProjectAccess,
): Promise<ChangePage> {
  // Before the entries: what is numbered meanwhile is beyond this head and is read the next time.
  const head = upTo ?? (await headOfChanges(db));
  const rows = await db.$queryRaw<ChangeRow[]>`
    SELECT e.id::text, e.position::text, e.project_id::text, e.kind::text, e.record_id::text, e.event, e.version,
      coalesce(e.fields, '{}') AS fields, e.operation_id::text, e.at
    FROM change_log e
    WHERE ${allOf([
      Prisma.sql`e.position > ${after}::bigint AND e.position <= ${head}::bigint`,
      inProjects(Prisma.sql`e.project_id`, access),
      when(projectId, (id) => Prisma.sql`e.project_id = ${id}::uuid`),
    ])} ORDER BY e.position LIMIT ${limit + 1}`;
  const shown = rows.slice(0, limit);
  const more = rows.length > limit;
  const last = shown.at(-1)?.position ?? after;
  return {
    items: await withRecords(db, shown, access),
    pointer: more ? last : later(head, last),
    more,
    head,
  };
}

/** A pointer never goes back: what a reader has may be numbered since the end was looked up. */
function later(a: string, b: string): string {
  return BigInt(a) > BigInt(b) ? a : b;
}

/** A record that went to a project which the reader may not see is left out; that it changed here is still told. */
async function withRecords(
  db: Queryable,
  rows: readonly ChangeRow[],
  access: ProjectAccess,
): Promise<ChangeView[]> {
  const maySee = ({ projectId }: { readonly projectId: string | null }): boolean =>
    access === null || (projectId !== null && access.includes(projectId));
  const idsOf = (kind: ResourceKind): string[] => [
    ...new Set(rows.filter((row) => row.kind === kind).map((row) => row.record_id)),
  ];
  const [tasks, comments] = await Promise.all([
    readTasksOf(db, idsOf('task')),
    readCommentsOf(db, idsOf('comment')),
  ]);
  const taskOf = new Map(tasks.filter(maySee).map((task) => [task.id, task]));
  const commentOf = new Map(comments.map((comment) => [comment.id, comment]));
  return rows.map((row) => {
    const task = row.kind === 'task' ? (taskOf.get(row.record_id) ?? null) : null;
    const comment = row.kind === 'comment' ? (commentOf.get(row.record_id) ?? null) : null;
    return {
      id: row.id,
      position: row.position,
      projectId: row.project_id,
      kind: row.kind,
      taskId: comment?.taskId ?? row.record_id,
      commentId: row.kind === 'comment' ? row.record_id : null,
      event: row.event,
      version: row.version,
      fields: row.fields,
      operationId: row.operation_id,
      at: row.at.toISOString(),
      task,
      comment: comment !== null && maySee(comment) ? comment : null,
    };
  });
}

interface ChangeRow {
  readonly id: string;
  readonly position: string;
  readonly project_id: string | null;
  readonly kind: ResourceKind;
  readonly record_id: string;
  readonly event: ChangeEntry['event'];
  readonly version: number;
  readonly fields: readonly string[];
  readonly operation_id: string | null;
  readonly at: Date;
}
