// A database that is filled once and kept: seeding millions of rows takes minutes, and reading them does not.
// `folder` holds a PostgreSQL of its own; without it the data is made for one run, among the run's other data.
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '@tandem/tools/free-port.js';
import { ensureDatabase, startPostgres } from '@tandem/tools/postgres.js';
import { createDatabase, migrate, type TestDatabase } from '../infra/databases.js';
import { testServers } from '../infra/servers.js';
import { seedLarge, type LargeSeed } from './seed-large.js';

export interface LargeDatabase {
  readonly database: TestDatabase;
  /** What its PostgreSQL writes. */
  readonly logFile: string;
  /** Leaves the data where a folder was given. */
  close(): Promise<void>;
}

const NAME = 'large';

export async function openLargeDatabase(folder: string | undefined, seed: LargeSeed): Promise<LargeDatabase> {
  const opened = folder === undefined ? await temporary() : await kept(path.resolve(folder));
  await seedIfEmpty(opened.database.databaseUrl, seed);
  return opened;
}

async function temporary(): Promise<LargeDatabase> {
  const database = await createDatabase(NAME);
  return {
    database,
    logFile: path.join(testServers().folder, 'postgres.log'),
    close: () => database.drop(),
  };
}

async function kept(folder: string): Promise<LargeDatabase> {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755); // PostgreSQL may run as another account than ours
  const logFile = path.join(folder, 'postgres.log');
  const server = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    port: await freePort(),
    password: 'tandem',
    logFile,
    durable: false,
  });
  testServers().track(server.process.identity);
  await ensureDatabase(server, NAME);
  const databaseUrl = server.urlFor(NAME);
  await migrate(databaseUrl);
  const redisUrl = testServers().nextRedisUrl();
  return {
    database: {
      name: NAME,
      databaseUrl,
      redisUrl,
      env: { DATABASE_URL: databaseUrl, ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) },
      drop: () => Promise.resolve(),
    },
    logFile,
    close: () => server.stop(),
  };
}

async function seedIfEmpty(databaseUrl: string, seed: LargeSeed): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rowCount } = await client.query('SELECT 1 FROM tasks LIMIT 1');
  await client.end();
  if (rowCount !== 0) return;
  const since = performance.now();
  await seedLarge(databaseUrl, seed);
  console.log(`seeded in ${((performance.now() - since) / 1000).toFixed(0)} s`);
}
