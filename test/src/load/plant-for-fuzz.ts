// What the fuzzer's requests are to find, in every state that a call asks for: it goes into the tables directly, for most
// of it only GitHub or a worker could bring about. Planted anew every now and then, because calls use it up.
import { randomUUID } from 'node:crypto';
import { beginImport } from '@tandem/shared/domain/schedule/import-progress.js';

/** Values by what they are: `tasks`, `repos`, `logins`, … */
export type Known = ReadonlyMap<string, readonly string[]>;
export type Plant = () => Promise<Known>;
type Run = (sql: string) => Promise<unknown>;

const EACH = 6;
/** As GitHub has each of the tasks. */
const BASE = {
  title: 'Planted',
  body: '',
  state: { state: 'open', reason: null },
  labels: [],
  assignees: [],
};
const ACCOUNTS_OF_A_USER = 4;

/** @param run runs one statement on the database that the API reads */
export function plantInto(run: Run): Plant {
  let externalId = 500_000_000;
  return async () => {
    const insert = insertInto(run);
    const known = new Map<string, string[]>();
    const keep = (kind: string, id: string): string => {
      known.set(kind, [...(known.get(kind) ?? []), id]);
      return id;
    };
    const newId = (kind: string): string => keep(kind, randomUUID());
    const numbered = (): number => (externalId += 1);

    const project = newId('projects');
    await insert('projects', { id: project, title: 'Planted' });
    const installation = randomUUID();
    const account = { account_id: 1, account_login: 'planted', account_type: 'Organization' };
    await insert('github_app_installations', { id: installation, external_id: numbered(), ...account });

    const repoIn = async (place: object): Promise<string> => {
      const id = newId('repos');
      const name = `repo-${numbered()}`;
      keep('fullNames', `planted/${name}`);
      const repo = { external_id: numbered(), installation_id: installation, owner: 'planted', name };
      await insert('github_repos', { id, ...repo, ...place });
      return id;
    };
    const connected = { project_id: project, connected_at: new Date().toISOString() };
    const repo = await repoIn(connected);
    for (const status of ['running', 'running', 'paused', 'paused']) {
      await repoIn({ ...connected, import_progress: { ...beginImport(Date.now()), status } });
    }
    await repoIn({ ...connected, deletion_brake: { askedAt: new Date().toISOString(), missing: 3, of: 4 } });
    await repoIn({});

    const taskWith = async (operation: object | null): Promise<string> => {
      const id = newId('tasks');
      await insert('tasks', {
        id,
        project_id: project,
        repo_id: repo,
        title: 'Planted',
        labels: '{}',
        assignees: '{}',
      });
      const issue = { task_id: id, repo_id: repo, number: numbered(), external_id: numbered() };
      await insert('github_issues', { id: randomUUID(), ...issue, base: BASE });
      if (operation !== null) {
        const common = { source: 'client', action: 'update', task_id: id, content: { title: 'Planted' } };
        await insert('task_sync_operations', { id: newId('operations'), ...common, ...operation });
      }
      return id;
    };
    for (let turn = 0; turn < EACH; turn += 1) {
      const why = { reason_code: 'invalid', reason_message: 'GitHub did not take it.' };
      await taskWith({ direction: 'outbound', state: 'errored', ...why });
      await taskWith({ direction: 'outbound', state: 'disabled', ...why });
      await taskWith({ direction: 'outbound', state: 'queued', queued_at: new Date().toISOString() });
      await taskWith({ direction: 'inbound', state: 'completed' });

      const task = await taskWith(null);
      await insert('comments', { id: newId('comments'), task_id: task, body: 'Planted' });
      const versions = { base: '"0"', ours: '"1"', theirs: '"2"', winner: 'theirs' };
      const conflict = { kind: 'task', record_id: task, field: 'title', ...versions };
      await insert('conflicts', { id: newId('conflicts'), ...conflict });
      const resolution = { keep: 'ours', value: '1', before: '2', operationId: null };
      await insert('conflicts', { id: newId('conflicts'), ...conflict, state: 'resolved', resolution });

      const delivery = { guid: randomUUID(), event: 'issues', headers: {}, payload: '{}', state: 'parked' };
      await insert('webhook_deliveries', { id: newId('deliveries'), ...delivery });
      await insert('github_users', {
        id: randomUUID(),
        external_id: numbered(),
        login: keep('logins', `p${numbered()}`),
      });
    }
    const user = newId('users');
    await insert('users', { id: user, name: 'Planted' });
    for (let turn = 0; turn < ACCOUNTS_OF_A_USER; turn += 1) {
      const login = `p${numbered()}`;
      await insert('github_users', {
        id: newId('github-accounts'),
        external_id: numbered(),
        login,
        user_id: user,
      });
    }
    keep('If-Matchs', '"1"'); // the version of all that is new
    for (const limit of ['1', '50', '200']) keep('limits', limit);
    // Nobody listens there: a test notice is refused at once.
    keep('urls', 'http://127.0.0.1:9/');
    return known;
  };
}

type Value = string | number | object;

function insertInto(run: Run): (table: string, row: Readonly<Record<string, Value>>) => Promise<unknown> {
  return (table, row) => {
    const literals = Object.values(row).map((value) =>
      literal(typeof value === 'object' ? JSON.stringify(value) : value),
    );
    return run(`INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${literals.join(', ')})`);
  };
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
