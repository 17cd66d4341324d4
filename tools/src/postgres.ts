// Starts and stops a real PostgreSQL on the loopback, without Docker and without a database on the machine.
// Refuses to trust a half-made data directory, and one that another major version made.
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { preparePostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { waitUntilReady } from './readiness.js';
import { startProcess, type RunningProcess, type Spawned } from './run-process.js';
import { serverAccount, type Account } from './server-account.js';

const MAJOR = '17';
const USER = 'tandem';
// C.UTF-8 from PostgreSQL itself: the same order and the same case rules whatever locales the machine has.
const LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
// Only for data that may be lost: a crash of the machine would leave the files torn.
const NOT_DURABLE = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
];

export interface PostgresOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  readonly logFile: string;
  /** False only for tests: faster, and a power cut loses everything. */
  readonly durable: boolean;
  readonly spawned?: Spawned;
}

export interface PostgresServer {
  readonly port: number;
  readonly process: RunningProcess;
  urlFor(database: string): string;
  stop(): Promise<void>;
}

export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const account = serverAccount();
  const binaries = preparePostgresBinaries(account);
  await initialise(options, binaries, account);
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=', // no socket file: its place may be missing, or not ours to write
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    ...(options.durable ? [] : NOT_DURABLE),
  ].flatMap((setting) => ['-c', setting]);
  const running = await startProcess({
    name: 'postgres',
    command: binaries.postgres,
    args: ['-D', options.dataDir, '-p', String(options.port), ...settings],
    cwd: options.dataDir,
    env: serverEnvironment(),
    logFile: options.logFile,
    runAs: account,
    spawned: options.spawned,
    stopSignal: 'SIGINT', // "fast": SIGTERM would wait for every client to leave
  });
  const urlFor = (database: string): string =>
    `postgresql://${USER}:${options.password}@127.0.0.1:${options.port}/${database}`;
  try {
    await waitUntilReady(running, () => accepts(urlFor('postgres')), { timeoutMs: 60_000 });
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { port: options.port, process: running, urlFor, stop: () => running.stop(20_000) };
}

/** Runs one statement by itself, on a connection of its own: for CREATE and DROP DATABASE. */
export async function runStatement(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Creates the database unless it is there. The name is ours, never a person's input. */
export async function ensureDatabase(server: PostgresServer, name: string): Promise<void> {
  try {
    await runStatement(server.urlFor('postgres'), `CREATE DATABASE "${name}"`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === '42P04')) throw error; // duplicate_database
  }
}

async function initialise(
  options: PostgresOptions,
  binaries: PostgresBinaries,
  account?: Account,
): Promise<void> {
  const versionFile = path.join(options.dataDir, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim();
    if (version === MAJOR) return;
    throw new Error(
      `The data in ${options.dataDir} is of PostgreSQL ${version}; this is ${MAJOR}. "make reset" starts anew.`,
    );
  }
  // Made beside and moved: an initdb that was interrupted leaves a directory that looks finished.
  const unfinished = `${options.dataDir}.unfinished`;
  const passwordFile = `${options.dataDir}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(path.dirname(unfinished), { recursive: true }); // not closed: the account must come through
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (account !== undefined)
    for (const place of [unfinished, passwordFile]) chownSync(place, account.uid, account.gid);
  try {
    await promisify(execFile)(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${USER}`,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--no-sync',
        ...LOCALE,
      ],
      { cwd: unfinished, env: serverEnvironment(), ...(account ?? {}) },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, options.dataDir);
}

/** Nothing of the caller's: PGDATA, PGPORT and the like would reach the server. */
function serverEnvironment(): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

async function accepts(url: string): Promise<boolean> {
  try {
    await runStatement(url, 'SELECT 1');
    return true;
  } catch {
    return false;
  }
}
