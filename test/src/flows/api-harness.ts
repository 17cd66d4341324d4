// The API of ingest on a real PostgreSQL, without workers and without GitHub: what a request does by itself. Every
// answer is held against the schema that the document promises for it.
import { createMetrics } from '@tandem/ingest/metrics.js';
import { readOverview } from '@tandem/shared/db/reads/read-overview.js';
import { createConnectStates } from '@tandem/ingest/people/connect-state.js';
import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { expect } from 'chai';
import { ROUTES } from '@tandem/ingest/api/routes.js';
import { createServer, type IngestContext } from '@tandem/ingest/http/server.js';
import { tokenRate } from '@tandem/ingest/http/token-rate.js';
import { createClientStore } from '@tandem/shared/db/resources/client-writes.js';
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { createSealer } from '@tandem/shared/secrets/seal.js';
import { ensureAdminToken } from '@tandem/shared/db/people/tokens.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { Log } from '@tandem/shared/ports/log.js';
import { close, listen } from '@tandem/shared/process/listen.js';
import { createDatabase } from '../infra/databases.js';

/** Above what any suite sends by itself. */
const REQUESTS_PER_SECOND = 5_000;
export const ADMIN = 'admin-token-of-this-suite';

export interface Api {
  readonly url: string;
  readonly database: Database;
  /** Groups that were woken, oldest first. */
  readonly rung: ResourceRef[];
  /** What was logged as an error. */
  readonly errors: string[];
  /** What the test may break or replace. */
  readonly outside: {
    bellFails: boolean;
    repos: Map<string, string>;
    githubDown: boolean;
    queueDown: boolean;
  };
  /** Nudges of the normalizer. */
  readonly nudges: { count: number };
  readonly call: Caller;
  readonly as: (token: string | null) => Caller;
  stop(): Promise<void>;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export type Caller = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer<T>>;

export async function startApi(label: string): Promise<Api> {
  const made = await createDatabase(label);
  const database = openDatabase(made.databaseUrl);
  const rung: ResourceRef[] = [];
  const errors: string[] = [];
  const outside: Api['outside'] = { bellFails: false, repos: new Map(), githubDown: false, queueDown: false };
  const nudges = { count: 0 };
  const clock = { now: () => Date.now() };
  const context: IngestContext = {
    database,
    clientStore: createClientStore(database, clock),
    clock,
    githubClock: clock,
    writeRules: { perMinute: 80, perHour: 500, intervalMs: 1_000, typicalMs: 300 },
    log: quietLog(errors),
    bell: {
      ring: (groups) => {
        if (outside.bellFails) return Promise.reject(new Error('Redis is away.'));
        rung.push(...groups);
        return Promise.resolve();
      },
      ringLater: () => Promise.resolve(),
    },
    repoBell: { ring: () => Promise.resolve(), ringShared: () => Promise.resolve() },
    measureRepo: () => Promise.resolve(outside.githubDown ? null : { issues: 3, comments: 5 }),
    directory: {
      find: (fullName) => {
        if (outside.githubDown) return Promise.reject(new Error('GitHub is away.'));
        const id = outside.repos.get(fullName.toLowerCase());
        return Promise.resolve(id === undefined ? null : { id });
      },
    },
    normalizer: { nudge: () => (nudges.count += 1) },
    rate: tokenRate(REQUESTS_PER_SECOND, clock),
    pushing: { sealer: createSealer(['secret-of-this-suite']), allowedHosts: new Set(['127.0.0.1']) },
    connecting: {
      flow: null,
      states: createConnectStates(['secret-of-this-suite']),
      sealer: createSealer(['secret-of-this-suite']),
      publicUrl: null,
    },
    readiness: {
      database: () => database.$queryRaw`SELECT 1`,
      queue: () => (outside.queueDown ? Promise.reject(new Error('away')) : Promise.resolve()),
    },
    metrics: createMetrics(() => readOverview(database, 'hour', clock.now())),
    webhookRouter: (_request, _response, next) => {
      next();
    },
  };
  await ensureAdminToken(database, ADMIN);
  const server = createHttpServer(createServer(context));
  const url = `http://127.0.0.1:${await listen(server, { port: 0, host: '127.0.0.1', variable: 'PORT' })}`;
  return {
    url,
    database,
    rung,
    errors,
    outside,
    nudges,
    call: callerFor(url, ADMIN),
    as: (token) => callerFor(url, token),
    async stop() {
      server.closeAllConnections();
      await close(server);
      await database.$disconnect();
      await made.drop();
    },
  };
}

function callerFor(url: string, token: string | null): Caller {
  return async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> => {
    const answer = await callApi<T>(url, token, { method, path, body, headers });
    holdAgainstDocument(method, path, answer);
    return answer;
  };
}

async function callApi<T>(
  url: string,
  token: string | null,
  request: { method: string; path: string; body: unknown; headers: Readonly<Record<string, string>> },
): Promise<Answer<T>> {
  const { method, path, body } = request;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? null : JSON.parse(text)) as T,
  };
}

