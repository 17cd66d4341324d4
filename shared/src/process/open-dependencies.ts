// Opens what both services stand on, and says in one sentence what is missing: the database, its tables, the queue.
import { openDatabase, type Database } from '../db/prisma.js';
import { isMigrated } from '../db/migrated.js';
import type { Log } from '../ports/log.js';
import { openQueueBackend, type QueueBackend } from '../queue/queue-backend.js';
import { StartError } from './start-error.js';

export interface Dependencies {
  readonly database: Database;
  readonly queue: QueueBackend;
}

export async function openDependencies(
  config: { readonly DATABASE_URL: string; readonly REDIS_URL: string | null },
  log: Log,
): Promise<Dependencies> {
  const database = openDatabase(config.DATABASE_URL);
  const migrated = await isMigrated(database).catch((error: unknown) => {
    throw new StartError(
      `PostgreSQL cannot be reached at ${place(config.DATABASE_URL)} (DATABASE_URL): ${firstLine(error)}`,
    );
  });
  if (!migrated)
    throw new StartError(
      'The database is not migrated, or not to this version: run `npm run migrate` first.',
    );

  const queue = openQueueBackend({ redisUrl: config.REDIS_URL, databaseUrl: config.DATABASE_URL, log });
  await queue.waitUntilReady().catch((error: unknown) => {
    throw new StartError(
      `Redis cannot be reached at ${place(config.REDIS_URL ?? '')} (REDIS_URL): ${firstLine(error)}`,
    );
  });
  return { database, queue };
}

/** Host and port alone: an address may carry a password. */
function place(url: string): string {
  const { hostname, port } = new URL(url);
  return port === '' ? hostname : `${hostname}:${port}`;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').at(-1) ?? 'no answer';
}
