// Tasks and comments of which a few are due: what a turn of the planner must find without reading the others (SCENARIOS time-11).
import { randomUUID } from 'node:crypto';
import type { Database } from '@tandem/shared/db/prisma.js';

/**
 * Spread evenly over the repos: of each kind `due` are due now, all others in an hour and later.
 * @param comments one per task; else none
 */
export async function seedDue(
  db: Database,
  {
    size,
    repos,
    due,
    comments = false,
  }: { readonly size: number; readonly repos: number; readonly due: number; readonly comments?: boolean },
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
  if (comments) {
    await db.$executeRaw`INSERT INTO comments (id, task_id, repo_id, body, last_synced_at, next_sync_at)
      SELECT gen_random_uuid(), id, repo_id, 'Comment', last_synced_at, next_sync_at FROM tasks`;
    await db.$executeRaw`INSERT INTO github_comments (id, comment_id, issue_id, external_id, base, github_updated_at)
      SELECT gen_random_uuid(), c.id, i.id, row_number() OVER (), '{"body": "c"}', now()
      FROM comments c JOIN github_issues i ON i.task_id = c.task_id`;
  }
  for (const table of ['tasks', 'comments']) await db.$executeRawUnsafe(`VACUUM ANALYZE ${table}`);
  for (const table of ['github_issues', 'github_comments']) await db.$executeRawUnsafe(`ANALYZE ${table}`);
}
