// How long the API's reads take over HTTP among a million tasks and five million operations, and how PostgreSQL gets
// there: for every read the indexes it went by, for one above the bound the whole plan. BENCH_TASKS=100000 makes it
// smaller, BENCH_KEEP=<folder> keeps the data for the next run, READS='words|others' asks only the reads whose name has one of them.
import { startPair, type Pair } from '../infra/pair.js';
import { openLargeDatabase } from '../load/large-database.js';
import { watchPlans } from '../load/watch-plans.js';
import type { Bench } from './bench.js';
import { readsOf } from './reads.js';

const TASKS = Number(process.env['BENCH_TASKS'] ?? 1_000_000);
/** Four of tasks, and the fifth million of comments. */
const OPERATIONS_PER_TASK = 4;
const COMMENTS_PER_TENTH_TASK = 5;
const PROJECTS = 20;
const ROUNDS = 21;
const BOUND_MS = 50;

export const bench: Bench = {
  name: `reads: ${TASKS.toLocaleString('en')} tasks, ${(TASKS * 5).toLocaleString('en')} operations, median of ${ROUNDS}`,
  async run() {
    const large = await openLargeDatabase(process.env['BENCH_KEEP'], {
      tasks: TASKS,
      operationsPerTask: OPERATIONS_PER_TASK,
      commentsPerTenthTask: COMMENTS_PER_TENTH_TASK,
      projects: PROJECTS,
    });
    const { database } = large;
    const pair = await startPair('reads', { worker: false, connect: false, database });
    const words = (process.env['READS'] ?? '').split('|');
    const reads = (await readsOf(pair, TASKS)).filter(({ name }) =>
      words.some((word) => name.includes(word)),
    );
    const slow = new Set<string>();
    for (const { name, path, token } of reads) {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) times.push(await timeOf(pair, path, token));
      times.sort((a, b) => a - b);
      const median = times[Math.floor(ROUNDS / 2)] ?? 0;
      if (median >= BOUND_MS) slow.add(name);
      console.log(
        `${median < BOUND_MS ? ' ' : '!'} ${name.padEnd(52)} median ${ms(median)}, slowest ${ms(times.at(-1) ?? 0)}`,
      );
    }
    console.log(
      `\n${slow.size} of ${reads.length} reads take ${BOUND_MS} ms or more\n\nThe indexes they go by:`,
    );
    const plans = await watchPlans(database, large.logFile);
    for (const { name, path, token } of reads) {
      const { indexes, text } = await plans.of(() => timeOf(pair, path, token));
      console.log(`  ${name.padEnd(52)} ${indexes.join(', ')}`);
      if (slow.has(name)) console.log(text);
    }
    await plans.end();
    await pair.stop();
    await large.close();
  },
};

async function timeOf({ ingest }: Pair, path: string, token: string): Promise<number> {
  const since = performance.now();
  const answer = await fetch(`${ingest.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await answer.text();
  if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}.`);
  return performance.now() - since;
}

function ms(value: number): string {
  return `${value.toFixed(1).padStart(7)} ms`;
}
