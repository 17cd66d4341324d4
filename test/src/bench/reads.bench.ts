// How long the API's reads take over HTTP among a million tasks and five million operations, and how PostgreSQL gets
// there: the plan of every read above the bound is printed. BENCH_TASKS=100000 makes it smaller.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { startPair, type Pair } from '../infra/pair.js';
import { testServers } from '../infra/servers.js';
import { seedLarge } from '../load/seed-large.js';
import type { Bench } from './bench.js';

const TASKS = Number(process.env['BENCH_TASKS'] ?? 1_000_000);
/** Four of tasks, and the fifth million of comments. */
const OPERATIONS_PER_TASK = 4;
const COMMENTS_PER_TENTH_TASK = 5;
const PROJECTS = 20;
const ROUNDS = 21;
const BOUND_MS = 50;

interface Ids {
  readonly task: string;
  readonly operation: string;
  readonly project: string;
  readonly repo: string;
  readonly middle: string;
}

export const bench: Bench = {
  name: `reads: ${TASKS.toLocaleString('en')} tasks, ${(TASKS * 5).toLocaleString('en')} operations, median of ${ROUNDS}`,
  async run() {
    const pair = await startPair('reads', { worker: false, connect: false });
    const since = performance.now();
    await seedLarge(pair.database.databaseUrl, {
      tasks: TASKS,
      operationsPerTask: OPERATIONS_PER_TASK,
      commentsPerTenthTask: COMMENTS_PER_TENTH_TASK,
      projects: PROJECTS,
    });
    console.log(`seeded in ${((performance.now() - since) / 1000).toFixed(0)} s`);
    const slow: string[] = [];
    for (const [name, query] of Object.entries(readsOf(await idsOf(pair)))) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) times.push(await timeOf(pair, query));
      times.sort((a, b) => a - b);
      const median = times[Math.floor(ROUNDS / 2)] ?? 0;
      const mark = median < BOUND_MS ? ' ' : '!';
      if (median >= BOUND_MS) slow.push(query);
      console.log(
        `${mark} ${name.padEnd(44)} median ${median.toFixed(1).padStart(7)} ms, slowest ${(times.at(-1) ?? 0).toFixed(1).padStart(7)} ms`,
      );
    }
    console.log(`${slow.length} of the reads take ${BOUND_MS} ms or more`);
    for (const query of slow) console.log(`\n${query}\n${await planOf(pair, query)}`);
    await pair.stop();
  },
};

async function timeOf({ api }: Pair, query: string): Promise<number> {
  const since = performance.now();
  const { status } = await api.get(`/api/v1${query}`);
  if (status !== 200) throw new Error(`${query} was answered with ${status}.`);
  return performance.now() - since;
}

async function idsOf(pair: Pair): Promise<Ids> {
  const one = async (sql: string): Promise<string> => (await pair.query<{ id: string }>(sql))[0]?.id ?? '';
  return {
    task: await one(`SELECT id::text FROM tasks WHERE title LIKE 'Task ${Math.floor(TASKS / 2)} %' LIMIT 1`),
    operation: await one('SELECT operation_id::text AS id FROM operation_timeline LIMIT 1'),
    project: await one(`SELECT id::text FROM projects WHERE title = 'Project 7'`),
    repo: await one(`SELECT id::text FROM github_repos WHERE name = 'repo-7'`),
    middle: String(Math.floor(TASKS / 2)),
  };
}

function readsOf({ task, operation, project, repo, middle }: Ids): Record<string, string> {
  const deep = Buffer.from(JSON.stringify([task])).toString('base64url');
  return {
    'tasks, newest': '/tasks?limit=50',
    'tasks, a page in the middle': `/tasks?limit=50&cursor=${deep}`,
    'tasks of a project': `/tasks?projectId=${project}`,
    'tasks, open, of a repo': `/tasks?repoId=${repo}&state=open`,
    'tasks, 200': '/tasks?limit=200',
    'tasks by sync: synced': '/tasks?sync=synced',
    'tasks by sync: errored': '/tasks?sync=errored',
    'tasks by sync: pending': '/tasks?sync=pending',
    'tasks by sync: conflict': '/tasks?sync=conflict',
    'tasks by sync: disabled (none)': '/tasks?sync=disabled',
    'tasks by sync: unsynced (none)': '/tasks?sync=unsynced',
    'tasks, a common word': '/tasks?q=rudder',
    'tasks, one exact title': `/tasks?q=Task ${middle} about`,
    'tasks, a word that is nowhere': '/tasks?q=zeppelin',
    'tasks, by number': `/tasks?q=%23${middle}`,
    'task by id': `/tasks/${task}`,
    'comments of a task': `/tasks/${task}/comments`,
    'operations, newest': '/operations',
    'operations, errored': '/operations?state=errored',
    'operations, queued': '/operations?state=queued',
    'operations, disabled (none)': '/operations?state=disabled',
    'operations of a task': `/operations?taskId=${task}`,
    'operations of a repo': `/operations?repoId=${repo}`,
    'operations, outbound by client': '/operations?direction=outbound&source=client',
    'operations since': '/operations?since=2025-01-01T05:00:00Z',
    'operations by external id': `/operations?externalId=${middle}`,
    'operations, a word that is nowhere': '/operations?q=zeppelin',
    'operation by id': `/operations/${operation}`,
    'changes, from the beginning': '/changes?limit=200',
    'changes, from the middle': `/changes?after=${middle}&limit=200`,
    'changes of a project': `/changes?after=${middle}&projectId=${project}`,
    'conflicts, open': '/conflicts?state=open',
    deliveries: '/deliveries',
    repos: '/repos',
    projects: '/projects',
    audit: '/audit',
  };
}

/** From the server's own log: the statements of one request, as they were run. */
async function planOf(pair: Pair, query: string): Promise<string> {
  const log = path.join(testServers().folder, 'postgres.log');
  const client = new pg.Client({ connectionString: testServers().databaseUrlFor('postgres') });
  await client.connect();
  for (const setting of [
    `session_preload_libraries = 'auto_explain'`,
    `auto_explain.log_min_duration = ${BOUND_MS / 5}`,
    'auto_explain.log_analyze = on',
  ]) {
    await client.query(`ALTER DATABASE "${pair.database.name}" SET ${setting}`);
  }
  // Sessions read this when they begin: those of the pool are ended, and it opens new ones.
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
    [pair.database.name],
  );
  const before = readFileSync(log, 'utf8').length;
  await pair.api.get(`/api/v1${query}`).catch(() => undefined);
  await pair.api.get(`/api/v1${query}`).catch(() => undefined);
  await client.end();
  return readFileSync(log, 'utf8').slice(before, before + 12_000);
}
