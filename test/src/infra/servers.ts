// The PostgreSQL and the Redis of one test process: own ports, own temporary folder, nothing on the machine needed but
// a redis-server, and nothing left behind, whatever ends the process. Processes that test side by side share nothing, so
// a suite may empty its Redis or stop its PostgreSQL.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '@tandem/tools/free-port.js';
import { startPostgres, type PostgresServer } from '@tandem/tools/postgres.js';
import { identify, isRunning, signal, type ProcessIdentity } from '@tandem/tools/process-identity.js';
import { findRedisServer, startRedis, type RedisServer } from '@tandem/tools/redis.js';

const PREFIX = 'tandem-test-';
const OWNER_FILE = 'owner.json';
const REDIS_DATABASES = 4096; // each suite takes a fresh one, and an empty one costs nothing

export interface TestServers {
  databaseUrlFor(name: string): string;
  /** A Redis database that nobody else in this run has; undefined on the PostgreSQL backend. */
  nextRedisUrl(): string | undefined;
  /** Undefined with TANDEM_TEST_QUEUE=postgres: the services then run without REDIS_URL. */
  readonly redis: RedisServer | undefined;
  readonly postgres: PostgresServer;
  /** Temporary, deleted at the end: logs and working folders of the services under test. */
  readonly folder: string;
  /** Names a process of this one, so that it ends with it, even if it is killed. */
  track(child: ProcessIdentity): void;
}

interface Owner {
  readonly owner: ProcessIdentity;
  readonly children: readonly ProcessIdentity[];
}

let starting: Promise<TestServers> | undefined;
let started: TestServers | undefined;

export function testServers(): TestServers {
  if (started !== undefined) return started;
  throw new Error(
    'The test servers are not started: run mocha with --require test/dist/infra/global-fixture.js',
  );
}

/** Started once per process, however often it is asked for. */
export async function startTestServers(env: NodeJS.ProcessEnv): Promise<TestServers> {
  return (starting ??= start(env));
}

async function start(env: NodeJS.ProcessEnv): Promise<TestServers> {
  sweepAbandonedRuns();
  const folder = mkdtempSync(path.join(os.tmpdir(), PREFIX));
  chmodSync(folder, 0o755); // PostgreSQL may run as another account than ours
  const children: ProcessIdentity[] = [];
  removeAtExit(folder, children);
  const [postgres, redis] = await Promise.all([
    startPostgres({
      dataDir: path.join(folder, 'postgres'),
      port: await freePort(),
      password: 'tandem',
      logFile: path.join(folder, 'postgres.log'),
      durable: false,
    }),
    env['TANDEM_TEST_QUEUE'] === 'postgres' ? undefined : startTestRedis(folder, env['PATH'] ?? ''),
  ]);
  const track = (child: ProcessIdentity): void => {
    children.push(child);
    writeFileSync(path.join(folder, OWNER_FILE), JSON.stringify({ owner: identify(process.pid), children }));
  };
  track(postgres.process.identity);
  if (redis !== undefined) track(redis.process.identity);
  let used = 0;
  started = {
    databaseUrlFor: (name) => postgres.urlFor(name),
    nextRedisUrl: () => redis?.urlFor(used++ % REDIS_DATABASES),
    redis,
    postgres,
    folder,
    track,
  };
  return started;
}

export async function stopTestServers(): Promise<void> {
  const servers = started;
  if (servers === undefined) return;
  started = undefined;
  starting = undefined;
  await Promise.all([servers.postgres.stop(), servers.redis?.stop()]);
  rmSync(servers.folder, { recursive: true, force: true });
}

async function startTestRedis(folder: string, searchPath: string): Promise<RedisServer> {
  const binary = findRedisServer(searchPath);
  if (binary === undefined) {
    throw new Error(
      'There is no redis-server on the PATH. Install one, or run on the other backend: TANDEM_TEST_QUEUE=postgres.',
    );
  }
  return startRedis({
    binary,
    dir: path.join(folder, 'redis'),
    port: await freePort(),
    logFile: path.join(folder, 'redis.log'),
    durable: false,
    databases: REDIS_DATABASES,
  });
}

/**
 * For every end that nobody announces: a pool that lets its processes go, a thrown error, Ctrl-C, SIGTERM. What runs at
 * exit cannot wait: PostgreSQL is told to stop at once (SIGQUIT), which frees its shared memory; SIGKILL would not.
 */
function removeAtExit(folder: string, children: readonly ProcessIdentity[]): void {
  process.once('exit', () => {
    for (const child of children)
      signal(child, child === started?.postgres.process.identity ? 'SIGQUIT' : 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(name, () => process.exit(code));
  }
}

/** A run that was killed outright could not clean up: the next one does it. */
function sweepAbandonedRuns(): void {
  for (const name of readdirSync(os.tmpdir()).filter((it) => it.startsWith(PREFIX))) {
    const folder = path.join(os.tmpdir(), name);
    const run = readOwner(path.join(folder, OWNER_FILE));
    if (run === undefined || isRunning(run.owner)) continue; // another run's, or one that is just starting
    for (const child of run.children) signal(child, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}
