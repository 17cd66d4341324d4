// Runs a service as the process it is in production, so that a test can kill it in the middle of its work.
// Refuses to hand down the developer's environment: a GITHUB_APP_ID left in a shell must not reach a test.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@tandem/tools/free-port.js';
import { answers, waitUntilReady } from '@tandem/tools/readiness.js';
import { repoRoot } from '@tandem/tools/repo-root.js';
import { startProcess } from '@tandem/tools/run-process.js';
import { testServers } from './servers.js';

const SERVICES = {
  ingest: { portVariable: 'PORT', ready: '/readyz' },
  'sync-worker': { portVariable: 'WORKER_PORT', ready: '/readyz' },
  'github-sim': { portVariable: 'PORT', ready: '/healthz' },
} as const;

export type ServiceName = keyof typeof SERVICES;

export interface SpawnedService {
  readonly name: ServiceName;
  readonly pid: number;
  readonly port: number;
  /** http://127.0.0.1:<port> */
  readonly url: string;
  /** Everything it has printed so far. */
  logs(): string;
  /** Resolves with how it ended: "code 0", "SIGKILL". */
  readonly ended: Promise<string>;
  /** SIGTERM, then SIGKILL after `graceMs` (15 s unless told); resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL: a crash. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT: a process that hangs, and one that comes back. */
  pause(): void;
  resume(): void;
}

const live = new Set<SpawnedService>();
let spawned = 0;

/**
 * `env`: all it gets besides PATH, LOG_LEVEL=debug, its port (a free one unless given) and, so that instances
 * share a working folder and what they keep there, `cwd`.
 */
export async function spawnService(
  name: ServiceName,
  env: Readonly<Record<string, string | undefined>>,
  options: { readonly cwd?: string; readonly timeoutMs?: number } = {},
): Promise<SpawnedService> {
  const { portVariable, ready } = SERVICES[name];
  const port = env[portVariable] === undefined ? await freePort() : Number(env[portVariable]);
  spawned += 1;
  const cwd = options.cwd ?? path.join(testServers().folder, `${name}-${spawned}`);
  const logFile = path.join(testServers().folder, `${name}-${spawned}.log`);
  mkdirSync(cwd, { recursive: true });
  const running = await startProcess({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', path.join(repoRoot, 'services', name, 'dist', 'main.js')],
    cwd,
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'debug',
      HOST: '127.0.0.1',
      ...env,
      [portVariable]: String(port),
    },
    logFile,
  });
  testServers().track(running.identity);
  const url = `http://127.0.0.1:${port}`;
  const service: SpawnedService = {
    name,
    pid: running.identity.pid,
    port,
    url,
    logs: () => readFileSync(logFile, 'utf8'),
    ended: running.ended,
    stop: async (graceMs = 15_000) => {
      running.signal('SIGCONT'); // a paused process cannot hear SIGTERM
      await running.stop(graceMs);
      live.delete(service);
    },
    kill: async () => {
      running.signal('SIGKILL');
      await running.ended;
      live.delete(service);
    },
    pause: () => {
      running.signal('SIGSTOP');
    },
    resume: () => {
      running.signal('SIGCONT');
    },
  };
  live.add(service);
  try {
    await waitUntilReady(running, () => answers(url + ready), { timeoutMs: options.timeoutMs ?? 30_000 });
  } catch (error) {
    await service.kill();
    throw error;
  }
  return service;
}

/** What a suite forgot, or could not stop because it failed: called at the end of the run. */
export async function killLeftServices(): Promise<void> {
  await Promise.all([...live].map((service) => service.kill()));
}
