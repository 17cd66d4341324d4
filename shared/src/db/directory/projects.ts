// Projects: what tasks belong to and repos are connected to.
import type { ProjectAccess } from '../../ports/client.js';
import { Prisma, type Database, type Queryable } from '../prisma.js';
import { allOf, inProjects, pageOf, when, type Page, type PageRequest } from '../reads/read-filters.js';

export interface ProjectView {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Made once: an id that exists already answers with what is there. */
export async function createProject(database: Database, id: string, title: string): Promise<ProjectView> {
  return shape(await database.project.upsert({ where: { id }, create: { id, title }, update: {} }));
}

export async function readProject(
  database: Database,
  id: string,
  access: ProjectAccess,
): Promise<ProjectView | null> {
  if (access !== null && !access.includes(id)) return null;
  const row = await database.project.findUnique({ where: { id } });
  return row === null ? null : shape(row);
}

/** Those of the ids that name no project, or one that the caller may not see. */
export async function unknownProjects(
  db: Queryable,
  ids: readonly string[],
  access: ProjectAccess,
): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT p.id::text FROM projects p
    WHERE ${allOf([Prisma.sql`p.id = ANY(${[...ids]}::uuid[])`, inProjects(Prisma.sql`p.id`, access)])}`;
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id.toLowerCase()));
}

/** Newest first. Keys: the id. */
export async function listProjects(
  db: Queryable,
  access: ProjectAccess,
  { limit, after }: PageRequest,
): Promise<Page<ProjectView>> {
  const rows = await db.$queryRaw<ProjectRow[]>`
    SELECT p.id::text, p.title, p.created_at AS "createdAt", p.updated_at AS "updatedAt" FROM projects p
    WHERE ${allOf([
      inProjects(Prisma.sql`p.id`, access),
      when(after?.[0], (id) => Prisma.sql`p.id < ${id}::uuid`),
    ])} ORDER BY p.id DESC LIMIT ${limit + 1}`;
  return pageOf(rows, limit, shape, ({ id }) => [id]);
}

interface ProjectRow {
  readonly id: string;
  readonly title: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function shape({ id, title, createdAt, updatedAt }: ProjectRow): ProjectView {
  return { id, title, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}

/** Tasks of the project that are in no repo. */
export async function countUnplaced(db: Queryable, projectId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM tasks
    WHERE project_id = ${projectId}::uuid AND repo_id IS NULL AND deleted_at IS NULL`;
  return row?.count ?? 0;
}
