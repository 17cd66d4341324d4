// Tasks as clients see them. Lists leave out what was deleted or merged away, and the placeholders of repos that no
// project has: those are nobody's tasks yet.
import type { ProjectAccess } from '../../ports/client.js';
import { Prisma, type Queryable } from '../prisma.js';
import { allOf, containing, inProjects, pageOf, when, type Page, type PageRequest } from './read-filters.js';
import { RECORD_COLUMNS, toRecordView, type RecordRow, type RecordView } from './read-records.js';
import { mayHaveStatus, syncOf, type SyncStatus } from './read-sync-status.js';
import { hasTrigram, lookThrough, pageOfHits, WINDOW, type LookedAt } from './search-window.js';

export interface TaskView extends RecordView {
  /** The repo in which it lives, or to which it is on its way. */
  readonly repoId: string | null;
  readonly title: string | null;
  readonly state: 'open' | 'closed';
  readonly stateReason: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly locked: boolean;
  readonly kind: 'issue' | 'pull_request';
  readonly merged: boolean;
}

export interface TaskFilter {
  readonly projectId?: string | undefined;
  readonly repoId?: string | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly sync?: SyncStatus | undefined;
  /** Part of the title or body, or an issue's number. What no index finds is looked for in parts. */
  readonly q?: string | undefined;
  /** True: only what was deleted. */
  readonly deleted: boolean;
}

export async function readTask(db: Queryable, id: string, access: ProjectAccess): Promise<TaskView | null> {
  const [row] = await db.$queryRaw<TaskRow[]>`
    SELECT ${COLUMNS} FROM tasks t ${AROUND} WHERE t.id = ${id}::uuid AND ${inProjects(Prisma.sql`t.project_id`, access)}`;
  return row === undefined ? null : toTaskView(row);
}

/** Those that exist, in no order. */
export async function readTasksOf(db: Queryable, ids: readonly string[]): Promise<TaskView[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw<
    TaskRow[]
  >`SELECT ${COLUMNS} FROM tasks t ${AROUND} WHERE t.id = ANY(${[...ids]}::uuid[])`;
  return rows.map(toTaskView);
}

