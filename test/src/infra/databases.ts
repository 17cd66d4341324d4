// A fresh, migrated database for every suite, in some tens of milliseconds: migrations run once per run, on a
// template that PostgreSQL then copies.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { runStatement } from '@tandem/tools/postgres.js';
import { repoRoot } from '@tandem/tools/repo-root.js';
import { testServers } from './servers.js';

const TEMPLATE = 'tandem_template';

export interface TestDatabase {
  readonly name: string;
  readonly databaseUrl: string;
  /** A Redis database that no other suite has; undefined when this run is on the PostgreSQL backend. */
  readonly redisUrl: string | undefined;
  /** DATABASE_URL and, unless on the PostgreSQL backend, REDIS_URL: spread it into a service's environment. */
  readonly env: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

let template: Promise<void> | undefined;
let made = 0;

/** `label`: a word that shows in PostgreSQL's log; letters, digits and `_`. */
export async function createDatabase(label = 'suite'): Promise<TestDatabase> {
  await (template ??= makeTemplate());
  made += 1;
  const name = `${label}_${made}`;
  await runStatement(adminUrl(), `CREATE DATABASE "${name}" TEMPLATE "${TEMPLATE}" STRATEGY FILE_COPY`);
  const databaseUrl = testServers().databaseUrlFor(name);
  const redisUrl = testServers().nextRedisUrl();
  return {
    name,
    databaseUrl,
    redisUrl,
    env: { DATABASE_URL: databaseUrl, ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }) },
    drop: () => dropDatabase(name),
  };
}

/** Also when connections are still open: a suite that failed half-way must not fail the next. */
export async function dropDatabase(name: string): Promise<void> {
  await runStatement(adminUrl(), `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}

/**
 * Does the work while nobody can use the database: who is connected is thrown out and who connects is refused, as when it
 * is down. The server goes on, for the other suites of this process.
 */
export async function whileUnreachable<T>(name: string, work: () => Promise<T>): Promise<T> {
  await runStatement(adminUrl(), `ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
  try {
    await runStatement(
      adminUrl(),
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}'`,
    );
    return await work();
  } finally {
    await runStatement(adminUrl(), `ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
  }
}

/** Empty, without any migration: for the tests of the migrations themselves. */
export async function createEmptyDatabase(label = 'empty'): Promise<{ name: string; databaseUrl: string }> {
  made += 1;
  const name = `${label}_${made}`;
  await runStatement(adminUrl(), `CREATE DATABASE "${name}"`);
  return { name, databaseUrl: testServers().databaseUrlFor(name) };
}

async function makeTemplate(): Promise<void> {
  await runStatement(adminUrl(), `CREATE DATABASE "${TEMPLATE}"`);
  await migrate(testServers().databaseUrlFor(TEMPLATE));
}

/** As it is done in earnest: by the program that operators run. */
export async function migrate(databaseUrl: string): Promise<void> {
  const program = path.join(repoRoot, 'prisma', 'dist', 'migrate.js');
  if (!existsSync(program)) throw new Error('prisma/dist/migrate.js is missing: npm run build');
  await promisify(execFile)(process.execPath, [program], {
    cwd: repoRoot,
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
  });
}

const adminUrl = (): string => testServers().databaseUrlFor('postgres');
