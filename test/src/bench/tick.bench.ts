// What a turn of the planner costs by how much exists: a hundred are due among ten thousand, a hundred thousand, a million.
import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { createPullStore } from '@tandem/shared/db/pull-store.js';
import { createDatabase } from '../infra/databases.js';
import type { Bench } from './bench.js';

const SIZES = [10_000, 100_000, 1_000_000];
const REPOS = 20;
const DUE = 100;
const TURNS = 15;
const WINDOW_MS = 120_000;

export const bench: Bench = {
  name: `tick: ${DUE} due among ${SIZES.join(', ')} resources in ${REPOS} repos`,
  async run() {
    for (const size of SIZES) {
      const made = await createDatabase('tick');
      const db = openDatabase(made.databaseUrl);
      await seed(db, size);
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

async function seed(db: Database, size: number): Promise<void> {
  const [installation, project] = [randomUUID(), randomUUID()];
  await db.$executeRaw`INSERT INTO projects (id, title) VALUES (${project}::uuid, 'Tick')`;
  await db.$executeRaw`INSERT INTO github_app_installations (id, external_id, account_id, account_login, account_type)
    VALUES (${installation}::uuid, 1, 1, 'octo', 'Organization')`;
  await db.$executeRaw`INSERT INTO github_repos (id, external_id, installation_id, project_id, owner, name)
    SELECT gen_random_uuid(), n, ${installation}::uuid, ${project}::uuid, 'octo', 'r' || n FROM generate_series(1, ${REPOS}::int) n`;
  await db.$executeRaw`INSERT INTO tasks (id, project_id, repo_id, title, last_synced_at, next_sync_at)
    SELECT gen_random_uuid(), ${project}::uuid, r.id, 'Task ' || n, now() - interval '1 hour',
      CASE WHEN n <= ${DUE}::int THEN now() ELSE now() + interval '1 hour' + n * interval '20 ms' END
    FROM generate_series(1, ${size}::int) n JOIN github_repos r ON r.external_id = 1 + n % ${REPOS}::int`;
  await db.$executeRaw`INSERT INTO github_issues (id, task_id, repo_id, number, base, github_updated_at)
    SELECT gen_random_uuid(), id, repo_id, row_number() OVER (PARTITION BY repo_id), '{"title": "t"}', now() FROM tasks`;
  await db.$executeRaw`VACUUM ANALYZE tasks`;
  await db.$executeRaw`ANALYZE github_issues`;
}

async function rowsRead(db: Database): Promise<number> {
  await db.$queryRaw`SELECT pg_stat_force_next_flush()::text`;
  await new Promise((resolve) => setTimeout(resolve, 1_100)); // the statistics of other sessions are flushed each second
  const [row] = await db.$queryRaw<{ n: number }[]>`
    SELECT (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::float8 AS n
    FROM pg_stat_user_tables WHERE relname = 'tasks'`;
  return row?.n ?? 0;
}
