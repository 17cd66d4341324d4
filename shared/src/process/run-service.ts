// The life of a service process: configuration, start, and a graceful stop on SIGTERM and SIGINT. Everything that keeps
// it from starting ends with sentences that name the mend, and exit code 1.
import process from 'node:process';
import type { Environment } from '../config/environment.js';
import { readConfig, type Config } from '../config/read-config.js';
import { localSecret } from '../config/local-secrets.js';
import { createLogger } from '../logging/logger.js';
import type { Log } from '../ports/log.js';
import { StartError } from './start-error.js';

/** Rule of the house: what is claimed is finished or handed back within this time. */
export const STOP_WITHIN_MS = 10_000;

export interface RunningService {
  stop(): Promise<void>;
}

/** The configuration with the secrets that nobody set outside production. */
export interface ServiceConfig extends Config {
  readonly APP_SECRET: string[];
  readonly ADMIN_TOKEN: string;
}

export async function runService(
  name: string,
  environment: Environment,
  start: (config: ServiceConfig, log: Log) => Promise<RunningService>,
): Promise<void> {
  const read = readConfig(environment);
  if (!read.ok) fail(name, read.problems);
  const log = createLogger(name, read.config.LOG_LEVEL);
  try {
    const service = await start(withLocalSecrets(read.config), log);
    stopOnSignal(service, log);
  } catch (error) {
    if (error instanceof StartError) fail(name, [error.message]);
    throw error;
  }
}

function withLocalSecrets(config: Config): ServiceConfig {
  return {
    ...config,
    APP_SECRET: config.APP_SECRET ?? [localSecret('app-secret')],
    ADMIN_TOKEN: config.ADMIN_TOKEN ?? localSecret('admin-token'),
  };
}

function fail(name: string, problems: readonly string[]): never {
  process.stderr.write(`${name} cannot start:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  process.exit(1);
}

function stopOnSignal(service: RunningService, log: Log): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info('Stopping', { signal });
    const deadline = setTimeout(() => {
      log.error('Stopping took too long; leaving what is left to the leases');
      process.exit(1);
    }, STOP_WITHIN_MS);
    deadline.unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('Stopping failed', { error });
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
