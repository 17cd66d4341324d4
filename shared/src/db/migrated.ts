// Whether the tables are there, all of them: a service on half a schema would fail one request at a time.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Queryable } from './prisma.js';

/** Seen from the compiled file. */
const MIGRATIONS = path.resolve(import.meta.dirname, '..', '..', '..', 'prisma', 'migrations');

/** Every migration of this version; more of them is a newer version's database, on which this one runs as well. */
export async function isMigrated(db: Queryable): Promise<boolean> {
  const [table] = await db.$queryRaw<{ there: boolean }[]>`
    SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`;
  if (table?.there !== true) return false;
  const [missing] = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM unnest(${await migrationNames()}::text[]) AS needed(name)
    WHERE name NOT IN (SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL) LIMIT 1`;
  return missing === undefined;
}

async function migrationNames(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Throws where the database does not answer. */
export async function pingDatabase(db: Queryable): Promise<void> {
  await db.$queryRaw`SELECT 1`;
}