/** Newest first, by the time they were made here. Keys: the id. */
export async function listTasks(
  db: Queryable,
  filter: TaskFilter,
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<TaskView>> {
  const search = await searchOf(db, filter.q);
  const conditions = allOf([
    Prisma.sql`t.project_id IS NOT NULL AND t.merged_into IS NULL`,
    inProjects(Prisma.sql`t.project_id`, access),
    filter.deleted ? Prisma.sql`t.deleted_at IS NOT NULL` : Prisma.sql`t.deleted_at IS NULL`,
    when(filter.projectId, (id) => Prisma.sql`t.project_id = ${id}::uuid`),
    when(filter.repoId, (id) => Prisma.sql`t.repo_id = ${id}::uuid`),
    when(filter.state, (state) => Prisma.sql`t.state = ${state}::issue_state`),
    filter.sync === undefined ? null : mayHaveStatus(filter.sync),
    search.inParts ? null : search.matches,
    when(after?.[0], (id) => Prisma.sql`t.id < ${id}::uuid`),
  ]);
  const hasStatus = when(filter.sync, (status) => Prisma.sql`sync.status = ${status}`) ?? Prisma.sql`TRUE`;
  if (!search.inParts) {
    const rows = await db.$queryRaw<TaskRow[]>`
      SELECT ${COLUMNS} FROM tasks t ${AROUND} WHERE ${conditions} AND ${hasStatus} ORDER BY t.id DESC LIMIT ${limit + 1}`;
    return pageOf(rows, limit, toTaskView, ({ id }) => [id]);
  }
  const looked = lookThrough(
    Prisma.sql`SELECT t.id, coalesce(${search.matches}, FALSE) AS hit FROM tasks t WHERE ${conditions}
      ORDER BY t.id DESC LIMIT ${WINDOW}`,
    Prisma.sql`id DESC`,
    limit,
  );
  const rows = await db.$queryRaw<(TaskRow & LookedAt)[]>`
    SELECT ${COLUMNS}, looked.hit AND ${hasStatus} AS hit, looked.ends
    FROM (${looked}) looked JOIN tasks t ON t.id = looked.id ${AROUND}
    ORDER BY t.id DESC`;
  return pageOfHits(rows, limit, toTaskView, ({ id }) => [id]);
}

/** A number longer than this is no issue's, and would not fit the column. */
const LONGEST_ISSUE_NUMBER = 9;

interface TaskSearch {
  /** A condition on a task t; null: none is asked for. */
  readonly matches: Prisma.Sql | null;
  /** No index finds it. */
  readonly inParts: boolean;
}

/** A number too short to be found in a text is an issue's. */
async function searchOf(db: Queryable, q: string | undefined): Promise<TaskSearch> {
  if (q === undefined) return { matches: null, inParts: false };
  const digits = /^#?(\d+)$/.exec(q.trim())?.[1];
  const numbered =
    digits !== undefined && digits.length <= LONGEST_ISSUE_NUMBER
      ? Prisma.sql`t.id = ANY(ARRAY(SELECT task_id FROM github_issues WHERE number = ${Number(digits)}::int))`
      : null;
  if (numbered !== null && !hasTrigram(q)) return { matches: numbered, inParts: false };
  const text = containing(q);
  const named = await tasksWithLongestWord(db, q);
  if (named !== null) {
    // Their texts are read, not the index again: the empty string keeps it out.
    const written = Prisma.sql`t.title || '' ILIKE ${text} OR t.body || '' ILIKE ${text}`;
    return { matches: Prisma.sql`(t.id = ANY(${named}::uuid[]) AND (${written}))`, inParts: false };
  }
  const written = Prisma.sql`t.title ILIKE ${text} OR t.body ILIKE ${text}`;
  return {
    matches: numbered === null ? Prisma.sql`(${written})` : Prisma.sql`(${written} OR ${numbered})`,
    inParts: !hasTrigram(q),
  };
}

/** More than this are no short cut. */
const MOST_NAMED = 2_000;

/**
 * Of several words the longest is looked up alone: the index would go through every trigram of all of them, and those of
 * a word that every task has are long lists. Null: a single word, or too many tasks have it.
 */
async function tasksWithLongestWord(db: Queryable, q: string): Promise<string[] | null> {
  const words = q.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '');
  if (words.length < 2 || !hasTrigram(longest)) return null;
  const text = containing(longest);
  const [row] = await db.$queryRaw<{ ids: string[] | null }[]>`
    SELECT CASE WHEN count(*) <= ${MOST_NAMED} THEN coalesce(array_agg(id::text), '{}') END AS ids FROM (
      SELECT id FROM tasks WHERE title ILIKE ${text} OR body ILIKE ${text} LIMIT ${MOST_NAMED + 1}) named`;
  return row?.ids ?? null;
}

interface TaskRow extends RecordRow {
  readonly title: string | null;
  readonly state: 'open' | 'closed';
  readonly state_reason: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly locked: boolean;
  readonly kind: 'issue' | 'pull_request';
  readonly merged: boolean;
}

const COLUMNS = Prisma.sql`
  t.project_id::text, t.repo_id::text, t.title, t.state::text, t.state_reason, coalesce(t.labels, '{}') AS labels,
  coalesce(t.assignees, '{}') AS assignees, t.locked, t.kind::text, t.merged,
  i.external_id::text, i.url, ${RECORD_COLUMNS}`;

/** What stands around a task t. */
const AROUND = Prisma.sql`
  LEFT JOIN github_issues i ON i.task_id = t.id
  LEFT JOIN github_repos r ON r.id = t.repo_id
  LEFT JOIN github_app_installations n ON n.id = r.installation_id
  ${syncOf('task')}`;

function toTaskView(row: TaskRow): TaskView {
  const { id, projectId, body, ...rest } = toRecordView(row);
  return {
    id,
    projectId,
    repoId: row.repo_id,
    title: row.title,
    body,
    state: row.state,
    stateReason: row.state_reason,
    labels: row.labels,
    assignees: row.assignees,
    locked: row.locked,
    kind: row.kind,
    merged: row.merged,
    ...rest,
  };
}
