// Every list of the API with every filter that it has: by what is common, by what is rare, by what is nowhere, and by
// what lies at the far end. A list is asked by the admin and, where it matters, by a token that sees one quiet project.
import { OPERATION_STATES } from '@tandem/shared/domain/operations/transitions.js';
import type { Pair } from '../infra/pair.js';

export interface Read {
  readonly name: string;
  /** Below the API's root. */
  readonly path: string;
  readonly token: string;
}

interface Ids {
  readonly task: string;
  readonly comment: string;
  readonly operation: string;
  readonly delivery: string;
  readonly conflict: string;
  readonly project: string;
  readonly repo: string;
  readonly quietProject: string;
  readonly quietRepo: string;
  readonly middle: string;
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

export async function readsOf(pair: Pair, tasks: number): Promise<Read[]> {
  const ids = await idsOf(pair, tasks);
  const admin = pair.env['ADMIN_TOKEN'] ?? '';
  const { body } = await pair.api.post<{ token: string }>('/api/v1/tokens', {
    name: 'One quiet project',
    scope: 'client',
    projectIds: [ids.quietProject],
  });
  const asked = (token: string, reads: Readonly<Record<string, string>>): Read[] =>
    Object.entries(reads).map(([name, path]) => ({ name, path, token }));
  return [
    ...asked(admin, {
      ...tasksBy(ids),
      ...commentsBy(ids),
      ...operationsBy(ids),
      ...changesBy(ids),
      ...othersBy(ids),
    }),
    ...asked(body.token, boundTo(ids)),
  ];
}

async function idsOf(pair: Pair, tasks: number): Promise<Ids> {
  const one = async (sql: string): Promise<string> => (await pair.query<{ id: string }>(sql))[0]?.id ?? '';
  const middle = Math.floor(tasks / 20) * 10;
  const task = await one(
    `SELECT task_id::text AS id FROM github_issues WHERE external_id = ${middle} LIMIT 1`,
  );
  const projectNamed = (title: string): Promise<string> =>
    one(`SELECT id::text FROM projects WHERE title = '${title}'`);
  const repoNamed = (name: string): Promise<string> =>
    one(`SELECT id::text FROM github_repos WHERE name = '${name}'`);
  return {
    task,
    comment: await one(`SELECT id::text FROM comments WHERE task_id = '${task}' LIMIT 1`),
    operation: await one('SELECT operation_id::text AS id FROM operation_timeline LIMIT 1'),
    delivery: await one(`SELECT id::text FROM webhook_deliveries WHERE guid = 'guid-${middle}'`),
    conflict: await one('SELECT id::text FROM conflicts LIMIT 1'),
    project: await projectNamed('Project 7'),
    repo: await repoNamed('repo-7'),
    quietProject: await projectNamed('Project 21'),
    quietRepo: await repoNamed('repo-21'),
    middle: String(middle),
  };
}

/** As the lists make it: the keys of the last row that was seen. */
function cursor(...keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

function tasksBy({ task, project, repo, quietProject, quietRepo, middle }: Ids): Record<string, string> {
  return {
    'tasks, newest': '/tasks?limit=50',
    'tasks, 200': '/tasks?limit=200',
    'tasks, a page in the middle': `/tasks?limit=50&cursor=${cursor(task)}`,
    'tasks of a project': `/tasks?projectId=${project}`,
    'tasks of a project that has none': `/tasks?projectId=${NOBODY}`,
    'tasks of a project, closed': `/tasks?projectId=${project}&state=closed`,
    'tasks of a quiet project': `/tasks?projectId=${quietProject}`,
    'tasks of a repo': `/tasks?repoId=${repo}`,
    'tasks of a repo, open': `/tasks?repoId=${repo}&state=open`,
    'tasks of a quiet repo, open': `/tasks?repoId=${quietRepo}&state=open`,
    'tasks, open': '/tasks?state=open',
    'tasks, closed': '/tasks?state=closed',
    'tasks, deleted': '/tasks?deleted=true',
    'tasks, deleted, of a quiet project': `/tasks?deleted=true&projectId=${quietProject}`,
    'tasks, deleted, of a repo': `/tasks?deleted=true&repoId=${repo}`,
    ...Object.fromEntries(
      ['synced', 'errored', 'pending', 'syncing', 'conflict', 'disabled', 'unsynced'].flatMap((sync) => [
        [`tasks by sync: ${sync}`, `/tasks?sync=${sync}`],
        [`tasks by sync: ${sync}, of a quiet project`, `/tasks?sync=${sync}&projectId=${quietProject}`],
      ]),
    ),
    'tasks, a common word': '/tasks?q=rudder',
    'tasks, a common word, open': '/tasks?q=rudder&state=open',
    'tasks, a common word, of a quiet repo': `/tasks?q=rudder&repoId=${quietRepo}`,
    'tasks, two letters': '/tasks?q=ru',
    'tasks, two letters that are nowhere': '/tasks?q=qx',
    'tasks, one exact title': `/tasks?q=Task ${middle} about`,
    'tasks, a word that is nowhere': '/tasks?q=zeppelin',
    'tasks, by number': `/tasks?q=%23${middle}`,
    'task by id': `/tasks/${task}`,
  };
}

function commentsBy({ task, comment }: Ids): Record<string, string> {
  return {
    'comments of a task': `/tasks/${task}/comments`,
    'comments of a task, deleted': `/tasks/${task}/comments?deleted=true`,
    'comment by id': `/comments/${comment}`,
  };
}

function operationsBy(ids: Ids): Record<string, string> {
  const { task, comment, operation, delivery, repo, quietRepo, middle } = ids;
  const sources = ['webhook', 'client', 'pull', 'scheduler', 'manual', 'import'];
  return {
    'operations, newest': '/operations',
    'operations, 200': '/operations?limit=200',
    'operations, a page in the middle': `/operations?cursor=${cursor('2025-01-01T03:00:00.000Z', NOBODY)}`,
    ...Object.fromEntries(
      OPERATION_STATES.flatMap((state) => [
        [`operations, ${state}`, `/operations?state=${state}`],
        [`operations, ${state}, of a quiet repo`, `/operations?state=${state}&repoId=${quietRepo}`],
      ]),
    ),
    ...Object.fromEntries(
      sources.flatMap((source) => [
        [`operations by ${source}`, `/operations?source=${source}`],
        [`operations by ${source}, of a quiet repo`, `/operations?source=${source}&repoId=${quietRepo}`],
      ]),
    ),
    'operations, inbound': '/operations?direction=inbound',
    'operations, outbound': '/operations?direction=outbound',
    'operations, outbound by client': '/operations?direction=outbound&source=client',
    'operations, inbound by client (none)': '/operations?direction=inbound&source=client',
    'operations, completed by manual': '/operations?state=completed&source=manual',
    'operations, completed deletions': '/operations?state=completed&action=delete',
    'operations, creations': '/operations?action=create',
    'operations, deletions': '/operations?action=delete',
    'operations of comments': '/operations?kind=comment',
    'operations of comments, errored': '/operations?kind=comment&state=errored',
    'operations of a task': `/operations?taskId=${task}`,
    'operations of a task, errored': `/operations?taskId=${task}&state=errored`,
    'operations of a comment': `/operations?commentId=${comment}`,
    'operations of a repo': `/operations?repoId=${repo}`,
    'operations of a repo, errored': `/operations?repoId=${repo}&state=errored`,
    'operations of a repo, disabled (none)': `/operations?repoId=${repo}&state=disabled`,
    'operations of a quiet repo': `/operations?repoId=${quietRepo}`,
    'operations of a quiet repo, deletions': `/operations?repoId=${quietRepo}&action=delete`,
    'operations of a repo that is nowhere': `/operations?repoId=${NOBODY}`,
    'operations of a delivery (none)': `/operations?deliveryId=${delivery}`,
    'operations since the middle': '/operations?since=2025-01-01T03:00:00Z',
    'operations since the future': '/operations?since=2040-01-01T00:00:00Z',
    'operations until the beginning': '/operations?until=2025-01-01T00:00:00Z',
    'operations until an hour, errored': '/operations?until=2025-01-01T01:00:00Z&state=errored',
    'operations by reason': '/operations?reason=invalid',
    'operations by a reason that is nowhere': '/operations?reason=nothing_has_this',
    'operations by external id': `/operations?externalId=${middle}`,
    'operations by an external id that is nowhere': '/operations?externalId=999999999999',
    'operations, a common word': '/operations?q=rudder',
    'operations, a common word, of a quiet repo': `/operations?q=rudder&repoId=${quietRepo}`,
    'operations, a common word, disabled (none)': '/operations?q=rudder&state=disabled',
    'operations, two letters that are nowhere': '/operations?q=qx',
    'operations, a word that is nowhere': '/operations?q=zeppelin',
    'operations, a word of a reason': '/operations?q=did not take',
    'operations by number': `/operations?q=%23${middle}`,
    'operations by number alone': `/operations?q=${middle}`,
    'operation by id': `/operations/${operation}`,
    'operations, counted': '/operations/count',
    'operations of a repo, counted': `/operations/count?repoId=${repo}`,
  };
}

function changesBy({ project, quietProject, middle }: Ids): Record<string, string> {
  return {
    'changes, from the beginning': '/changes?limit=200',
    'changes, from the middle': `/changes?after=${middle}&limit=200`,
    'changes of a project': `/changes?after=${middle}&projectId=${project}`,
    'changes of a quiet project': `/changes?after=${middle}&projectId=${quietProject}`,
  };
}

function othersBy({
  task,
  comment,
  conflict,
  delivery,
  repo,
  quietRepo,
  quietProject,
}: Ids): Record<string, string> {
  return {
    conflicts: '/conflicts',
    'conflicts, open': '/conflicts?state=open',
    'conflicts by field': '/conflicts?field=body',
    'conflicts by a field that is nowhere': '/conflicts?field=labels',
    'conflicts of comments (none)': '/conflicts?kind=comment',
    'conflicts of a task': `/conflicts?taskId=${task}`,
    'conflicts of a comment': `/conflicts?commentId=${comment}`,
    'conflict by id': `/conflicts/${conflict}`,
    deliveries: '/deliveries',
    'deliveries, parked': '/deliveries?state=parked',
    'deliveries, ignored': '/deliveries?state=ignored',
    'deliveries, pending (none)': '/deliveries?state=pending',
    'deliveries by event': '/deliveries?event=issues',
    'deliveries by a rare event': '/deliveries?event=label',
    'deliveries by an event that is nowhere': '/deliveries?event=push',
    'deliveries by guid': '/deliveries?guid=guid-77',
    'deliveries of a repo': `/deliveries?repoId=${repo}`,
    'deliveries of a quiet repo': `/deliveries?repoId=${quietRepo}`,
    'deliveries since the middle': '/deliveries?since=2025-01-01T03:00:00Z',
    'deliveries, a word of a reason': '/deliveries?q=No issue',
    'deliveries, a word that is nowhere': '/deliveries?q=zeppelin',
    'delivery by id': `/deliveries/${delivery}`,
    schedule: '/schedule',
    'schedule of a project': `/schedule?projectId=${quietProject}`,
    'schedule of a repo': `/schedule?repoId=${repo}`,
    repos: '/repos',
    installations: '/installations',
    projects: '/projects',
    tokens: '/tokens',
    users: '/users',
    subscriptions: '/subscriptions',
    audit: '/audit',
    'audit by a token (none)': `/audit?tokenId=${NOBODY}`,
    'audit by action': '/audit?action=PATCH /tasks/:id',
    'audit by an action that is nowhere': '/audit?action=nothing',
    'audit since the future': '/audit?since=2040-01-01T00:00:00Z',
  };
}

function boundTo({ middle }: Ids): Record<string, string> {
  const bound = 'bound to a quiet project: ';
  return {
    [`${bound}tasks`]: '/tasks',
    [`${bound}tasks, open`]: '/tasks?state=open',
    [`${bound}tasks, a common word`]: '/tasks?q=rudder',
    [`${bound}tasks, errored`]: '/tasks?sync=errored',
    [`${bound}operations`]: '/operations',
    [`${bound}operations, completed`]: '/operations?state=completed',
    [`${bound}operations, errored`]: '/operations?state=errored',
    [`${bound}operations, a common word`]: '/operations?q=rudder',
    [`${bound}changes`]: `/changes?after=${middle}`,
    [`${bound}conflicts`]: '/conflicts',
    [`${bound}deliveries`]: '/deliveries',
    [`${bound}schedule`]: '/schedule',
  };
}
