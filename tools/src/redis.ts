// Finds and starts a Redis (or Valkey) of our own on the loopback. It keeps what it is told (append-only) and
// never evicts: BullMQ loses jobs on a server that does.
import { accessSync, constants, mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { waitUntilReady } from './readiness.js';
import { startProcess, type RunningProcess, type Spawned } from './run-process.js';

const NAMES = ['redis-server', 'valkey-server'];

export interface RedisOptions {
  readonly binary: string;
  readonly dir: string;
  readonly port: number;
  readonly logFile: string;
  /** False only for tests. */
  readonly durable: boolean;
  /** How many numbered databases it has; 16 unless told. */
  readonly databases?: number;
  readonly spawned?: Spawned;
}

export interface RedisServer {
  readonly port: number;
  readonly process: RunningProcess;
  urlFor(database: number): string;
  stop(): Promise<void>;
}

/** `searchPath`: the PATH variable. */
export function findRedisServer(searchPath: string): string | undefined {
  const folders = [...searchPath.split(path.delimiter), '/usr/sbin', '/usr/local/sbin'].filter(
    (it) => it !== '',
  );
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

export async function startRedis(options: RedisOptions): Promise<RedisServer> {
  mkdirSync(options.dir, { recursive: true });
  const settings = {
    port: String(options.port),
    bind: '127.0.0.1',
    dir: options.dir,
    databases: String(options.databases ?? 16),
    appendonly: options.durable ? 'yes' : 'no',
    save: '',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  const running = await startProcess({
    name: 'redis',
    command: options.binary,
    args: Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]),
    cwd: options.dir,
    env: { PATH: process.env['PATH'], TZ: 'UTC' },
    logFile: options.logFile,
    spawned: options.spawned,
  });
  try {
    await waitUntilReady(running, () => answersPing(options.port), { timeoutMs: 30_000 });
  } catch (error) {
    await running.stop();
    throw error;
  }
  return {
    port: options.port,
    process: running,
    urlFor: (database) => `redis://127.0.0.1:${options.port}/${database}`,
    stop: () => running.stop(),
  };
}

/** False also while it loads its file: it then answers -LOADING. */
async function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port }, () => socket.write('PING\r\n'));
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => {
      finish(false);
    });
    socket.once('data', (data) => {
      finish(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => {
      finish(false);
    });
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
