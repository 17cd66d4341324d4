// Tasks of which a few are due: what a turn of the planner must find without reading the others (SCENARIOS time-11).
import { randomUUID } from 'node:crypto';
import type { Database } from '@tandem/shared/db/prisma.js';

/** Spread evenly over the repos: `due` are due now, all others in an hour and later. */
export async function seedDue(
  db: Database,
  { size, repos, due }: { readonly size: number; readonly repos: number; readonly due: number },
): Promise<void> {
  const [installation, project] = [randomUUID(), randomUUID()];
  await db.$executeRaw`INSERT INTO projects (id, title) VALUES (${project}::uuid, 'Tick')`;
  await db.$executeRaw`INSERT INTO github_app_installations (id, external_id, account_id, account_login, account_type)
    VALUES (${installation}::uuid, 1, 1, 'octo', 'Organization')`;
  await db.$executeRaw`INSERT INTO github_repos (id, external_id, installation_id, project_id, owner, name)
    SELECT gen_random_uuid(), n, ${installation}::uuid, ${project}::uuid, 'octo', 'r' || n FROM generate_series(1, ${repos}::int) n`;
  await db.$executeRaw`INSERT INTO tasks (id, project_id, repo_id, title, last_synced_at, next_sync_at)
    SELECT gen_random_uuid(), ${project}::uuid, r.id, 'Task ' || n, now() - interval '1 hour',
      CASE WHEN n <= ${due}::int THEN now() ELSE now() + interval '1 hour' + n * interval '20 ms' END
    FROM generate_series(1, ${size}::int) n JOIN github_repos r ON r.external_id = 1 + n % ${repos}::int`;
  await db.$executeRaw`INSERT INTO github_issues (id, task_id, repo_id, number, base, github_updated_at)
    SELECT gen_random_uuid(), id, repo_id, row_number() OVER (PARTITION BY repo_id), '{"title": "t"}', now() FROM tasks`;
  await db.$executeRaw`VACUUM ANALYZE tasks`;
  await db.$executeRaw`ANALYZE github_issues`;
}
