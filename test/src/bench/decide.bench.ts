// What it costs to decide about one change, by how long the history of its resource is: it asks by index for what is
// open, and so must not grow with what is over.
import { createResourceStore } from '@tandem/shared/db/resources/resource-store.js';
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { acceptChanges } from '@tandem/shared/accept-changes.js';
import { createDatabase } from '../infra/databases.js';
import { changeOf, seedHistory, seedRepo } from '../load/seed-histories.js';
import type { Bench } from './bench.js';

const HISTORIES = [10, 1_000, 100_000];
const DECISIONS = 300;

export const bench: Bench = {
  name: `decide: ${DECISIONS} changes, one at a time, to a resource with ${HISTORIES.join(', ')} earlier operations`,
  async run() {
    const database = await createDatabase('decide');
    const db = openDatabase(database.databaseUrl);
    await seedRepo(db);
    let clock = Date.parse('2026-01-01T00:00:00Z');
    const store = createResourceStore(db, { now: () => clock });
    const once = async (number: number): Promise<number> => {
      clock += 2_000;
      const since = performance.now();
      await store.transaction((tx) => acceptChanges(tx, [changeOf(number, clock)], clock));
      return performance.now() - since;
    };
    const medians: number[] = [];
    for (const [index, length] of HISTORIES.entries()) {
      await once(index + 1);
      await seedHistory(db, index + 1, length);
      await db.$executeRaw`ANALYZE task_sync_operations`;
      for (let warm = 0; warm < 20; warm += 1) await once(index + 1);
      const times: number[] = [];
      for (let n = 0; n < DECISIONS; n += 1) times.push(await once(index + 1));
      const median = times.sort((a, b) => a - b)[DECISIONS / 2] ?? 0;
      medians.push(median);
      const ratio = median / (medians[0] ?? median);
      console.log(
        `${String(length).padStart(8)} earlier: median ${median.toFixed(2)} ms, ${ratio.toFixed(2)} times the first`,
      );
    }
    await plan(db);
    await db.$disconnect();
    await database.drop();
  },
};

/** The plan of the one question whose answer could grow: the open operations of a resource. */
async function plan(db: Database): Promise<void> {
  const rows = await db.$queryRaw<{ 'QUERY PLAN': string }[]>`
    EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)
    SELECT o.* FROM task_sync_operations o
    WHERE o.task_id = (SELECT task_id FROM github_issues WHERE number = ${HISTORIES.length})
      AND o.state IN ('queued', 'processing') ORDER BY o.sequence DESC LIMIT 100`;
  for (const row of rows) console.log(`  ${row['QUERY PLAN']}`);
}
