// The one place that chooses where BullMQ keeps its jobs: Redis where REDIS_URL is set, else BullMQ's own PostgreSQL
// backend in a schema of its own. No other code can tell which it is. Jobs are only a bell: losing them loses time.
import {
  createPostgresBackend,
  createRedisBackend,
  Queue,
  Worker,
  type Job,
  type Processor,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Log } from '../ports/log.js';

/** Where BullMQ's tables live when there is no Redis: apart from ours, so that migrations never meet. */
const POSTGRES_SCHEMA = 'bullmq';
/** BullMQ's pools on PostgreSQL stay small: there are several per process, and the truth needs connections too. */
const POSTGRES_POOL_SIZE = 4;
/** A door must not wait for a bell: a ring that takes longer is given up, and the sweep finds the work. */
const RING_TIMEOUT_MS = 1_000;
const READY_TIMEOUT_MS = 2_000;
const RECONNECT_MAX_MS = 2_000;

export type JobOptions = NonNullable<Parameters<Queue['add']>[2]>;
export type JobWorker = Pick<Worker, 'close' | 'pause' | 'waitUntilReady'>;

export interface JobQueue {
  add(name: string, data: unknown, options: JobOptions): Promise<unknown>;
  upsertJobScheduler(
    id: string,
    every: { every: number },
    template: { name: string; opts?: { removeOnComplete?: boolean; removeOnFail?: boolean } },
  ): Promise<unknown>;
  /** `next`: when its next job is due, ms since the epoch. */
  getJobScheduler(id: string): Promise<{ readonly next?: number } | undefined>;
  getJobCounts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  queue(name: string): JobQueue;
  worker<T>(
    name: string,
    processor: Processor<T>,
    options: Omit<WorkerOptions, 'connection' | 'prefix'>,
  ): JobWorker;
  /** Throws where the backend cannot be reached within a moment; for the start. */
  waitUntilReady(): Promise<void>;
  /** Throws where the backend cannot be reached now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface QueueBackendOptions {
  /** Null: BullMQ's PostgreSQL backend. */
  readonly redisUrl: string | null;
  readonly databaseUrl: string;
  /** Keeps the keys of several installations in one Redis apart. */
  readonly prefix?: string;
  readonly log: Log;
}

export function openQueueBackend(options: QueueBackendOptions): QueueBackend {
  return options.redisUrl === null ? openPostgres(options) : openRedis(options, options.redisUrl);
}

function openRedis({ prefix = 'tandem', log }: QueueBackendOptions, url: string): QueueBackend {
  const reconnect = (times: number): number => Math.min(times * 100, RECONNECT_MAX_MS);
  const noisy = (error: Error): void => {
    log.warn('Redis connection failed', { error: error.message });
  };
  // Producers give up at once instead of keeping a request waiting: the operation is stored, the sweep will find it.
  const producer = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: RING_TIMEOUT_MS,
    retryStrategy: reconnect,
  }).on('error', noisy);
  const consumers: Redis[] = [];
  return {
    kind: 'redis',
    queue: (name) =>
      new Queue(name, { connection: producer, prefix, skipWaitingForReady: true }, createRedisBackend).on(
        'error',
        noisy,
      ),
    worker: (name, processor, workerOptions) => {
      const connection = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: reconnect }).on(
        'error',
        noisy,
      );
      consumers.push(connection);
      return new Worker(name, processor, { ...workerOptions, connection, prefix }, createRedisBackend)
        .on('error', noisy)
        .on('failed', failedRun(name, log));
    },
    waitUntilReady: () => untilReady(producer),
    ping: async () => {
      await producer.ping();
    },
    close: async () => {
      for (const connection of [producer, ...consumers]) connection.disconnect();
      await Promise.resolve();
    },
  };
}

function openPostgres({ databaseUrl, log }: QueueBackendOptions): QueueBackend {
  const connection = {
    connectionString: databaseUrl,
    schema: POSTGRES_SCHEMA,
    max: POSTGRES_POOL_SIZE,
    migrate: true,
  };
  const noisy = (error: Error): void => {
    log.warn('Queue connection failed', { error: error.message });
  };
  const ping = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: READY_TIMEOUT_MS,
    });
    await client.connect();
    await client.end();
  };
  return {
    kind: 'postgres',
    queue: (name) => new Queue(name, { connection }, createPostgresBackend).on('error', noisy),
    worker: (name, processor, workerOptions) =>
      new Worker(name, processor, { ...workerOptions, connection }, createPostgresBackend)
        .on('error', noisy)
        .on('failed', failedRun(name, log)),
    waitUntilReady: ping,
    ping,
    close: async () => {
      await Promise.resolve();
    },
  };
}

/** What a run throws is a bug or a lost connection (runs answer for everything else), and nobody else would tell of it. */
function failedRun(queue: string, log: Log): (job: Job | undefined, error: Error) => void {
  return (job, error) => {
    log.error('A run of the queue failed', { queue, data: job?.data as unknown, error: error.stack });
  };
}

/** The first connection: its own error says more than the time-out of a command that waited for it. */
async function untilReady(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('no answer'));
    }, READY_TIMEOUT_MS);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
    redis.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
