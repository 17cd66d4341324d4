// The process behind a local `make up`: it owns PostgreSQL, Redis and the services, starts again what dies, and on
// SIGTERM stops all of them in the opposite order. It goes on when the terminal that started it is gone.
import { fingerprintBuild } from './build-fingerprint.js';
import { freePortNear } from './free-port.js';
import { keepRunning } from './keep-running.js';
import { ensureDatabase, startPostgres, type PostgresOptions } from './postgres.js';
import { identify } from './process-identity.js';
import { findRedisServer, startRedis } from './redis.js';
import type { RunningProcess, Spawned } from './run-process.js';
import { migrate, startIngest, startSimulator, startWorker, type Surroundings } from './services.js';
import { readStackConfig, type StackConfig, type Variables } from './stack-config.js';
import { keptSecret, logFileOf, postgresDataDir, stackFiles } from './stack-files.js';
import { forgetStack, urlsOf, writeStack, type LocalStack, type StackStep } from './stack-state.js';
import { stackVariables } from './stack-variables.js';

const STOP_WITHIN_MS = 20_000;

const say = (line: string): void => {
  console.log(`${new Date().toISOString()} ${line}`);
};

class Supervisor {
  private readonly stopping = new AbortController();
  private readonly current = new Map<string, RunningProcess>();
  private readonly build = fingerprintBuild();
  private readonly restarts = new Map<string, number>();
  private readonly steps: StackStep[] = [];
  private readonly around: Surroundings;
  private phase: LocalStack['phase'] = 'starting';
  private problem: string | undefined;
  private stopped: Promise<void> | undefined;
  private queue: LocalStack['queue'] = 'redis';

  constructor(
    private readonly config: StackConfig,
    private readonly variables: Variables,
  ) {
    this.around = { config, variables, spawned: this.spawned };
  }

  async start(): Promise<void> {
    this.save();
    const databaseUrl = this.config.databaseUrl ?? (await this.startPostgres());
    const redisUrl = this.config.redisUrl ?? (await this.startRedis());
    this.queue = redisUrl === undefined ? 'postgres' : 'redis';
    await this.step('migrations', () => migrate(this.around, databaseUrl));
    if (this.config.simulator) {
      await this.step('GitHub simulator', () => this.keep('github-sim', () => startSimulator(this.around)));
    }
    const backing = { databaseUrl, redisUrl };
    await this.step('ingest and sync-worker', () =>
      Promise.all([
        this.keep('ingest', () => startIngest(this.around, backing)),
        this.keep('sync-worker', () => startWorker(this.around, backing)),
      ]),
    );
    this.phase = 'running';
    this.save();
    say('everything runs');
  }

  /** The services first, and what they stand on last. */
  stop(problem?: string): Promise<void> {
    return (this.stopped ??= this.stopAll(problem));
  }

  private async stopAll(problem: string | undefined): Promise<void> {
    this.stopping.abort();
    this.problem = problem;
    this.phase = problem === undefined ? 'stopping' : 'failed';
    this.save();
    const [services, servers] = [
      ['ingest', 'sync-worker', 'github-sim', 'migrate'],
      ['redis', 'postgres'],
    ];
    for (const names of [services, servers]) {
      await Promise.all(names.map(async (name) => this.current.get(name)?.stop(STOP_WITHIN_MS)));
    }
    // A failure stays readable: `make up` is about to print it.
    if (problem === undefined) forgetStack();
    else this.save();
    say(problem ?? 'stopped');
  }

  private async startPostgres(): Promise<string> {
    const options: PostgresOptions = {
      dataDir: postgresDataDir(),
      port: await freePortNear(5433),
      password: keptSecret(stackFiles.postgresPassword),
      logFile: logFileOf('postgres'),
      durable: true,
      spawned: this.spawned,
    };
    return this.step(`PostgreSQL on port ${options.port}`, async () => {
      const server = await startPostgres(options);
      await ensureDatabase(server, 'tandem');
      let first: RunningProcess | undefined = server.process;
      await this.keep('postgres', async () => {
        const running = first ?? (await startPostgres(options)).process;
        first = undefined;
        return running;
      });
      return server.urlFor('tandem');
    });
  }

  private async startRedis(): Promise<string | undefined> {
    const binary = findRedisServer(this.variables['PATH'] ?? '');
    if (binary === undefined) {
      say('no redis-server on the PATH: the queue runs on PostgreSQL');
      return undefined;
    }
    const port = await freePortNear(6380);
    const start = (): ReturnType<typeof startRedis> =>
      startRedis({
        binary,
        dir: stackFiles.redis,
        port,
        logFile: logFileOf('redis'),
        durable: true,
        spawned: this.spawned,
      });
    await this.step(`Redis on port ${port}`, () => this.keep('redis', async () => (await start()).process));
    return `redis://127.0.0.1:${port}/0`;
  }

  private async keep(name: string, start: () => Promise<RunningProcess>): Promise<void> {
    const restarted = (): void => {
      this.restarts.set(name, (this.restarts.get(name) ?? 0) + 1);
      this.save();
    };
    await keepRunning({ start, say, restarted, stopping: this.stopping.signal });
  }

  private async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const since = performance.now();
    const result = await work();
    this.steps.push({ name, tookMs: Math.round(performance.now() - since) });
    this.save();
    say(name);
    return result;
  }

  private readonly spawned: Spawned = (running) => {
    this.current.set(running.name, running);
    this.save();
    // It was asked to end while it was being started.
    if (this.stopping.signal.aborted) void running.stop(STOP_WITHIN_MS);
  };

  private save(): void {
    const supervisor = identify(process.pid);
    if (supervisor === undefined)
      throw new Error('This process cannot be told from others: neither /proc nor ps answers.');
    writeStack({
      mode: 'local',
      supervisor,
      build: this.build,
      phase: this.phase,
      steps: this.steps,
      processes: [...this.current.values()]
        .filter((running) => running.endedWith() === undefined)
        .map(({ name, identity, logFile }) => ({
          name,
          identity,
          logFile,
          restarts: this.restarts.get(name) ?? 0,
        })),
      urls: urlsOf(this.config),
      simulator: this.config.simulator,
      queue: this.queue,
      ...(this.problem === undefined ? {} : { problem: this.problem }),
    });
  }
}

process.umask(0o022); // PostgreSQL may run as another account; what is secret has a mode of its own
const variables = stackVariables(process.env);
const config = readStackConfig(variables);
if ('problems' in config) throw new Error(config.problems.join(' '));
const supervisor = new Supervisor(config, variables);
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.on(name, () => {
    void supervisor.stop().then(() => process.exit(0));
  });
}
process.on('SIGHUP', () => undefined); // the terminal closed: that is not meant for the stack
try {
  await supervisor.start();
} catch (error) {
  await supervisor.stop(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
