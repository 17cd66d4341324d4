// The programs of a local stack: how each is started and what it is told.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnvFile } from './env-file.js';
import { answers, waitUntilReady } from './readiness.js';
import { repoRoot } from './repo-root.js';
import { startProcess, type RunningProcess, type Spawned } from './run-process.js';
import type { StackConfig, Variables } from './stack-config.js';
import { keptSecret, logFileOf, stackFiles } from './stack-files.js';

// A busy laptop that has just compiled everything is slow; a service that is broken ends, and is noticed at once.
const READY_WITHIN_MS = 60_000;

export interface Surroundings {
  readonly config: StackConfig;
  readonly variables: Variables;
  readonly spawned: Spawned;
}

export interface Backing {
  readonly databaseUrl: string;
  /** Undefined: the services use BullMQ's PostgreSQL backend. */
  readonly redisUrl: string | undefined;
}

export async function startSimulator(around: Surroundings): Promise<RunningProcess> {
  const { config } = around;
  const url = `http://127.0.0.1:${config.simulatorPort}`;
  return startNode(around, 'github-sim', `${url}/healthz`, {
    PORT: String(config.simulatorPort),
    GITHUB_SIM_WEBHOOK_URL: `http://127.0.0.1:${config.ingestPort}/webhooks/github`,
    GITHUB_SIM_DIR: stackFiles.simulator,
    GITHUB_SIM_PUBLIC_URL: url,
  });
}

export async function startIngest(around: Surroundings, backing: Backing): Promise<RunningProcess> {
  const port = around.config.ingestPort;
  return startNode(around, 'ingest', `http://127.0.0.1:${port}/readyz`, {
    ...serviceVariables(around, backing),
    PORT: String(port),
  });
}

export async function startWorker(around: Surroundings, backing: Backing): Promise<RunningProcess> {
  const port = around.config.workerPort;
  return startNode(around, 'sync-worker', `http://127.0.0.1:${port}/readyz`, {
    ...serviceVariables(around, backing),
    WORKER_PORT: String(port),
  });
}

/** Applies the migrations that are missing; rejects when the program says no. */
export async function migrate({ variables, spawned }: Surroundings, databaseUrl: string): Promise<void> {
  const running = await startProcess({
    name: 'migrate',
    command: process.execPath,
    args: [path.join(repoRoot, 'prisma', 'dist', 'migrate.js')],
    cwd: repoRoot,
    env: { ...variables, DATABASE_URL: databaseUrl },
    logFile: logFileOf('migrate'),
    spawned,
  });
  const cause = await running.ended;
  if (cause !== 'code 0') throw new Error(`the migrations ended with ${cause}\n${running.lastLines()}`);
}

function serviceVariables({ config, variables }: Surroundings, backing: Backing): Variables {
  return {
    ...(config.simulator ? simulatorApp() : {}),
    DATABASE_URL: backing.databaseUrl,
    REDIS_URL: backing.redisUrl,
    APP_SECRET: variables['APP_SECRET'] ?? keptSecret(stackFiles.appSecret),
    ADMIN_TOKEN: variables['ADMIN_TOKEN'] ?? keptSecret(stackFiles.adminToken),
  };
}

/** Read at every start: the simulator may have made a new app since. A key of the shell's would win over its file. */
function simulatorApp(): Variables {
  return {
    GITHUB_APP_PRIVATE_KEY: undefined,
    ...parseEnvFile(readFileSync(stackFiles.simulatorEnv, 'utf8')),
  };
}

async function startNode(
  { variables, spawned }: Surroundings,
  name: string,
  readyUrl: string,
  own: Variables,
): Promise<RunningProcess> {
  const running = await startProcess({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', path.join(repoRoot, 'services', name, 'dist', 'main.js')],
    cwd: repoRoot, // the services keep what they make under .local here
    env: { ...variables, HOST: '127.0.0.1', ...own },
    logFile: logFileOf(name),
    spawned,
  });
  try {
    await waitUntilReady(running, () => answers(readyUrl), { timeoutMs: READY_WITHIN_MS });
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}
