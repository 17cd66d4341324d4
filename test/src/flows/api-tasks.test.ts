// What an application sees of its tasks while GitHub is somewhere else.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect } from 'chai';
import type { OperationDetail } from '@tandem/shared/db/reads/read-operations.js';
import { createResourceStore } from '@tandem/shared/db/resources/resource-store.js';
import type { TaskView } from '@tandem/shared/db/reads/read-tasks.js';
import {
  ADMIN,
  pretendSynced,
  seedProject,
  startApi,
  type Answer,
  type Api,
  type Made,
} from './api-harness.js';
import { taskMaker, operationsReader, type Page } from './api-steps.js';

describe('the API: tasks', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('api_tasks');
    made = await seedProject(api, 'ada/engine');
  });
  after(() => api.stop());

  const newTask = taskMaker(() => ({ api, made }));
  const operationsOf = operationsReader(() => api);

  it('door-15: a task is made at once, without GitHub: 201, and its sync is pending', async () => {
    api.outside.githubDown = true;
    const answer = await api.call<TaskView>('POST', `/projects/${made.projectId}/tasks`, {
      title: 'Sails torn',
      body: 'The main one.',
      labels: ['bug', 'BUG', 'urgent'],
      author: { name: 'Ada' },
    });
    api.outside.githubDown = false;
    expect(answer.status).to.equal(201);
    expect(answer.headers.get('etag')).to.equal('"1"');
    expect(answer.headers.get('location')).to.equal(`/api/v1/tasks/${answer.body.id}`);
    expect(answer.body).to.deep.include({
      title: 'Sails torn',
      body: 'The main one.',
      state: 'open',
      labels: ['bug', 'urgent'],
      assignees: [],
      version: 1,
      repoId: made.repoId,
      author: { login: null, name: 'Ada' },
      github: null,
    });
    expect(answer.body.sync).to.include({ status: 'pending', pending: 1, error: null, conflict: 0 });
    const operations = await operationsOf(answer.body.id);
    expect(operations).to.have.length(1);
    expect(operations[0]).to.include({
      direction: 'outbound',
      state: 'queued',
      source: 'client',
      action: 'create',
    });
    expect(api.rung).to.deep.include({ kind: 'task', id: answer.body.id });
  });

  it('a bell that cannot be rung does not fail the write', async () => {
    api.outside.bellFails = true;
    const task = await newTask();
    api.outside.bellFails = false;
    expect(task.sync.status).to.equal('pending');
  });

  it('a write is a change in the log and a row of the timeline', async () => {
    const task = await newTask();
    const entries = await api.database.changeLogEntry.findMany({ where: { recordId: task.id } });
    expect(entries.map(({ event, version }) => ({ event, version }))).to.deep.equal([
      { event: 'created', version: 1 },
    ]);
    const [operation] = await operationsOf(task.id);
    const detail = await api.call<OperationDetail>('GET', `/operations/${operation!.id}`);
    expect(detail.body.timeline.map(({ from, to, by }) => ({ from, to, by }))).to.deep.equal([
      { from: null, to: 'queued', by: 'api:first admin' },
    ]);
  });

  it('a later edit cancels the unsent one and takes over its fields', async () => {
    const task = await newTask({ body: 'one' });
    const edited = await api.call<TaskView>('PATCH', `/tasks/${task.id}`, { title: 'T2', state: 'closed' });
    expect(edited.body).to.include({ title: 'T2', body: 'one', state: 'closed', version: 2 });
    const [newer, older] = await operationsOf(task.id);
    expect(newer).to.include({ state: 'queued', action: 'create' });
    expect(older).to.include({ state: 'canceled', canceledBy: newer!.id });
    expect(older!.reason?.code).to.equal('superseded');
    const detail = await api.call<OperationDetail>('GET', `/operations/${newer!.id}`);
    expect(detail.body.content).to.include({ title: 'T2', body: 'one' });
  });

  it('an edit that changes nothing leaves no operation', async () => {
    const task = await newTask({ body: 'same' });
    const again = await api.call<TaskView>('PATCH', `/tasks/${task.id}`, { title: 'T', body: 'same' });
    expect(again.body.version).to.equal(1);
    expect(await operationsOf(task.id)).to.have.length(1);
  });

  it('closing takes a reason; naming the same state again keeps it', async () => {
    const task = await newTask();
    const closed = await api.call<TaskView>('PATCH', `/tasks/${task.id}`, {
      state: 'closed',
      stateReason: 'not_planned',
    });
    expect(closed.body).to.include({ state: 'closed', stateReason: 'not_planned' });
    const again = await api.call<TaskView>('PATCH', `/tasks/${task.id}`, { state: 'closed' });
    expect(again.body).to.include({ stateReason: 'not_planned', version: 2 });
  });

  it('two edits at once both count', async () => {
    const task = await newTask();
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((label) =>
        api.call('PATCH', `/tasks/${task.id}`, label === 'a' ? { title: 'A' } : { body: label }),
      ),
    );
    const { body } = await api.call<TaskView>('GET', `/tasks/${task.id}`);
    expect(body.version).to.equal(6);
    expect(body.title).to.equal('A');
    const operations = await operationsOf(task.id);
    expect(operations.filter(({ state }) => state === 'queued')).to.have.length(1);
  });

  it('a worker that claims in the same moment neither fails the edit nor loses it', async () => {
    const task = await newTask();
    const clock = { now: () => Date.now() };
    const store = createResourceStore(api.database, clock);
    const group = { kind: 'task', id: task.id } as const;
    let last = '';
    for (let round = 0; round < 10; round += 1) {
      last = `round ${round}`;
      const now = clock.now();
      const lease = { token: randomUUID(), worker: 'test', until: now + 60_000, now };
      const [answer] = await Promise.all([
        api.call('PATCH', `/tasks/${task.id}`, { title: last }),
        store.claimNext(group, lease),
      ]);
      expect(answer.status).to.equal(200);
      await api.database.taskSyncOperation.updateMany({
        where: { taskId: task.id, state: 'processing' },
        data: { state: 'completed' },
      });
    }
    expect((await api.call<TaskView>('GET', `/tasks/${task.id}`)).body.title).to.equal(last);
    const states = (await operationsOf(task.id)).map(({ state }) => state);
    expect(states).to.have.length(11);
    expect(states.filter((state) => state === 'queued').length).to.be.at.most(1);
  });

  it('a stale If-Match is refused and nothing is written; a fresh one is accepted', async () => {
    const task = await newTask();
    const fresh = await api.call<TaskView>(
      'PATCH',
      `/tasks/${task.id}`,
      { title: 'B' },
      { 'if-match': '"1"' },
    );
    expect(fresh.headers.get('etag')).to.equal('"2"');
    const stale = await api.call('PATCH', `/tasks/${task.id}`, { title: 'C' }, { 'if-match': '"1"' });
    expect(stale.status).to.equal(412);
    const gone = await api.call('DELETE', `/tasks/${task.id}`, undefined, { 'if-match': '"1"' });
    expect(gone.status).to.equal(412);
    expect((await api.call<TaskView>('GET', `/tasks/${task.id}`)).body.title).to.equal('B');
  });

  it('what is read is never "not modified": how it stands changes without the version', async () => {
    const task = await newTask();
    await pretendSynced(api, task.id, 77);
    // Not by fetch: it sends `Cache-Control: no-cache` along, which asks for the same.
    const asked = get(`${api.url}/api/v1/tasks/${task.id}`, {
      headers: { authorization: `Bearer ${ADMIN}`, 'if-none-match': '"1"' },
    });
    const [again] = (await once(asked, 'response')) as [IncomingMessage];
    expect([again.statusCode, again.headers.etag]).to.deep.equal([200, '"1"']);
    expect([task.sync.status, ((await json(again)) as TaskView).sync.status]).to.deep.equal([
      'pending',
      'synced',
    ]);
  });

  it('a deleted task is a tombstone: 204, readable by id, left out of lists, closed to writes', async () => {
    const task = await newTask({ title: 'To be deleted' });
    expect((await api.call('DELETE', `/tasks/${task.id}`)).status).to.equal(204);
    expect((await api.call('DELETE', `/tasks/${task.id}`)).status).to.equal(204);
    const { body } = await api.call<TaskView>('GET', `/tasks/${task.id}`);
    expect(body.deletedAt).to.be.a('string');
    const list = async (query: string): Promise<string[]> =>
      (await api.call<Page<TaskView>>('GET', `/tasks?limit=200&${query}`)).body.items.map(({ id }) => id);
    expect(await list('deleted=false')).not.to.include(task.id);
    expect(await list('deleted=true')).to.deep.equal([task.id]);
    expect((await api.call('PATCH', `/tasks/${task.id}`, { title: 'X' })).status).to.equal(409);
    expect((await api.call('POST', `/tasks/${task.id}/comments`, { body: 'X' })).status).to.equal(409);
    const [newest] = await operationsOf(task.id);
    expect(newest).to.include({ action: 'delete', state: 'queued' });
  });

  it('lists are pages that follow each other without gap or repeat', async () => {
    const { projectId } = await seedProject(api, 'ada/pages');
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) ids.push((await newTask({}, projectId)).id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Answer<Page<TaskView>> = await api.call(
        'GET',
        `/tasks?projectId=${projectId}&limit=3${from}`,
      );
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.next;
    }
    expect(seen).to.deep.equal(ids.reverse());
  });

  it('filters by state, sync, and text; wildcards in a search are letters', async () => {
    const { projectId } = await seedProject(api, 'ada/filters');
    const open = await newTask({ title: 'Half 50% done' }, projectId);
    const closed = await newTask({ title: 'Whole', state: 'closed', stateReason: 'completed' }, projectId);
    await pretendSynced(api, closed.id, 77);
    const find = async (query: string): Promise<string[]> =>
      (await api.call<Page<TaskView>>('GET', `/tasks?projectId=${projectId}&${query}`)).body.items.map(
        ({ id }) => id,
      );
    expect(await find('state=open')).to.deep.equal([open.id]);
    expect(await find('sync=pending')).to.deep.equal([open.id]);
    expect(await find('sync=synced')).to.deep.equal([closed.id]);
    expect(await find('q=50%25')).to.deep.equal([open.id]);
    expect(await find('q=5%25d')).to.deep.equal([]);
    expect(await find('q=%2377')).to.deep.equal([closed.id]);
  });
});
