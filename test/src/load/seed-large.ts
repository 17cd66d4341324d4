// Fills a database as years of use would: many tasks with their issues and operations, most of them settled, a few
// open, errored or in conflict, and one repo that has been quiet since the beginning: what is asked about it lies at the
// far end of every list that is in the order of time. In bulk and without indexes first, so that millions of rows take
// minutes.
import pg from 'pg';

export interface LargeSeed {
  readonly tasks: number;
  readonly operationsPerTask: number;
  /** One task in ten has this many comments, with two operations each. */
  readonly commentsPerTenthTask: number;
  readonly projects: number;
}

/** The oldest tasks are those of the quiet repo. */
const QUIET_TASKS = 2_000;

const BULK = [
  'tasks',
  'github_issues',
  'comments',
  'github_comments',
  'task_sync_operations',
  'comment_sync_operations',
  'change_log',
];

export async function seedLarge(databaseUrl: string, seed: LargeSeed): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Foreign keys hold by construction; checking millions of them one by one would take longer than all the rest.
    await client.query('SET session_replication_role = replica');
    const rebuild = await dropIndexes(client);
    for (const statement of statements(seed)) await client.query(statement);
    for (const index of rebuild) await client.query(index);
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ indexname: string; indexdef: string }>(
    `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY($1)
       AND indexname NOT LIKE '%pkey'`,
    [BULK],
  );
  for (const { indexname } of rows) await client.query(`DROP INDEX "${indexname}"`);
  return rows.map(({ indexdef }) => indexdef);
}

/** Ids that sort by time, as UUIDv7 do; `space` keeps the tables apart. */
function id(space: string, number: string): string {
  return `(lpad(to_hex(1750000000000 + (${number})), 12, '0') || '7${space}8000' || lpad(to_hex(${number}), 12, '0'))::uuid`;
}

