// The client's side of the store on PostgreSQL: records that GitHub does not know yet, and what a client's write has to
// see. Decides nothing: every rule is asked of the domain by the story that calls this.
import { v7 as uuid } from 'uuid';
import type {
  ClientStore,
  ClientTransaction,
  NewComment,
  NewTask,
  OperationHandle,
  Place,
  ProjectAccess,
} from '../../ports/client.js';
import type { Operation } from '../../domain/operations/operation.js';
import type { Clock } from '../../ports/clock.js';
import type { ResourceRef } from '../../ports/loaded-resource.js';
import { LostClaim } from '../../ports/resource-store.js';
import { conflictHandle, settleConflict } from './settle-conflicts.js';
import { toOperation, type OperationRow } from './operation-row.js';
import { isRepeatable, isUniqueViolation, Prisma, type Database, type Queryable } from '../prisma.js';
import { inProjects } from '../reads/read-filters.js';
import { takeRestartable } from './restartable-operations.js';
import { transactionOn } from './resource-store.js';
import { TABLES } from './resource-tables.js';

/** A claim in the same moment, or a deadlock: each is rare, so five in a row mean something else is wrong. */
const MAX_REPEATS = 5;

export function createClientStore(database: Database, clock: Clock): ClientStore {
  return {
    newId: () => uuid(),
    async transaction(work) {
      for (let repeats = 0; ; repeats += 1) {
        try {
          return await database.$transaction((tx) => work(clientTransactionOn(tx, clock)));
        } catch (error) {
          const again = error instanceof LostClaim || isRepeatable(error) || isUniqueViolation(error);
          if (!again || repeats >= MAX_REPEATS) throw error;
        }
      }
    },
  };
}

function clientTransactionOn(tx: Queryable, clock: Clock): ClientTransaction {
  return {
    ...transactionOn(tx, clock),
    reposOf: (projectId, access) => reposOf(tx, projectId, access),
    externalIdOf: (repoId) => externalIdOf(tx, repoId),
    insertTask: (task) => insertTask(tx, task, clock.now()),
    insertComment: (comment) => insertComment(tx, comment, clock.now()),
    placeOf: (ref, access) => placeOf(tx, ref, access),
    putIntoRepo: (taskId, repoId) => putIntoRepo(tx, taskId, repoId),
    disabledOutbound: (ref) => disabledOutbound(tx, ref),
    operation: (id, access) => operation(tx, id, access),
    conflict: (id, access) => conflictHandle(tx, id, access),
    settleConflict: (id, resolution, by) => settleConflict(tx, id, { resolution, by, now: clock.now() }),
    takeRestartable: (filter, access, part) => takeRestartable(tx, filter, access, part),
  };
}

async function reposOf(db: Queryable, projectId: string, access: ProjectAccess): Promise<string[] | null> {
  const rows = await db.$queryRaw<{ repo: string | null }[]>`
    SELECT r.id::text AS repo FROM projects p LEFT JOIN github_repos r ON r.project_id = p.id
    WHERE p.id = ${projectId}::uuid AND ${inProjects(Prisma.sql`p.id`, access)} ORDER BY r.id`;
  return rows.length === 0 ? null : rows.flatMap(({ repo }) => repo ?? []);
}

async function externalIdOf(db: Queryable, repoId: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ external_id: string }[]>`
    SELECT external_id::text FROM github_repos WHERE id = ${repoId}::uuid`;
  return row?.external_id ?? null;
}

async function insertTask(db: Queryable, task: NewTask, now: number): Promise<boolean> {
  const at = new Date(now).toISOString();
  const [made] = await db.$queryRaw<{ id: string }[]>`
    WITH made AS (
      INSERT INTO tasks (id, project_id, repo_id, author_login, author_name, author_user_id, version, created_at,
        updated_at)
      VALUES (${task.id}::uuid, ${task.projectId}::uuid, ${task.repoId}::uuid, ${task.author.login},
        ${task.author.name}, ${task.author.userId}::uuid, 0, ${at}::timestamptz, ${at}::timestamptz)
      ON CONFLICT (id) DO NOTHING RETURNING id, repo_id
    ), linked AS (
      INSERT INTO github_issues (id, task_id, repo_id)
      SELECT ${uuid()}::uuid, id, repo_id FROM made WHERE repo_id IS NOT NULL
    )
    SELECT id::text FROM made`;
  return made !== undefined;
}

