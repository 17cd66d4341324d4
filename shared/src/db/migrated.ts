// Whether the tables are there, all of them: a service on half a schema would fail one request at a time.
import type { Queryable } from './prisma.js';

export async function isMigrated(db: Queryable): Promise<boolean> {
  const [row] = await db.$queryRaw<{ there: boolean }[]>`
    SELECT to_regclass('_prisma_migrations') IS NOT NULL AND to_regclass('audit_log') IS NOT NULL AS there`;
  return row?.there ?? false;
}

/** Throws where the database does not answer. */
export async function pingDatabase(db: Queryable): Promise<void> {
  await db.$queryRaw`SELECT 1`;
}