/** A failure is a problem; a success is what the route promises, and nothing more. */
function holdAgainstDocument(method: string, path: string, { status, headers, body }: Answer<unknown>): void {
  if (status >= 400) {
    expect(headers.get('content-type')).to.contain('application/problem+json');
    expect(body).to.include.keys('type', 'title', 'status', 'detail').and.to.include({ status });
    return;
  }
  const route = ROUTES.find(
    (candidate) =>
      candidate.method === method.toLowerCase() &&
      new RegExp(`^${candidate.path.replace(/:\w+/g, '[^/]+')}(\\?.*)?$`).test(path),
  );
  if (route === undefined) throw new Error(`${method} ${path} is in no document.`);
  expect(status).to.equal(route.status);
  if (route.reply !== null) expect(route.reply.parse(body)).to.deep.equal(body);
}

function quietLog(errors: string[]): Log {
  const nothing = (): void => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (message, details) => errors.push(`${message} ${JSON.stringify(details)}`),
  };
}

// ------------------------------------------------------------------ what GitHub would have told

let externalIds = 1000;

/** An installation with a repo, as a webhook or the directory would have stored it. */
export async function seedRepo(
  { database }: Api,
  fullName: string,
): Promise<{ readonly id: string; readonly installationId: string }> {
  const [owner = '', name = ''] = fullName.split('/');
  const installation = await database.githubAppInstallation.create({
    data: {
      id: randomUUID(),
      externalId: BigInt((externalIds += 1)),
      accountId: 1n,
      accountLogin: owner,
      accountType: 'Organization',
    },
  });
  const repo = await database.githubRepo.create({
    data: {
      id: randomUUID(),
      externalId: BigInt((externalIds += 1)),
      installationId: installation.id,
      owner,
      name,
    },
  });
  return { id: repo.id, installationId: installation.id };
}

export interface Made {
  readonly projectId: string;
  readonly repoId: string;
  readonly installationId: string;
}

/** A project with one connected repo. */
export async function seedProject(api: Api, fullName: string): Promise<Made> {
  const repo = await seedRepo(api, fullName);
  const project = await api.call<{ id: string }>('POST', '/projects', { title: fullName });
  await api.call('PUT', `/projects/${project.body.id}/repos`, { fullName });
  return { projectId: project.body.id, repoId: repo.id, installationId: repo.installationId };
}

/** What a worker would write once GitHub has the task. */
export async function pretendSynced({ database }: Api, taskId: string, number: number): Promise<void> {
  const task = await database.task.findUniqueOrThrow({ where: { id: taskId } });
  await database.githubIssue.update({
    where: { taskId },
    data: {
      number,
      externalId: BigInt(number) * 1000n,
      url: `https://github.invalid/issues/${number}`,
      githubUpdatedAt: new Date(),
      base: {
        title: task.title,
        body: task.body,
        state: { state: task.state, reason: task.stateReason },
        labels: task.labels,
        assignees: task.assignees,
      },
    },
  });
  await database.taskSyncOperation.updateMany({
    where: { taskId, state: 'queued' },
    data: { state: 'completed' },
  });
  await database.task.update({ where: { id: taskId }, data: { lastSyncedAt: new Date() } });
}