async function insertComment(db: Queryable, comment: NewComment, now: number): Promise<boolean> {
  const at = new Date(now).toISOString();
  const [made] = await db.$queryRaw<{ id: string }[]>`
    WITH made AS (
      INSERT INTO comments (id, task_id, author_login, author_name, author_user_id, version, created_at, updated_at)
      VALUES (${comment.id}::uuid, ${comment.taskId}::uuid, ${comment.author.login}, ${comment.author.name},
        ${comment.author.userId}::uuid, 0,         ${at}::timestamptz, ${at}::timestamptz)
      ON CONFLICT (id) DO NOTHING RETURNING id, task_id
    ), linked AS (
      INSERT INTO github_comments (id, comment_id, issue_id)
      SELECT ${uuid()}::uuid, m.id, i.id FROM made m JOIN github_issues i ON i.task_id = m.task_id
    )
    SELECT id::text FROM made`;
  return made !== undefined;
}

async function placeOf(
  db: Queryable,
  { kind, id }: ResourceRef,
  access: ProjectAccess,
): Promise<Place | null> {
  const record =
    kind === 'task'
      ? Prisma.sql`SELECT t.*, t.deleted_at IS NOT NULL AS deleted FROM tasks t WHERE t.id = ${id}::uuid`
      : Prisma.sql`SELECT t.*, c.deleted_at IS NOT NULL OR t.deleted_at IS NOT NULL AS deleted
          FROM comments c JOIN tasks t ON t.id = c.task_id WHERE c.id = ${id}::uuid`;
  const [place] = await db.$queryRaw<Place[]>`
    SELECT t.project_id::text AS "projectId", t.repo_id::text AS "repoId", t.deleted,
      r.owner || '/' || r.name || '#' || i.number AS address
    FROM (${record}) t
    LEFT JOIN github_issues i ON i.task_id = t.id
    LEFT JOIN github_repos r ON r.id = i.repo_id
    WHERE ${inProjects(Prisma.sql`t.project_id`, access)}`;
  return place ?? null;
}

async function putIntoRepo(db: Queryable, taskId: string, repoId: string): Promise<string[]> {
  const link = uuid();
  await db.$executeRaw`
    WITH placed AS (
      UPDATE tasks SET repo_id = ${repoId}::uuid WHERE id = ${taskId}::uuid AND repo_id IS NULL RETURNING id
    )
    INSERT INTO github_issues (id, task_id, repo_id) SELECT ${link}::uuid, id, ${repoId}::uuid FROM placed`;
  const comments = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM comments WHERE task_id = ${taskId}::uuid AND deleted_at IS NULL ORDER BY id`;
  const links = JSON.stringify(comments.map(({ id }) => ({ id: uuid(), comment_id: id })));
  await db.$executeRaw`
    INSERT INTO github_comments (id, comment_id, issue_id)
    SELECT n.id, n.comment_id, ${link}::uuid FROM jsonb_to_recordset(${links}::jsonb) AS n(id uuid, comment_id uuid)
    ON CONFLICT (comment_id) DO NOTHING`;
  return comments.map(({ id }) => id);
}

async function disabledOutbound(db: Queryable, { kind, id }: ResourceRef): Promise<Operation[]> {
  const tables = TABLES[kind];
  const rows = await db.$queryRaw<{ row: OperationRow }[]>`
    SELECT to_jsonb(o) AS row FROM ${tables.operation} o
    WHERE o.${tables.recordId} = ${id}::uuid AND o.state = 'disabled' AND o.direction = 'outbound'
    ORDER BY o.sequence`;
  return rows.map(({ row }) => toOperation(row));
}

async function operation(db: Queryable, id: string, access: ProjectAccess): Promise<OperationHandle | null> {
  for (const kind of ['task', 'comment'] as const) {
    const tables = TABLES[kind];
    const owner =
      kind === 'task'
        ? Prisma.sql`o.task_id`
        : Prisma.sql`(SELECT c.task_id FROM comments c WHERE c.id = o.comment_id)`;
    const [row] = await db.$queryRaw<(Omit<OperationHandle, 'ref'> & { recordId: string })[]>`
      SELECT o.id::text, o.${tables.recordId}::text AS "recordId", o.direction::text, o.state::text, o.content
      FROM ${tables.operation} o JOIN tasks t ON t.id = ${owner}
      WHERE o.id = ${id}::uuid AND ${inProjects(Prisma.sql`t.project_id`, access)}`;
    if (row === undefined) continue;
    const { recordId, ...handle } = row;
    return { ...handle, ref: { kind, id: recordId } };
  }
  return null;
}
