// Reads the environment once (DESIGN section 11) and says everything that is wrong with it at once, each with its mend.
import { z } from 'zod';
import { DAY_MS } from '../domain/clock.js';
import { FIRST_GUESS_MS, type WriteRules } from '../domain/github/budget.js';
import { REDELIVERABLE_FOR_MS } from '../domain/github/choose-redeliveries.js';
import type { Environment } from './environment.js';
import { privateKeyOf } from './private-key.js';

/** Section 13 of GitHub's own limits: a minute's and an hour's content writes, and a second between two. */
const DEFAULTS = {
  githubApiUrl: 'https://api.github.com',
  port: 3000,
  workerPort: 3001,
  /** Per token and process: more than an application needs, less than one process can answer. */
  apiRequestsPerSecond: 500,
  syncConcurrency: 10,
  schedulerIntervalMs: 120_000,
  syncMinIntervalMs: 120_000,
  syncMaxIntervalMs: 28_800_000,
  githubWriteIntervalMs: 1_000,
  githubWritesPerMinute: 80,
  githubWritesPerHour: 500,
  keepPayloadsDays: 30,
} as const;

const port = z.coerce.number().int().min(0).max(65_535);
const positive = z.coerce.number().int().positive();
const atLeastZero = z.coerce.number().int().min(0);
/** A delivery that GitHub would still send again is still here to be looked at. */
const LEAST_DAYS = REDELIVERABLE_FOR_MS / DAY_MS;
const MOST_DAYS = 36_500;
const days = z.coerce
  .number()
  .int()
  .refine(
    (value) => value === 0 || (value >= LEAST_DAYS && value <= MOST_DAYS),
    `must be 0 (kept for ever) or from ${LEAST_DAYS}, for as long GitHub redelivers, to ${MOST_DAYS}`,
  );
const secrets = z.string().transform((value) =>
  value
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== ''),
);
const hosts = z.string().transform((value) =>
  value
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== ''),
);
/** A developer's receiver runs on the developer's machine; in production an operator names what may be called. */
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '::1'];

const schema = z.object({
  DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'must be a PostgreSQL address such as postgresql://user:password@localhost:5432/tandem',
  }),
  REDIS_URL: z
    .url({
      protocol: /^rediss?$/,
      error: 'must be a Redis address such as redis://localhost:6379, or be unset',
    })
    .nullable()
    .default(null),
  GITHUB_API_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .default(DEFAULTS.githubApiUrl),
  GITHUB_APP_ID: z.string().regex(/^\d+$/, 'must be the number on the settings page of the GitHub App'),
  GITHUB_WEBHOOK_SECRET: secrets.refine((list) => list.length > 0, 'must name at least one secret'),
  GITHUB_CLIENT_ID: z.string().nullable().default(null),
  GITHUB_CLIENT_SECRET: z.string().nullable().default(null),
  APP_SECRET: secrets.nullable().default(null),
  API_REQUESTS_PER_SECOND: positive.default(DEFAULTS.apiRequestsPerSecond),
  PUSH_ALLOWED_HOSTS: hosts.nullable().default(null),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be the http(s) address under which browsers reach ingest' })
    .nullable()
    .default(null),
  ADMIN_TOKEN: z.string().min(16, 'must have at least 16 characters').nullable().default(null),
  HOST: z.string().nullable().default(null),
  PORT: port.default(DEFAULTS.port),
  WORKER_PORT: port.default(DEFAULTS.workerPort),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  SYNC_CONCURRENCY: positive.default(DEFAULTS.syncConcurrency),
  SCHEDULER_INTERVAL_MS: positive.default(DEFAULTS.schedulerIntervalMs),
  SYNC_MIN_INTERVAL_MS: positive.default(DEFAULTS.syncMinIntervalMs),
  SYNC_MAX_INTERVAL_MS: positive.default(DEFAULTS.syncMaxIntervalMs),
  GITHUB_WRITE_INTERVAL_MS: atLeastZero.default(DEFAULTS.githubWriteIntervalMs),
  GITHUB_WRITES_PER_MINUTE: positive.default(DEFAULTS.githubWritesPerMinute),
  GITHUB_WRITES_PER_HOUR: positive.default(DEFAULTS.githubWritesPerHour),
  TANDEM_KEEP_PAYLOADS_DAYS: days.default(DEFAULTS.keepPayloadsDays),
  NODE_ENV: z.string().default('development'),
});

