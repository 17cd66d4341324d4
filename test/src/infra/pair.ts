// The whole pair for one suite: a database and a queue of its own, a GitHub that stands in, both services as the
// processes they are in production, and a project connected to a repo. Every suite ends with the simulator's word that
// every request, reply and webhook kept to GitHub's description.
import { expect } from 'chai';
import pg from 'pg';
import type { Simulator, SimulatorOptions } from '@tandem/github-sim/simulator.js';
import {
  apiClient,
  type ApiClient,
  type CommentJson,
  type OperationJson,
  type Page,
  type TaskJson,
} from './api-client.js';
import { createDatabase, type TestDatabase } from './databases.js';
import { spawnService, type SpawnedService } from './spawn-service.js';
import { waitFor } from './wait-for.js';
import { startWatchedSimulator } from './watched-simulator.js';

export const REPO = 'octo/demo';
/** What is due no sooner is not due while a suite runs. */
const NOT_IN_THIS_RUN_MS = 2 * 3_600_000;
const ADMIN_TOKEN = 'admin-token-of-this-test-run';
export const APP_SECRET = 'app-secret-of-this-test-run';

export interface PairOptions {
  readonly simulator?: SimulatorOptions;
  /** For both services. */
  readonly env?: Readonly<Record<string, string>>;
  readonly connect?: boolean;
  readonly worker?: boolean;
  /** No pull and no schedule comes in between: every operation is one that the suite caused. */
  readonly undisturbed?: boolean;
  /** One that is there already, instead of a fresh one. */
  readonly database?: TestDatabase;
}

export interface Pair {
  readonly database: TestDatabase;
  readonly sim: Simulator;
  readonly api: ApiClient;
  readonly env: Readonly<Record<string, string>>;
  readonly ingest: SpawnedService;
  readonly projectId: string;
  readonly repoId: string;
  /** The running worker; throws where there is none. */
  worker(): SpawnedService;
  startWorker(): Promise<SpawnedService>;
  /** Another ingest on the same tables: it shares the normalizing, whoever took the delivery. */
  secondIngest(): Promise<SpawnedService>;
  /** Reads the truth directly, for what the API does not tell. */
  query<T>(sql: string, values?: readonly unknown[]): Promise<T[]>;
  /** Waits until no operation and no delivery is open. */
  quiet(timeoutMs?: number): Promise<void>;
  /** Waits until everything that GitHub sent has been decided; what is queued may still be. */
  decided(timeoutMs?: number): Promise<void>;
  tasks(): Promise<readonly TaskJson[]>;
  /** The task of an issue; waits until there is one and its content is known. */
  taskOf(number: number): Promise<TaskJson>;
  /** Oldest first. */
  operations(filter?: string): Promise<OperationJson[]>;
  comments(taskId: string): Promise<readonly CommentJson[]>;
  stop(): Promise<void>;
}

