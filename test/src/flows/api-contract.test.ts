// The outside face of DESIGN section 11, name by name: other programs rely on each of these, so a change here breaks them.
import { expect } from 'chai';
import type { CommentView } from '@tandem/shared/db/reads/read-comments.js';
import type { OperationDetail } from '@tandem/shared/db/reads/read-operations.js';
import { pretendSynced, seedProject, startApi, type Api, type Made } from './api-harness.js';
import { operationsReader, taskMaker, type Page } from './api-steps.js';

/** Method, path and the status of success. */
const CALLS = `
post /webhooks/github 202
get /healthz 200
get /readyz 200
get /metrics 200
post /api/v1/projects 201
get /api/v1/projects 200
get /api/v1/projects/{id} 200
get /api/v1/installations 200
get /api/v1/repos 200
put /api/v1/projects/{id}/repos 202
delete /api/v1/projects/{id}/repos/{repoId} 204
post /api/v1/projects/{id}/tasks 201
get /api/v1/tasks 200
get /api/v1/tasks/{id} 200
patch /api/v1/tasks/{id} 200
delete /api/v1/tasks/{id} 204
post /api/v1/tasks/{id}/sync 202
post /api/v1/comments/{id}/sync 202
post /api/v1/sync 202
post /api/v1/projects/{id}/imports 202
post /api/v1/tasks/{id}/comments 201
get /api/v1/tasks/{id}/comments 200
get /api/v1/comments/{id} 200
patch /api/v1/comments/{id} 200
delete /api/v1/comments/{id} 204
get /api/v1/operations 200
get /api/v1/operations/{id} 200
post /api/v1/operations/{id}/retry 202
post /api/v1/operations/{id}/cancel 200
post /api/v1/operations/retry 202
get /api/v1/deliveries 200
get /api/v1/deliveries/{id} 200
post /api/v1/deliveries/{id}/replay 202
get /api/v1/conflicts 200
get /api/v1/conflicts/{id} 200
post /api/v1/conflicts/{id}/resolve 200
post /api/v1/conflicts/{id}/reopen 200
get /api/v1/schedule 200
get /api/v1/changes 200
get /api/v1/changes/stream 200
post /api/v1/subscriptions 201
get /api/v1/subscriptions 200
get /api/v1/subscriptions/{id} 200
patch /api/v1/subscriptions/{id} 200
delete /api/v1/subscriptions/{id} 204
post /api/v1/tokens 201
get /api/v1/tokens 200
get /api/v1/tokens/{id} 200
delete /api/v1/tokens/{id} 204
get /api/v1/users/{id}/github/connect 200`
  .trim()
  .split('\n');

