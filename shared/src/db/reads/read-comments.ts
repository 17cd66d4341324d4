// Comments as clients see them, in the order of the thread. A comment stands where its task stands.
import type { ProjectAccess } from '../../ports/client.js';
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, inProjects, pageOf, when, type Page, type PageRequest } from './read-filters.js';
import { RECORD_COLUMNS, toRecordView, type RecordRow, type RecordView } from './read-records.js';
import { syncOf } from './read-sync-status.js';

export interface CommentView extends RecordView {
  readonly taskId: string;
}

export async function readComment(
  db: Queryable,
  id: string,
  access: ProjectAccess,
): Promise<CommentView | null> {
  const [row] = await db.$queryRaw<CommentRow[]>`
    ${SELECT_COMMENTS} WHERE t.id = ${id}::uuid AND ${inProjects(Prisma.sql`task.project_id`, access)}`;
  return row === undefined ? null : toCommentView(row);
}

/** Those that exist, in no order. */
export async function readCommentsOf(db: Queryable, ids: readonly string[]): Promise<CommentView[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw<CommentRow[]>`${SELECT_COMMENTS} WHERE t.id = ANY(${[...ids]}::uuid[])`;
  return rows.map(toCommentView);
}

/** The comments of many tasks, whether each is on GitHub; by id, those after one. */
export async function commentsOfTasks(
  db: Queryable,
  taskIds: readonly string[],
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly id: string; readonly onGithub: boolean }[]> {
  if (taskIds.length === 0) return [];
  return db.$queryRaw`
    SELECT t.id::text, coalesce(l.external_id IS NOT NULL, false) AS "onGithub"
    FROM comments t LEFT JOIN github_comments l ON l.comment_id = t.id
    WHERE ${allOf([
      Prisma.sql`t.task_id = ANY(${[...taskIds]}::uuid[]) AND t.deleted_at IS NULL AND t.merged_into IS NULL`,
      when(after, (id) => Prisma.sql`t.id > ${id}::uuid`),
    ])}
    ORDER BY t.id LIMIT ${limit}`;
}

/** Oldest first, as they are read. Keys: the time of writing and the id. */
export async function listComments(
  db: Queryable,
  filter: { readonly taskId: string; readonly deleted: boolean },
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<CommentView>> {
  const rows = await db.$queryRaw<CommentRow[]>`
    ${SELECT_COMMENTS} WHERE ${allOf([
      Prisma.sql`t.task_id = ${filter.taskId}::uuid AND t.merged_into IS NULL`,
      inProjects(Prisma.sql`task.project_id`, access),
      filter.deleted ? Prisma.sql`t.deleted_at IS NOT NULL` : Prisma.sql`t.deleted_at IS NULL`,
      when(after, ([at, id]) => Prisma.sql`(t.created_at, t.id) > (${at}::timestamptz, ${id}::uuid)`),
    ])} ORDER BY t.created_at, t.id LIMIT ${limit + 1}`;
  return pageOf(rows, limit, toCommentView, (row) => [row.created_at.toISOString(), row.id]);
}

interface CommentRow extends RecordRow {
  readonly task_id: string;
}

const SELECT_COMMENTS = Prisma.sql`
  SELECT t.task_id::text, task.project_id::text, task.repo_id::text, l.external_id::text, l.url,
    ${RECORD_COLUMNS}
  FROM comments t
  JOIN tasks task ON task.id = t.task_id
  LEFT JOIN github_comments l ON l.comment_id = t.id
  LEFT JOIN github_issues i ON i.id = l.issue_id
  LEFT JOIN github_repos r ON r.id = task.repo_id
  LEFT JOIN github_app_installations n ON n.id = r.installation_id
  ${syncOf('comment')}`;

function toCommentView(row: CommentRow): CommentView {
  const { id, github, ...rest } = toRecordView(row);
  // Its issue is there before it is: until GitHub has given it an id, it is nowhere.
  return { id, taskId: row.task_id, ...rest, github: row.external_id === null ? null : github };
}
