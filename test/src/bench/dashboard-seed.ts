// A million operations, put into the tables by SQL: what a busy year leaves behind. Titles repeat, reasons are many and
// rare, and nearly everything went well, as in life.
import type pg from 'pg';

const TASKS = 100_000;
const COMMENTS = 50_000;

export async function seedOperations(client: pg.Client, operations: number): Promise<void> {
  const tasks = Math.round(operations * 0.8);
  for (const statement of [
    `INSERT INTO projects (id, title) VALUES ('00000000-0000-7000-8000-0000000000a1', 'Bench')`,
    `INSERT INTO github_app_installations (id, external_id, account_id, account_login, account_type)
     VALUES ('00000000-0000-7000-8000-0000000000b1', 1, 1, 'octo', 'Organization')`,
    `INSERT INTO github_repos (id, external_id, installation_id, project_id, owner, name, connected_at)
     SELECT ('00000000-0000-7000-8000-00000000c' || lpad(n::text, 3, '0'))::uuid, n, '00000000-0000-7000-8000-0000000000b1',
       '00000000-0000-7000-8000-0000000000a1', 'octo', 'repo-' || n, now() FROM generate_series(1, 20) n`,
    `INSERT INTO tasks (id, project_id, repo_id, title, body, labels, assignees, last_synced_at)
     SELECT gen_random_uuid(), '00000000-0000-7000-8000-0000000000a1',
       ('00000000-0000-7000-8000-00000000c' || lpad((1 + n % 20)::text, 3, '0'))::uuid,
       (ARRAY['Fix','Write','Move','Explain','Remove','Speed up'])[1 + n % 6] || ' the ' ||
       (ARRAY['bell','queue','door','merge','worker','guide','schedule'])[1 + n % 7] || ' number ' || n, 'Text', '{}', '{}', now()
     FROM generate_series(1, ${TASKS}) n`,
    `INSERT INTO github_issues (id, task_id, repo_id, number, external_id)
     SELECT gen_random_uuid(), id, repo_id, row_number() OVER (PARTITION BY repo_id), row_number() OVER () + 1000000 FROM tasks`,
    `INSERT INTO comments (id, task_id, body) SELECT gen_random_uuid(), id, 'A comment' FROM tasks LIMIT ${COMMENTS}`,
    `INSERT INTO webhook_deliveries (id, guid, event, headers, payload, state, action, received_at)
     SELECT gen_random_uuid(), gen_random_uuid()::text, 'issues', '{}', '{}', 'processed', 'edited', now() - n * interval '3 seconds'
     FROM generate_series(1, 200000) n`,
    operationsOf('task', 'tasks', tasks),
    operationsOf('comment', 'comments', operations - tasks),
    'VACUUM ANALYZE',
  ]) {
    await client.query(statement);
  }
}

/** Spread over thirty days, newest first in time; one in a hundred failed, a few are still open. */
function operationsOf(kind: 'task' | 'comment', records: string, count: number): string {
  return `
    WITH numbered AS (SELECT id, (row_number() OVER ()) - 1 AS place FROM ${records}),
      deliveries AS (SELECT id, (row_number() OVER ()) - 1 AS place FROM webhook_deliveries)
    INSERT INTO ${kind}_sync_operations (id, direction, state, source, action, ${kind}_id, github_updated_at, reason_code,
      reason_message, attempt, delivery_id, created_at, queued_at, finished_at, content)
    SELECT gen_random_uuid(), (CASE WHEN n % 10 < 7 THEN 'inbound' ELSE 'outbound' END)::operation_direction,
      (CASE WHEN n % 1000 = 0 THEN 'errored' WHEN n % 1000 = 1 THEN 'disabled' WHEN n % 100 < 8 THEN 'duplicate'
        WHEN n % 100 < 14 THEN 'dropped' WHEN n % 100 < 17 THEN 'canceled' WHEN n % 20000 = 18 THEN 'queued' ELSE 'completed' END)::operation_state,
      (CASE WHEN n % 10 >= 7 THEN 'client' WHEN n % 50000 = 2 THEN 'manual' WHEN n % 40 = 3 THEN 'pull' ELSE 'webhook' END)::operation_source,
      (CASE WHEN n % 9 = 0 THEN 'create' WHEN n % 97 = 0 THEN 'delete' ELSE 'update' END)::operation_action,
      r.id, now() - age, CASE WHEN n % 100 < 17 THEN (CASE WHEN n % 1000 = 0 THEN 'invalid' WHEN n % 1000 = 1 THEN 'repo_not_connected'
        WHEN n % 100 < 8 THEN 'same_content' WHEN n % 100 < 14 THEN 'newer_known' ELSE 'newer_change' END) END,
      CASE WHEN n % 100 < 17 THEN 'A sentence that says why, number ' || n END, n % 3, d.id, now() - age, now() - age,
      CASE WHEN n % 20000 <> 18 THEN now() - age + (n % 700) * interval '1 millisecond' END, '{"title":"T"}'
    FROM (SELECT n, n * interval '3.24 seconds' AS age FROM generate_series(0, ${count - 1}) n) each
    JOIN numbered r ON r.place = n % ${kind === 'task' ? TASKS : COMMENTS}
    LEFT JOIN deliveries d ON d.place = n AND n % 10 < 7`;
}