/** The filters of a list, beside its page. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  '/api/v1/tasks': ['projectId', 'state', 'sync', 'q', 'deleted'],
  '/api/v1/operations': [
    ...['kind', 'state', 'direction', 'source', 'taskId', 'commentId', 'repoId', 'externalId', 'since', 'q'],
  ],
};

const TASK = [
  ...[
    'id',
    'projectId',
    'title',
    'body',
    'state',
    'stateReason',
    'labels',
    'assignees',
    'locked',
    'kind',
    'merged',
  ],
  ...['author', 'version', 'createdAt', 'updatedAt', 'deletedAt', 'sync', 'github'],
];
const COMMENT = [
  ...[
    'id',
    'taskId',
    'projectId',
    'body',
    'author',
    'version',
    'createdAt',
    'updatedAt',
    'deletedAt',
    'sync',
    'github',
  ],
];
const SYNC = ['status', 'lastSyncedAt', 'nextSyncAt', 'pending', 'error', 'conflict'];
const OPERATION = [
  ...[
    'id',
    'kind',
    'taskId',
    'commentId',
    'direction',
    'state',
    'source',
    'action',
    'githubUpdatedAt',
    'canceledBy',
  ],
  ...['duplicateOf', 'droppedFor', 'reason', 'attempt', 'notBefore', 'deliveryId', 'createdAt', 'timeline'],
];
const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

interface Described {
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

describe('the API: its contract', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('api_contract');
    made = await seedProject(api, 'ada/engine');
  });
  after(() => api.stop());

  const newTask = taskMaker(() => ({ api, made }));
  const operationsOf = operationsReader(() => api);
  const described = async (method: string, path: string): Promise<Described | undefined> => {
    const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Described>>;
    };
    return document.paths[path]?.[method];
  };

  it('every call is described under its name, with its status', async () => {
    const missing: string[] = [];
    for (const call of CALLS) {
      const [method = '', path = '', status = ''] = call.split(' ');
      if ((await described(method, path))?.responses[status] === undefined) missing.push(call);
    }
    expect(missing).to.deep.equal([]);
  });

  it('the lists take their filters, and a page by cursor and limit', async () => {
    for (const [path, filters] of Object.entries(FILTERS)) {
      const names = (await described('get', path))?.parameters?.map(({ name }) => name);
      expect(names, path).to.include.members([...filters, 'cursor', 'limit']);
    }
  });

  it('a task has these names; times are UTC, and GitHub’s ids are strings', async () => {
    const made1 = await newTask({ author: { name: 'Ada' } });
    await pretendSynced(api, made1.id, 41);
    const { body: task } = await api.call('GET', `/tasks/${made1.id}`);
    expect(task).to.include.all.keys(TASK);
    expect(task['sync']).to.include.all.keys(SYNC);
    expect(task['author']).to.deep.equal({ login: null, name: 'Ada' });
    expect(task['github']).to.deep.equal({
      repoId: made.repoId,
      repo: 'ada/engine',
      number: 41,
      id: '41000',
      url: 'https://github.invalid/issues/41',
    });
    expect([task['createdAt'], task['updatedAt']]).to.satisfy((times: string[]) =>
      times.every((time) => UTC.test(time)),
    );
  });

  it('a comment has these names, an ETag, and after 204 is read with its deletedAt', async () => {
    const task = await newTask();
    const answer = await api.call<CommentView>('POST', `/tasks/${task.id}/comments`, { body: 'C' });
    expect(answer.headers.get('etag')).to.equal('"1"');
    expect(answer.body).to.include.all.keys(COMMENT);
    expect(answer.body.sync).to.include.all.keys(SYNC);
    const path = `/comments/${answer.body.id}`;
    expect((await api.call('PATCH', path, { body: 'D' }, { 'if-match': '"7"' })).status).to.equal(412);
    expect((await api.call('DELETE', path)).status).to.equal(204);
    expect((await api.call('GET', path)).body['deletedAt']).to.match(UTC);
    const listed = async (query: string): Promise<string[]> =>
      (await api.call<Page<CommentView>>('GET', `/tasks/${task.id}/comments${query}`)).body.items.map(
        ({ id }) => id,
      );
    expect(await listed('')).to.deep.equal([]);
    expect(await listed('?deleted=true')).to.deep.equal([answer.body.id]);
  });

  it('an operation has these names, and its timeline says when, from, to, why and by what', async () => {
    const task = await newTask();
    const [newest] = await operationsOf(task.id);
    const { body: operation } = await api.call<OperationDetail>('GET', `/operations/${newest!.id}`);
    expect(operation).to.include.all.keys(OPERATION);
    expect(operation.timeline[0]).to.have.all.keys('at', 'from', 'to', 'reason', 'by');
  });

  it('a page has 50 unless another number is asked for, and its last one says next: null', async () => {
    const own = await seedProject(api, 'ada/pages');
    await api.database.$executeRaw`
      INSERT INTO tasks (id, project_id, title) SELECT gen_random_uuid(), ${own.projectId}::uuid, 'T'
      FROM generate_series(1, 51)`;
    const first = (await api.call<Page<unknown>>('GET', `/tasks?projectId=${own.projectId}`)).body;
    expect([first.items.length, first.next === null]).to.deep.equal([50, false]);
    const rest = (
      await api.call<Page<unknown>>('GET', `/tasks?projectId=${own.projectId}&cursor=${first.next}`)
    ).body;
    expect([rest.items.length, rest.next]).to.deep.equal([1, null]);
    const all = (await api.call<Page<unknown>>('GET', `/tasks?projectId=${own.projectId}&limit=200`)).body;
    expect(all.items).to.have.length(51);
  });
});
