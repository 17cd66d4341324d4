// Comments as clients see them, in the order of the thread. A comment stands where its task stands.
import type { Author, ProjectAccess } from '../../ports/client.js';
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, inProjects, pageOf, time, when, type Page, type PageRequest } from './read-filters.js';
import { SYNC_COLUMNS, syncOf, toSyncView, type SyncRow, type SyncView } from './read-sync-status.js';
import type { GithubPlace } from './read-tasks.js';

export interface CommentView {
  readonly id: string;
  readonly taskId: string;
  readonly projectId: string | null;
  readonly body: string | null;
  readonly author: Author;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt: string | null;
  readonly mergedInto: string | null;
  readonly sync: SyncView;
  /** `number` is that of its issue. */
  readonly github: GithubPlace | null;
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

interface CommentRow extends SyncRow {
  readonly id: string;
  readonly task_id: string;
  readonly project_id: string | null;
  readonly body: string | null;
  readonly author_login: string | null;
  readonly author_name: string | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly deleted_at: Date | null;
  readonly merged_into: string | null;
  readonly repo_id: string | null;
  readonly full_name: string | null;
  readonly number: number | null;
  readonly external_id: string | null;
  readonly url: string | null;
}

const SELECT_COMMENTS = Prisma.sql`
  SELECT t.id::text, t.task_id::text, task.project_id::text, t.body, t.author_login, t.author_name, t.version,
    t.created_at, t.updated_at, t.deleted_at, t.merged_into::text, r.id::text AS repo_id,
    r.owner || '/' || r.name AS full_name, i.number, l.external_id::text, l.url, ${SYNC_COLUMNS}
  FROM comments t
  JOIN tasks task ON task.id = t.task_id
  LEFT JOIN github_comments l ON l.comment_id = t.id
  LEFT JOIN github_issues i ON i.id = l.issue_id
  LEFT JOIN github_repos r ON r.id = task.repo_id
  LEFT JOIN github_app_installations n ON n.id = r.installation_id
  ${syncOf('comment')}`;

function toCommentView(row: CommentRow): CommentView {
  const { repo_id: repoId, full_name: repo, number, external_id: externalId } = row;
  return {
    id: row.id,
    taskId: row.task_id,
    projectId: row.project_id,
    body: row.body,
    author: { login: row.author_login, name: row.author_name },
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    deletedAt: time(row.deleted_at),
    mergedInto: row.merged_into,
    sync: toSyncView(row),
    github:
      repoId === null || repo === null || number === null || externalId === null
        ? null
        : { repoId, repo, number, id: externalId, url: row.url },
  };
}
