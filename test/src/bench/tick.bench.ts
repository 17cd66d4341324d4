// What a turn of the planner costs by how much exists: a hundred are due among ten thousand, a hundred thousand, a million.
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { createPullStore } from '@tandem/shared/db/schedule/pull-store.js';
import { createDatabase } from '../infra/databases.js';
import { seedDue } from '../load/seed-due.js';
import type { Bench } from './bench.js';

const SIZES = [10_000, 100_000, 1_000_000];
const REPOS = 20;
const DUE = 100;
const TURNS = 15;
const WINDOW_MS = 120_000;
/** A million rows are made in one statement. */
const PATIENT = '?statement_timeout=600000&query_timeout=600000';

export const bench: Bench = {
  name: `tick: ${DUE} due among ${SIZES.join(', ')} resources in ${REPOS} repos`,
  async run() {
    for (const size of SIZES) {
      const made = await createDatabase('tick');
      const db = openDatabase(made.databaseUrl + PATIENT);
      await seedDue(db, { size, repos: REPOS, due: DUE });
      const pulls = createPullStore(db, { now: () => Date.now() });
      const plans: number[] = [];
      const turn = async (): Promise<number> => {
        const now = Date.now();
        let found = 0;
        const since = performance.now();
        const due = await pulls.dueRepos(now + WINDOW_MS);
        plans.push(performance.now() - since);
        for (const { repoId } of due) {
          found += (await pulls.dueResources(repoId, now + WINDOW_MS, 1_000)).length;
        }
        return found;
      };
      for (let warm = 0; warm < 3; warm += 1) await turn();
      const times: number[] = [];
      let found = 0;
      const before = await rowsRead(db);
      for (let n = 0; n < TURNS; n += 1) {
        const since = performance.now();
        found = await turn();
        times.push(performance.now() - since);
      }
      const touched = ((await rowsRead(db)) - before) / TURNS;
      console.log(
        `${String(size).padStart(9)} resources: planned in ${median(plans)} ms, ${found} due ones read repo by repo in ${median(times)} ms in all (medians), ${Math.round(touched)} rows of tasks touched`,
      );
      await db.$disconnect();
      await made.drop();
    }
  },
};

function median(times: readonly number[]): string {
  return ([...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0).toFixed(1);
}

async function rowsRead(db: Database): Promise<number> {
  await db.$queryRaw`SELECT pg_stat_force_next_flush()::text`;
  await new Promise((resolve) => setTimeout(resolve, 1_100)); // the statistics of other sessions are flushed each second
  const [row] = await db.$queryRaw<{ n: number }[]>`
    SELECT (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 AS n
    FROM pg_stat_user_tables WHERE relname = 'tasks'`;
  return row?.n ?? 0;
}