function statements({ tasks, operationsPerTask, commentsPerTenthTask, projects }: LargeSeed): string[] {
  const at = (number: string, step: number): string =>
    `timestamptz '2025-01-01' + (${number}) * interval '${step} milliseconds'`;
  const operations = tasks * operationsPerTask;
  const comments = Math.floor(tasks / 10) * commentsPerTenthTask;
  const home = `CASE WHEN n <= ${QUIET_TASKS} THEN ${projects + 1} ELSE 1 + n % ${projects} END`;
  /** The operations of a task follow each other. */
  const taskOf = `1 + (n - 1) / ${operationsPerTask}`;
  const state = `CASE WHEN n % 997 = 0 THEN 'errored' WHEN n % 499 = 0 THEN 'dropped' WHEN n % 241 = 0 THEN 'duplicate'
    WHEN n % 53 = 0 THEN 'canceled' WHEN n % 9973 = 0 THEN 'queued' ELSE 'completed' END::operation_state`;
  const source = `CASE WHEN n % 50021 = 0 THEN 'manual' WHEN n % 3 = 0 THEN 'client' WHEN n % 29 = 1 THEN 'pull'
    ELSE 'webhook' END::operation_source`;
  const action = `CASE WHEN n % 9901 = 0 THEN 'delete' WHEN n % 4 = 1 THEN 'create' ELSE 'update' END::operation_action`;
  const common = `CASE WHEN n % 3 = 0 THEN 'outbound' ELSE 'inbound' END::operation_direction, ${state}, ${source}, ${action}`;
  const reason = `CASE WHEN n % 997 = 0 THEN 'invalid' WHEN n % 499 = 0 THEN 'newer_known' WHEN n % 241 = 0 THEN 'same_content'
    WHEN n % 53 = 0 THEN 'newer_change' END, CASE WHEN n % 997 = 0 THEN 'GitHub did not take it.' END`;
  return [
    `INSERT INTO github_app_installations (id, external_id, account_id, account_login, account_type)
     VALUES (${id('001', '1')}, 1, 1, 'big', 'Organization')`,
    `INSERT INTO projects (id, title) SELECT ${id('002', 'n')}, 'Project ' || n FROM generate_series(1, ${projects + 1}) n`,
    `INSERT INTO github_repos (id, external_id, installation_id, project_id, owner, name, connected_at)
     SELECT ${id('003', 'n')}, n, ${id('001', '1')}, ${id('002', 'n')}, 'big', 'repo-' || n, now()
     FROM generate_series(1, ${projects + 1}) n`,
    `INSERT INTO tasks (id, project_id, repo_id, title, body, state, labels, assignees, version, created_at, updated_at,
       deleted_at, last_synced_at, next_sync_at, author_login)
     SELECT ${id('004', 'n')}, ${id('002', home)}, ${id('003', home)},
       'Task ' || n || ' about ' || (ARRAY['sails','rudder','hull','anchor','mast'])[1 + n % 5],
       repeat('Some text that people write. ', 5 + n % 7), CASE WHEN n % 4 = 0 THEN 'open' ELSE 'closed' END::issue_state,
       ARRAY['bug'], '{}', 3, ${at('n', 30)}, ${at('n', 30)}, CASE WHEN n % 5003 = 0 THEN ${at('n', 30)} END,
       now(), now() + interval '1 hour' * (n % 8), 'ada'
     FROM generate_series(1, ${tasks}) n`,
    `INSERT INTO github_issues (id, task_id, repo_id, number, external_id, url, github_updated_at)
     SELECT ${id('005', 'n')}, ${id('004', 'n')}, ${id('003', home)}, n, n, 'https://github.invalid/' || n,
       ${at('n', 30)} FROM generate_series(1, ${tasks}) n`,
    `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, project_id, repo_id,
       github_issue_id, github_updated_at, created_at, queued_at, finished_at, reason_code, reason_message)
     SELECT ${id('006', 'n')}, ${common}, t.id, t.project_id, t.repo_id, ${id('005', taskOf)},
       ${at('n', 6)}, ${at('n', 6)}, ${at('n', 6)}, ${at('n', 6)}, ${reason}
     FROM generate_series(1, ${operations}) n JOIN tasks t ON t.id = ${id('004', taskOf)}`,
    `INSERT INTO comments (id, task_id, repo_id, body, author_login, created_at, updated_at, last_synced_at)
     SELECT ${id('007', 'n')}, t.id, t.repo_id, 'A word on it.', 'bob', ${at('n', 60)}, ${at('n', 60)}, now()
     FROM generate_series(1, ${comments}) n
     JOIN tasks t ON t.id = ${id('004', `10 * (1 + (n - 1) / ${commentsPerTenthTask})`)}`,
    `INSERT INTO github_comments (id, comment_id, issue_id, external_id)
     SELECT ${id('00b', 'n')}, ${id('007', 'n')}, ${id('005', `10 * (1 + (n - 1) / ${commentsPerTenthTask})`)}, n
     FROM generate_series(1, ${comments}) n`,
    `INSERT INTO comment_sync_operations (id, direction, state, source, action, comment_id, project_id, repo_id,
       created_at, queued_at, finished_at, reason_code, reason_message)
     SELECT ${id('008', 'n')}, ${common}, c.id, t.project_id, t.repo_id, ${at('n', 24)}, ${at('n', 24)}, ${at('n', 24)},
       ${reason} FROM generate_series(1, ${2 * comments}) n
     JOIN comments c ON c.id = ${id('007', '1 + (n - 1) / 2')} JOIN tasks t ON t.id = c.task_id`,
    `INSERT INTO operation_timeline (kind, operation_id, at, to_state, by)
     SELECT 'task', ${id('006', 'n')}, now(), 'queued', 'webhook' FROM generate_series(1, 100000) n`,
    `INSERT INTO conflicts (id, kind, record_id, field, ours, theirs, winner, state)
     SELECT ${id('009', 'n')}, 'task', ${id('004', 'n * 7')}, CASE WHEN n % 3 = 0 THEN 'body' ELSE 'title' END, '"a"', '"b"',
       'theirs', CASE WHEN n % 5 = 0 THEN 'open' ELSE 'resolved' END::conflict_state FROM generate_series(1, 10000) n`,
    `INSERT INTO change_log (position, project_id, kind, record_id, event, version, fields)
     SELECT n, ${id('002', home)}, 'task', ${id('004', 'n')}, 'updated', 3, '{title}'
     FROM generate_series(1, ${tasks}) n`,
    `INSERT INTO webhook_deliveries (id, guid, event, headers, payload, state, action, repo_external_id, reason_code,
       reason_message, received_at)
     SELECT ${id('00a', 'n')}, 'guid-' || n, CASE WHEN n % 30011 = 0 THEN 'label' WHEN n % 4 = 0 THEN 'issue_comment' ELSE 'issues' END,
       '{}', '\\x7b7d', CASE WHEN n % 50021 = 0 THEN 'parked' WHEN n % 40 = 0 THEN 'ignored' ELSE 'processed' END::delivery_state,
       'edited', ${home}, CASE WHEN n % 50021 = 0 THEN 'not_understood' END, CASE WHEN n % 50021 = 0 THEN 'No issue in it.' END,
       ${at('n', 24)}
     FROM generate_series(1, ${tasks}) n`,
    `INSERT INTO audit_log (actor, action, target) SELECT 'seed', 'PATCH /tasks/:id', '/x' FROM generate_series(1, 200000) n`,
  ];
}
