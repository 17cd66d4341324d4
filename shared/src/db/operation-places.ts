// The tasks and comments of a repo, or of the projects that a caller may see, named where they are few: an operation does
// not know its repo, and a walk from the newest operation on would meet those of a quiet repo only at its far end. Where
// they are many the walk finds a page soon.
import type { OperationFilter, ProjectAccess } from '../ports/client.js';
import type { ResourceKind } from '../domain/operation.js';
import { Prisma, type Queryable } from './prisma.js';
import { allOf, inProjects, when } from './read-filters.js';

/** More than this would be longer to look up one by one than a walk takes. */
const MOST_RECORDS = 2_000;

/** Ids of the records of each kind; null: too many, or not narrowed by place. */
export type Places = Readonly<Record<ResourceKind, readonly string[] | null>>;

const ANYWHERE: Places = { task: null, comment: null };

export async function resolvePlaces(
  db: Queryable,
  { repoId }: Pick<OperationFilter, 'repoId'>,
  access: ProjectAccess,
): Promise<Places> {
  if (repoId === undefined && access === null) return ANYWHERE;
  const task = await fewIds(
    db,
    Prisma.sql`SELECT id::text FROM tasks WHERE ${allOf([
      when(repoId, (id) => Prisma.sql`repo_id = ${id}::uuid`),
      inProjects(Prisma.sql`project_id`, access),
    ])}`,
  );
  return { task, comment: await commentsOf(db, repoId, task) };
}

/** Of named tasks, else of the repo; a whole project's would have to be looked for task by task. */
async function commentsOf(
  db: Queryable,
  repoId: string | undefined,
  tasks: readonly string[] | null,
): Promise<readonly string[] | null> {
  if (tasks !== null) {
    return fewIds(db, Prisma.sql`SELECT id::text FROM comments WHERE task_id = ANY(${[...tasks]}::uuid[])`);
  }
  return repoId === undefined
    ? null
    : fewIds(db, Prisma.sql`SELECT id::text FROM comments WHERE repo_id = ${repoId}::uuid`);
}

async function fewIds(db: Queryable, select: Prisma.Sql): Promise<readonly string[] | null> {
  const rows = await db.$queryRaw<{ id: string }[]>`${select} LIMIT ${MOST_RECORDS + 1}`;
  return rows.length > MOST_RECORDS ? null : rows.map(({ id }) => id);
}

/** A condition on an operation o, beside the ones on its place; null: none. */
export function inPlaces(kind: ResourceKind, places: Places): Prisma.Sql | null {
  const column = kind === 'task' ? Prisma.sql`o.task_id` : Prisma.sql`o.comment_id`;
  return when(places[kind], (ids) => Prisma.sql`${column} = ANY(${[...ids]}::uuid[])`);
}
