// Resources with histories of many lengths: changes for them, and what is over and must not be read again.
import type { IncomingChange } from '@tandem/shared/accept-changes.js';
import type { Database } from '@tandem/shared/db/prisma.js';

const REPO = '77';

/** An edit of the issue with this number. */
export function changeOf(number: number, at: number): IncomingChange {
  return {
    action: 'update',
    source: 'webhook',
    content: { title: `At ${at}`, body: '' },
    githubUpdatedAt: at,
    fetch: false,
    issue: {
      repoExternalId: REPO,
      number,
      externalId: String(number),
      pullRequestExternalId: null,
      taskKind: 'issue',
      markedRecord: null,
    },
    comment: null,
    facts: { number },
    deliveryId: null,
    embeddedIssue: null,
  };
}

/** A connected repo. */
export async function seedRepo(db: Database): Promise<void> {
  await db.$executeRaw`
    WITH p AS (INSERT INTO projects (id, title) VALUES (gen_random_uuid(), 'histories') RETURNING id),
      n AS (INSERT INTO github_app_installations (id, external_id, account_id, account_login, account_type)
        VALUES (gen_random_uuid(), 1, 1, 'octo', 'User') RETURNING id)
    INSERT INTO github_repos (id, external_id, installation_id, project_id, owner, name)
    SELECT gen_random_uuid(), ${BigInt(REPO)}, n.id, p.id, 'octo', 'histories' FROM p, n`;
}

/** Completed operations of the issue with this number. */
export async function seedHistory(db: Database, number: number, length: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_updated_at, content, created_at, finished_at)
    SELECT gen_random_uuid(), 'inbound', 'completed', 'webhook', 'update', i.task_id,
      '2025-01-01'::timestamptz + n * interval '1 second', '{"title": "old"}', now(), now()
    FROM github_issues i, generate_series(1, ${length}) n WHERE i.number = ${number}`;
}
