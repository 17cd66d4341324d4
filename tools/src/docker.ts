// The way with Docker: finds an engine that answers and a compose that talks to it, and runs the compose file.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { repoRoot } from './repo-root.js';
import type { StackConfig, Variables } from './stack-config.js';

const COMPOSES = [['docker', 'compose'], ['docker-compose']] as const;

/** The compose command, or undefined when there is no engine that answers. */
export function findCompose(): readonly string[] | undefined {
  if (!succeeds(['docker', 'info'])) return undefined;
  return COMPOSES.find((command) => succeeds([...command, 'version']));
}

/** Runs compose on our file, visibly. False when it failed. */
export function runCompose(
  compose: readonly string[],
  args: readonly string[],
  variables: Variables,
): boolean {
  const [command = '', ...first] = compose;
  const { status } = spawnSync(command, [...first, ...args], {
    cwd: repoRoot,
    env: { ...variables },
    stdio: 'inherit',
  });
  return status === 0;
}

/** The admin token as the containers have it: they made it, in a volume of theirs. */
export function adminTokenOf(compose: readonly string[], variables: Variables): string {
  if (variables['ADMIN_TOKEN'] !== undefined) return variables['ADMIN_TOKEN'];
  const [command = '', ...first] = compose;
  const args = [...first, 'exec', '-T', 'ingest', 'cat', '.local/admin-token'];
  return spawnSync(command, args, { cwd: repoRoot, env: { ...variables }, encoding: 'utf8' }).stdout.trim();
}

/** Containers cannot see a key file of this machine: its content goes in instead. */
export function containerVariables(config: StackConfig, variables: Variables): Variables {
  const keyFile = variables['GITHUB_APP_PRIVATE_KEY_FILE'];
  return {
    ...variables,
    PORT: String(config.ingestPort),
    WORKER_PORT: String(config.workerPort),
    SIM_PORT: String(config.simulatorPort),
    ...(config.simulator || keyFile === undefined
      ? {}
      : { GITHUB_APP_PRIVATE_KEY: readFileSync(keyFile).toString('base64') }),
  };
}

function succeeds([command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