type Parsed = z.infer<typeof schema>;

export interface Config extends Omit<Parsed, 'NODE_ENV' | 'PUSH_ALLOWED_HOSTS'> {
  /** Hosts that pushes may reach although they are in a private network. */
  readonly PUSH_ALLOWED_HOSTS: readonly string[];
  readonly GITHUB_APP_PRIVATE_KEY: string;
  readonly production: boolean;
}

/** The app's client of GitHub's user flow; null = writes are never made in a user's name. */
export function githubClientOf(config: Config): { readonly id: string; readonly secret: string } | null {
  const { GITHUB_CLIENT_ID: id, GITHUB_CLIENT_SECRET: secret } = config;
  return id === null || secret === null ? null : { id, secret };
}

/** How fast GitHub may be written to. How long a write takes is learned by whoever writes. */
export function writeRulesOf(config: Config): WriteRules {
  return {
    perMinute: config.GITHUB_WRITES_PER_MINUTE,
    perHour: config.GITHUB_WRITES_PER_HOUR,
    intervalMs: config.GITHUB_WRITE_INTERVAL_MS,
    typicalMs: FIRST_GUESS_MS,
  };
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  /** One sentence per variable, each naming it and its mend. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** An empty variable counts as unset: compose files and shells make those of missing ones. */
export function readConfig(environment: Environment): ConfigResult {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  const key = privateKeyOf(given);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => sentence(issue, given))),
    ...(key.ok ? [] : [key.problem]),
    ...(parsed.success ? missingInProduction(parsed.data) : []),
    ...(parsed.success ? halfAClient(parsed.data) : []),
    ...(parsed.success && parsed.data.SYNC_MIN_INTERVAL_MS > parsed.data.SYNC_MAX_INTERVAL_MS
      ? ['SYNC_MIN_INTERVAL_MS must not be greater than SYNC_MAX_INTERVAL_MS.']
      : []),
  ];
  if (!parsed.success || !key.ok || problems.length > 0) return { ok: false, problems };
  const { NODE_ENV, ...values } = parsed.data;
  const production = NODE_ENV === 'production';
  return {
    ok: true,
    config: {
      ...values,
      PUSH_ALLOWED_HOSTS: values.PUSH_ALLOWED_HOSTS ?? (production ? [] : LOCAL_HOSTS),
      GITHUB_APP_PRIVATE_KEY: key.pem,
      production,
    },
  };
}

function sentence(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0]);
  if (given[name] === undefined) return `${name} is missing.`;
  return `${name} is malformed: ${issue.message.replace(/^Invalid input: /, '')}.`;
}

/** Writes in a user's name need both; one alone is a mistake and not a wish to do without. */
function halfAClient({ GITHUB_CLIENT_ID: id, GITHUB_CLIENT_SECRET: secret }: Parsed): string[] {
  if ((id === null) === (secret === null)) return [];
  const missing = id === null ? 'GITHUB_CLIENT_ID' : 'GITHUB_CLIENT_SECRET';
  return [`${missing} is missing: GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET are needed together.`];
}

/** Outside production these are made and kept beside the local data; in production nobody would find them again. */
function missingInProduction({ NODE_ENV, APP_SECRET, ADMIN_TOKEN }: Parsed): string[] {
  if (NODE_ENV !== 'production') return [];
  return [
    ...(APP_SECRET === null ? ['APP_SECRET is missing: it signs markers and encrypts stored tokens.'] : []),
    ...(ADMIN_TOKEN === null ? ['ADMIN_TOKEN is missing: it is the first admin token of the API.'] : []),
  ];
}
