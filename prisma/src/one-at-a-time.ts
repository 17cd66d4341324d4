// One migration at a time per database, for whoever starts: a rollout may start several. The engine's own lock is waited
// for inside of a statement, whose snapshot CREATE INDEX CONCURRENTLY would wait for in turn; this one is asked for
// again and again instead, and holds nothing while it waits.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** The key of PostgreSQL's advisory lock. The number means nothing else. */
const MIGRATION_LOCK = 7_263_002;
const ASK_EVERY_MS = 200;

export async function oneAtATime<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    while (!(await takeLock(client))) await pause(ASK_EVERY_MS);
    return await work();
  } finally {
    await client.end();
  }
}

async function takeLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
    MIGRATION_LOCK,
  ]);
  return rows[0]?.taken === true;
}