export async function startPair(label: string, options: PairOptions = {}): Promise<Pair> {
  const database = options.database ?? (await createDatabase(label));
  const sim = await startWatchedSimulator(options.simulator);
  sim.world.createRepo({ owner: 'octo', name: 'demo' });
  const env = {
    ...database.env,
    GITHUB_API_URL: sim.url,
    GITHUB_APP_ID: sim.app.id,
    GITHUB_APP_PRIVATE_KEY: sim.app.privateKey,
    GITHUB_WEBHOOK_SECRET: sim.app.webhookSecret,
    GITHUB_CLIENT_ID: sim.app.clientId,
    GITHUB_CLIENT_SECRET: sim.app.clientSecret,
    ADMIN_TOKEN,
    APP_SECRET,
    // Suites write as fast as they can; those that are about limits say what they want.
    GITHUB_WRITE_INTERVAL_MS: '0',
    GITHUB_WRITES_PER_MINUTE: '100000',
    GITHUB_WRITES_PER_HOUR: '100000',
    ...(options.undisturbed === true ? { SYNC_MIN_INTERVAL_MS: String(NOT_IN_THIS_RUN_MS) } : {}),
    ...options.env,
  };
  const ingest = await spawnService('ingest', env);
  sim.setWebhookUrl(`${ingest.url}/webhooks/github`);
  const api = apiClient(ingest.url, ADMIN_TOKEN);
  const client = new pg.Pool({ connectionString: database.databaseUrl, max: 2 });
  // The database is dropped while this pool may still idle: that end is expected.
  client.on('error', () => undefined);

  let worker: SpawnedService | null = null;
  const startWorker = async (): Promise<SpawnedService> => {
    worker = await spawnService('sync-worker', env);
    return worker;
  };
  if (options.worker !== false) await startWorker();
  const { projectId, repoId } = await connect(api, options.connect !== false);

  const query = async <T>(sql: string, values: readonly unknown[] = []): Promise<T[]> =>
    (await client.query(sql, [...values])).rows as T[];
  if (options.undisturbed === true) await query(`UPDATE github_repos SET next_pull_at = '2999-01-01'`);
  const tasks = async (): Promise<readonly TaskJson[]> =>
    (await api.get<Page<TaskJson>>(`/api/v1/tasks?projectId=${projectId}&limit=200`)).body.items;

  return {
    database,
    sim,
    api,
    env,
    ingest,
    projectId,
    repoId,
    worker: () => {
      if (worker === null) throw new Error('No worker was started.');
      return worker;
    },
    startWorker,
    secondIngest: () => spawnService('ingest', env),
    query,
    tasks,
    decided: async (timeoutMs = 30_000) => {
      await sim.settled();
      await waitFor(async () => (await pendingDeliveries(query)) === 0, {
        timeoutMs,
        describe: 'every delivery is normalized',
      });
    },
    quiet: async (timeoutMs = 20_000) => {
      await sim.settled();
      await waitFor(async () => (await openWork(query)) === 0, {
        timeoutMs,
        describe: 'no operation and no delivery is open',
      });
    },
    taskOf: (number) =>
      waitFor(
        async () => (await tasks()).find((task) => task.github?.number === number && task.title !== null),
        {
          timeoutMs: 20_000,
          describe: `issue ${number} is a task`,
        },
      ),
    operations: async (filter = '') =>
      [...(await api.get<Page<OperationJson>>(`/api/v1/operations?limit=200${filter}`)).body.items].reverse(),
    comments: async (taskId) =>
      (await api.get<Page<CommentJson>>(`/api/v1/tasks/${taskId}/comments`)).body.items,
    stop: async () => {
      await Promise.all([worker?.stop(), ingest.stop()]);
      await client.end();
      await sim.close();
      await database.drop();
      expect(sim.violations(), 'calls, replies and webhooks keep to the contract').to.deep.equal([]);
    },
  };
}

async function connect(api: ApiClient, wanted: boolean): Promise<{ projectId: string; repoId: string }> {
  const project = await api.post<{ id: string }>('/api/v1/projects', { title: 'Demo' });
  expect(project.status).to.equal(201);
  const projectId = project.body.id;
  if (!wanted) return { projectId, repoId: '' };
  const connected = await api.put<{ id: string }>(`/api/v1/projects/${projectId}/repos`, { fullName: REPO });
  expect(connected.status, JSON.stringify(connected.body)).to.equal(202);
  return { projectId, repoId: connected.body.id };
}

async function pendingDeliveries(query: <T>(sql: string) => Promise<T[]>): Promise<number> {
  const [row] = await query<{ pending: number }>(
    `SELECT count(*)::int AS pending FROM webhook_deliveries WHERE state = 'pending'`,
  );
  return row?.pending ?? 0;
}

async function openWork(query: <T>(sql: string) => Promise<T[]>): Promise<number> {
  const [row] = await query<{ open: number }>(`SELECT (
    (SELECT count(*) FROM task_sync_operations WHERE state IN ('queued', 'processing')) +
    (SELECT count(*) FROM comment_sync_operations WHERE state IN ('queued', 'processing')) +
    (SELECT count(*) FROM webhook_deliveries WHERE state = 'pending'))::int AS open`);
  return row?.open ?? 0;
}
