// The flows want a real Redis. When none is installed it is installed the system's own way, but only where that
// needs no password; else the flows run on the PostgreSQL backend, and the summary says so.
import { spawnSync } from 'node:child_process';
import { findRedisServer } from './redis.js';

interface PackageManager {
  readonly command: string;
  readonly asRoot: boolean;
  readonly steps: readonly (readonly string[])[];
}

const MANAGERS: readonly PackageManager[] = [
  {
    command: 'apt-get',
    asRoot: true,
    steps: [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'],
    ],
  },
  { command: 'dnf', asRoot: true, steps: [['install', '-y', '-q', 'redis']] },
  { command: 'apk', asRoot: true, steps: [['add', '--quiet', 'redis']] },
  { command: 'brew', asRoot: false, steps: [['install', '--quiet', 'redis']] },
];

const INSTALL_WITHIN_MS = 240_000;

export function ensureRedis(env: NodeJS.ProcessEnv): 'redis' | 'postgres' {
  const isThere = (): boolean => findRedisServer(env['PATH'] ?? '') !== undefined;
  if (isThere()) return 'redis';
  const manager = MANAGERS.find(({ command }) => runs(['which', command]));
  const prefix = manager === undefined ? undefined : prefixFor(manager);
  if (manager === undefined || prefix === undefined) {
    console.log('\nThere is no redis-server, and no way to install one without a password.');
    return 'postgres';
  }
  console.log(`\nThere is no redis-server: installing it with ${manager.command}.`);
  for (const step of manager.steps) {
    const [command = '', ...args] = [...prefix, manager.command, ...step];
    const { status } = spawnSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: INSTALL_WITHIN_MS,
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) console.log(`"${[command, ...args].join(' ')}" failed.`);
  }
  return isThere() ? 'redis' : 'postgres';
}

/** What to put before the command; undefined when it would ask for a password. */
function prefixFor({ asRoot }: PackageManager): readonly string[] | undefined {
  if (!asRoot || process.getuid?.() === 0) return [];
  return runs(['sudo', '-n', 'true']) ? ['sudo', '-n'] : undefined;
}

function runs([command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
