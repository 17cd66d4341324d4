// The client's door: what an application sees of Tandem while GitHub is somewhere else (DESIGN section 11).
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { CommentView } from '@tandem/shared/db/read-comments.js';
import type { OperationDetail, OperationView } from '@tandem/shared/db/read-operations.js';
import { createResourceStore } from '@tandem/shared/db/resource-store.js';
import { ensureAdminToken } from '@tandem/shared/db/tokens.js';
import type { TaskView } from '@tandem/shared/db/read-tasks.js';
import {
  ADMIN,
  pretendSynced,
  seedProject,
  seedRepo,
  startApi,
  type Answer,
  type Api,
  type Made,
} from './api-harness.js';

type Page<T> = Readonly<{ items: readonly T[]; next: string | null }>;
type Problem = Readonly<{ detail: string; errors: readonly { field: string; message: string }[] }>;

describe('the API', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('api');
    made = await seedProject(api, 'ada/engine');
  });
  after(() => api.stop());

  const newTask = async (fields: object = {}, projectId = made.projectId): Promise<TaskView> => {
    const answer = await api.call<TaskView>('POST', `/projects/${projectId}/tasks`, {
      title: 'T',
      ...fields,
    });
    expect(answer.status).to.equal(201);
    return answer.body;
  };
  const operationsOf = async (taskId: string): Promise<readonly OperationView[]> =>
    (await api.call<Page<OperationView>>('GET', `/operations?taskId=${taskId}`)).body.items;
  const setState = (taskId: string, state: 'errored' | 'completed' | 'processing'): Promise<unknown> =>
    api.database.taskSyncOperation.updateMany({ where: { taskId, state: 'queued' }, data: { state } });
  const fieldsOf = (answer: Answer<unknown>): string[] =>
    (answer.body as Problem).errors.map(({ field }) => field);

  it('S4: a sync of many by filter is stored on each once, leaves out what cannot be reached, and tells how many', async () => {
    const own = await seedProject(api, 'ada/many');
    const tasks = [];
    for (let number = 1; number <= 3; number += 1) {
      const task = await newTask({ title: `Many ${number}` }, own.projectId);
      if (number < 3) await pretendSynced(api, task.id, number);
      tasks.push(task);
    }
    const ask = (): Promise<Answer<{ count: number }>> =>
      api.call<{ count: number }>('POST', '/sync', { projectId: own.projectId, q: 'Many' });
    const first = await ask();
    expect([first.status, first.body.count]).to.deep.equal([202, 3]);
    const marks = (): Promise<unknown[]> =>
      api.database
        .$queryRaw`SELECT sync_requested_at FROM tasks WHERE project_id = ${own.projectId}::uuid ORDER BY id`;
    const before = (await marks()) as { sync_requested_at: Date | null }[];
    expect(before.map(({ sync_requested_at }) => sync_requested_at !== null)).to.deep.equal([
      true,
      true,
      false,
    ]);
    await ask();
    expect(await marks(), 'asking twice is asking once').to.deep.equal(before);
    await api.database.githubRepo.update({ where: { id: own.repoId }, data: { state: 'unreadable' } });
    expect((await ask()).body.count).to.be.at.most(1);
    expect((await api.call('POST', '/sync', {})).status).to.equal(400);
  });

  describe('tasks', () => {
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

  describe('where a task goes', () => {
    it('without a repo in the project the write is disabled, with its reason', async () => {
      const project = await api.call<{ id: string }>('POST', '/projects', { title: 'Empty' });
      const task = await newTask({}, project.body.id);
      expect(task.repoId).to.equal(null);
      expect(task.sync).to.include({ status: 'disabled', pending: 0 });
      expect(task.sync.error?.code).to.equal('repo_not_connected');
      const [operation] = await operationsOf(task.id);
      expect(operation).to.include({ state: 'disabled', action: 'create' });
      expect(operation!.reason?.code).to.equal('repo_not_connected');
    });

    it('several repos and no repoId: 400; one of another project: 400', async () => {
      const { projectId } = await seedProject(api, 'ada/several-1');
      const second = await seedRepo(api, 'ada/several-2');
      await api.call('PUT', `/projects/${projectId}/repos`, { fullName: 'ada/several-2' });
      const vague = await api.call('POST', `/projects/${projectId}/tasks`, { title: 'T' });
      expect([vague.status, fieldsOf(vague)]).to.deep.equal([400, ['repoId']]);
      const foreign = await api.call('POST', `/projects/${projectId}/tasks`, {
        title: 'T',
        repoId: made.repoId,
      });
      expect([foreign.status, fieldsOf(foreign)]).to.deep.equal([400, ['repoId']]);
      expect((await newTask({ repoId: second.id }, projectId)).repoId).to.equal(second.id);
    });

    it('a task that never was on GitHub goes there by PATCH, with its comments', async () => {
      const project = await api.call<{ id: string }>('POST', '/projects', { title: 'Later' });
      const task = await newTask({}, project.body.id);
      const comment = await api.call<CommentView>('POST', `/tasks/${task.id}/comments`, { body: 'first' });
      expect(comment.body.sync.status).to.equal('disabled');
      const repo = await seedRepo(api, 'ada/later');
      await api.call('PUT', `/projects/${project.body.id}/repos`, { fullName: 'ada/later' });
      const placed = await api.call<TaskView>('PATCH', `/tasks/${task.id}`, { repoId: repo.id });
      expect(placed.body).to.include({ repoId: repo.id, version: 1 });
      expect(placed.body.sync.status).to.equal('pending');
      expect((await api.call<CommentView>('GET', `/comments/${comment.body.id}`)).body.sync.status).to.equal(
        'pending',
      );
      const states = (await operationsOf(task.id)).map(
        ({ kind, state, action }) => `${kind} ${action} ${state}`,
      );
      expect(states.sort()).to.deep.equal([
        'comment create canceled',
        'comment create queued',
        'task create canceled',
        'task create queued',
      ]);
      const elsewhere = await api.call('PATCH', `/tasks/${task.id}`, { repoId: made.repoId });
      expect(elsewhere.status).to.equal(409);
    });
  });

  describe('repos', () => {
    it('connecting is idempotent, and a repo belongs to one project at most', async () => {
      const repo = await seedRepo(api, 'ada/one-owner');
      const [a, b] = await Promise.all(
        ['A', 'B'].map((title) => api.call<{ id: string }>('POST', '/projects', { title })),
      );
      const connect = (project: string): Promise<Answer<Record<string, unknown>>> =>
        api.call('PUT', `/projects/${project}/repos`, { fullName: 'Ada/One-Owner' });
      const first = await connect(a!.body.id);
      expect(first.status).to.equal(202);
      expect(first.body).to.include({ id: repo.id, projectId: a!.body.id, fullName: 'ada/one-owner' });
      expect((await connect(a!.body.id)).body).to.deep.equal(first.body);
      expect((await connect(b!.body.id)).status).to.equal(409);
      expect((await api.call('DELETE', `/projects/${a!.body.id}/repos/${repo.id}`)).status).to.equal(204);
      expect((await api.call('DELETE', `/projects/${a!.body.id}/repos/${repo.id}`)).status).to.equal(404);
      expect((await connect(b!.body.id)).body['projectId']).to.equal(b!.body.id);
    });

    it('a repo that the app cannot see is 404; GitHub away is 503, for this one call alone', async () => {
      const connect = (fullName: string): Promise<Answer<Record<string, unknown>>> =>
        api.call('PUT', `/projects/${made.projectId}/repos`, { fullName });
      expect((await connect('ada/nowhere')).status).to.equal(404);
      api.outside.githubDown = true;
      expect((await connect('ada/nowhere')).status).to.equal(503);
      expect((await connect('ada/engine')).status).to.equal(202);
      api.outside.githubDown = false;
      const answer = await connect('not a name');
      expect([answer.status, fieldsOf(answer)]).to.deep.equal([400, ['fullName']]);
    });

    it('elsewhere it makes new records, and the old ones keep their text without their place', async () => {
      const { projectId, repoId } = await seedProject(api, 'ada/moves');
      const task = await newTask({ title: 'Stays' }, projectId);
      await pretendSynced(api, task.id, 5);
      expect((await api.call<TaskView>('GET', `/tasks/${task.id}`)).body.github?.number).to.equal(5);
      await api.call('DELETE', `/projects/${projectId}/repos/${repoId}`);
      const away = (await api.call<TaskView>('GET', `/tasks/${task.id}`)).body;
      expect(away.sync.status).to.equal('disabled');
      const other = await api.call<{ id: string }>('POST', '/projects', { title: 'Other' });
      await api.call('PUT', `/projects/${other.body.id}/repos`, { fullName: 'ada/moves' });
      const left = (await api.call<TaskView>('GET', `/tasks/${task.id}`)).body;
      expect(left).to.include({ title: 'Stays', github: null, projectId });
      expect(await api.database.githubIssue.count({ where: { repoId } })).to.equal(0);
    });

    it('coming back, what waited for the repo is queued again', async () => {
      const { projectId, repoId } = await seedProject(api, 'ada/comes-back');
      const task = await newTask({}, projectId);
      await pretendSynced(api, task.id, 9);
      await api.call('DELETE', `/projects/${projectId}/repos/${repoId}`);
      await api.call('PATCH', `/tasks/${task.id}`, { title: 'Meanwhile' });
      expect((await operationsOf(task.id))[0]!.state).to.equal('disabled');
      await api.call('PUT', `/projects/${projectId}/repos`, { fullName: 'ada/comes-back' });
      expect((await operationsOf(task.id))[0]!.state).to.equal('queued');
    });

    it('placeholders of an unconnected repo are nobody’s tasks until it is connected', async () => {
      const repo = await seedRepo(api, 'ada/announced');
      const id = randomUUID();
      await api.database.task.create({ data: { id, repoId: repo.id } });
      await api.database.githubIssue.create({
        data: { id: randomUUID(), taskId: id, repoId: repo.id, number: 3 },
      });
      const all = await api.call<Page<TaskView>>('GET', '/tasks?limit=200');
      expect(all.body.items.map((task) => task.id)).not.to.include(id);
      const project = await api.call<{ id: string }>('POST', '/projects', { title: 'Adopts' });
      await api.call('PUT', `/projects/${project.body.id}/repos`, { fullName: 'ada/announced' });
      const task = (await api.call<TaskView>('GET', `/tasks/${id}`)).body;
      expect(task).to.deep.include({ projectId: project.body.id, title: null, body: null });
      expect(task.sync.status).to.equal('unsynced');
    });
  });

  describe('comments', () => {
    it('are made, read in order, edited and deleted like tasks', async () => {
      const task = await newTask();
      const first = await api.call<CommentView>('POST', `/tasks/${task.id}/comments`, { body: 'one' });
      const second = await api.call<CommentView>('POST', `/tasks/${task.id}/comments`, { body: 'two' });
      expect([first.status, first.body.version, first.body.sync.status]).to.deep.equal([201, 1, 'pending']);
      const list = async (query = ''): Promise<(string | null)[]> =>
        (await api.call<Page<CommentView>>('GET', `/tasks/${task.id}/comments?${query}`)).body.items.map(
          ({ body }) => body,
        );
      expect(await list()).to.deep.equal(['one', 'two']);
      const edited = await api.call<CommentView>('PATCH', `/comments/${first.body.id}`, { body: 'uno' });
      expect(edited.body).to.include({ body: 'uno', version: 2 });
      expect((await api.call('DELETE', `/comments/${second.body.id}`)).status).to.equal(204);
      expect(await list()).to.deep.equal(['uno']);
      expect(await list('deleted=true')).to.deep.equal(['two']);
      const operations = await api.call<Page<OperationView>>(
        'GET',
        `/operations?commentId=${first.body.id}&kind=comment`,
      );
      expect(operations.body.items.map(({ state }) => state)).to.deep.equal(['queued', 'canceled']);
      expect(operations.body.items[0]).to.include({ taskId: task.id, commentId: first.body.id });
    });
  });

  describe('sync now', () => {
    it('fetches what is on GitHub, and asking twice is asking once', async () => {
      const task = await newTask();
      await pretendSynced(api, task.id, 21);
      const [one, two] = await Promise.all(
        [1, 2].map(() => api.call<OperationDetail>('POST', `/tasks/${task.id}/sync`)),
      );
      expect(one!.status).to.equal(202);
      expect(one!.body).to.include({ direction: 'inbound', source: 'manual', state: 'queued' });
      expect(two!.body.id).to.equal(one!.body.id);
    });

    it('sends what never got there, also after an error', async () => {
      const task = await newTask();
      const joined = await api.call<OperationDetail>('POST', `/tasks/${task.id}/sync`);
      expect(joined.body).to.include({ direction: 'outbound', action: 'create', state: 'queued' });
      await setState(task.id, 'errored');
      const again = await api.call<OperationDetail>('POST', `/tasks/${task.id}/sync`);
      expect(again.body).to.include({ action: 'create', state: 'queued' });
      expect(again.body.id).not.to.equal(joined.body.id);
      expect(again.body.content).to.include({ title: 'T' });
    });
  });

  describe('operations', () => {
    it('decide-12: an errored one is restarted by id; its old attempt stays readable', async () => {
      const task = await newTask();
      await setState(task.id, 'errored');
      expect((await api.call<TaskView>('GET', `/tasks/${task.id}`)).body.sync.status).to.equal('errored');
      const [operation] = await operationsOf(task.id);
      const restarted = await api.call<OperationDetail>('POST', `/operations/${operation!.id}/retry`);
      expect(restarted.status).to.equal(202);
      expect(restarted.body).to.include({ state: 'queued', attempt: 0 });
      expect(restarted.body.timeline.at(-1)).to.include({ from: 'errored', to: 'queued' });
      expect(api.rung.at(-1)).to.deep.equal({ kind: 'task', id: task.id });
    });

    it('decide-12: errored ones are restarted by the filter of the list, and only those that match', async () => {
      const { projectId, repoId } = await seedProject(api, 'ada/restarts');
      const tasks = [await newTask({}, projectId), await newTask({}, projectId)];
      const spared = await newTask();
      for (const { id } of [...tasks, spared]) await setState(id, 'errored');
      const answer = await api.call('POST', `/operations/retry?state=errored`, { repoId });
      expect([answer.status, answer.body]).to.deep.equal([202, { count: 2 }]);
      for (const { id } of tasks) expect((await operationsOf(id))[0]!.state).to.equal('queued');
      expect((await operationsOf(spared.id))[0]!.state).to.equal('errored');
    });

    it('decide-13: a completed one cannot be restarted: 409, and it says why', async () => {
      const task = await newTask();
      await setState(task.id, 'completed');
      const [operation] = await operationsOf(task.id);
      const answer = await api.call<Problem>('POST', `/operations/${operation!.id}/retry`);
      expect(answer.status).to.equal(409);
      expect(answer.body.detail).to.contain('completed');
    });

    it('M6: canceling gives the fields up: the record takes the base, the lost text is a conflict, a fetch is queued', async () => {
      const task = await newTask({ body: 'on GitHub' });
      await pretendSynced(api, task.id, 31);
      await api.call('PATCH', `/tasks/${task.id}`, { body: 'mine' });
      const [operation] = await operationsOf(task.id);
      const canceled = await api.call<OperationDetail>('POST', `/operations/${operation!.id}/cancel`);
      expect([canceled.status, canceled.body.state]).to.deep.equal([200, 'canceled']);
      const now = (await api.call<TaskView>('GET', `/tasks/${task.id}`)).body;
      expect(now).to.include({ body: 'on GitHub', version: 3 });
      const conflicts = await api.call<Page<Record<string, unknown>>>('GET', `/conflicts?taskId=${task.id}`);
      expect(conflicts.body.items).to.have.length(1);
      expect(conflicts.body.items[0]).to.include({ field: 'body', ours: 'mine', theirs: 'on GitHub' });
      expect((await operationsOf(task.id))[0]).to.include({ direction: 'inbound', state: 'queued' });
      expect((await api.call('POST', `/operations/${operation!.id}/cancel`)).status).to.equal(409);
    });

    it('M6: canceling a deletion brings the record back', async () => {
      const task = await newTask();
      await pretendSynced(api, task.id, 32);
      await api.call('DELETE', `/tasks/${task.id}`);
      const [operation] = await operationsOf(task.id);
      await api.call('POST', `/operations/${operation!.id}/cancel`);
      expect((await api.call<TaskView>('GET', `/tasks/${task.id}`)).body.deletedAt).to.equal(null);
    });

    it('are found by every filter, newest first, in pages', async () => {
      const { projectId, repoId } = await seedProject(api, 'ada/finds');
      const task = await newTask({ title: 'Findable' }, projectId);
      await pretendSynced(api, task.id, 41);
      const comment = await api.call<CommentView>('POST', `/tasks/${task.id}/comments`, { body: 'c' });
      await api.call('PATCH', `/tasks/${task.id}`, { body: 'edited' });
      const find = async (query: string): Promise<string[]> =>
        (await api.call<Page<OperationView>>('GET', `/operations?repoId=${repoId}&${query}`)).body.items.map(
          ({ kind, action, state }) => `${kind} ${action} ${state}`,
        );
      const all = ['task update queued', 'comment create queued', 'task create completed'];
      expect(await find('')).to.deep.equal(all);
      expect(await find('kind=comment')).to.deep.equal([all[1]]);
      expect(await find('state=completed')).to.deep.equal([all[2]]);
      expect(await find('direction=inbound')).to.deep.equal([]);
      expect(await find('source=client')).to.deep.equal(all);
      expect(await find(`commentId=${comment.body.id}`)).to.deep.equal([all[1]]);
      expect(await find('externalId=41000')).to.deep.equal([all[0], all[2]]);
      expect(await find('q=findABLE')).to.deep.equal(all);
      expect(await find('since=2999-01-01T00:00:00Z')).to.deep.equal([]);
      const first = await api.call<Page<OperationView>>('GET', `/operations?repoId=${repoId}&limit=2`);
      const rest = await api.call<Page<OperationView>>(
        'GET',
        `/operations?repoId=${repoId}&limit=2&cursor=${first.body.next}`,
      );
      expect([first.body.items.length, rest.body.items.length, rest.body.next]).to.deep.equal([2, 1, null]);
    });
  });

  describe('the status towards GitHub', () => {
    it('is the first that holds of disabled, errored, syncing, pending, unsynced, conflict, synced', async () => {
      const { projectId, repoId } = await seedProject(api, 'ada/status');
      const task = await newTask({}, projectId);
      const statusIs = async (status: string): Promise<void> => {
        const { body } = await api.call<TaskView>('GET', `/tasks/${task.id}`);
        expect(body.sync.status).to.equal(status);
        const filtered = await api.call<Page<TaskView>>(
          'GET',
          `/tasks?projectId=${projectId}&sync=${status}`,
        );
        expect(filtered.body.items.map(({ id }) => id)).to.deep.equal([task.id]);
      };
      await statusIs('pending');
      await setState(task.id, 'processing');
      await statusIs('syncing');
      await api.database.taskSyncOperation.updateMany({
        where: { taskId: task.id },
        data: { state: 'errored' },
      });
      await statusIs('errored');
      await api.database.taskSyncOperation.updateMany({
        where: { taskId: task.id },
        data: { state: 'completed' },
      });
      await statusIs('unsynced');
      await api.database.task.update({ where: { id: task.id }, data: { lastSyncedAt: new Date() } });
      await statusIs('synced');
      await api.database.conflict.create({
        data: { id: randomUUID(), kind: 'task', recordId: task.id, field: 'body', winner: 'ours' },
      });
      await statusIs('conflict');
      await api.database.githubRepo.update({ where: { id: repoId }, data: { syncEnabled: false } });
      await statusIs('disabled');
    });
  });

  describe('creates with an Idempotency-Key', () => {
    it('door-16: the same request gets the same answer and makes one; another body is 422', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const path = `/projects/${made.projectId}/tasks`;
      const first = await api.call<TaskView>('POST', path, { title: 'Once' }, headers);
      const second = await api.call<TaskView>('POST', path, { title: 'Once' }, headers);
      expect(second.body).to.deep.equal(first.body);
      expect(second.headers.get('etag')).to.equal(first.headers.get('etag'));
      expect(await api.database.task.count({ where: { title: 'Once' } })).to.equal(1);
      expect((await api.call('POST', path, { title: 'Other' }, headers)).status).to.equal(422);
    });

    it('many at once make one; the others are told to wait or get the answer', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () =>
          api.call('POST', `/projects/${made.projectId}/tasks`, { title: 'Raced' }, headers),
        ),
      );
      expect(answers.map(({ status }) => status)).to.include(201);
      expect(answers.every(({ status }) => status === 201 || status === 409)).to.equal(true);
      expect(await api.database.task.count({ where: { title: 'Raced' } })).to.equal(1);
    });

    it('a request that died half-way is done again as the same thing', async () => {
      const key = randomUUID();
      const path = `/projects/${made.projectId}/tasks`;
      const first = await api.call<TaskView>('POST', path, { title: 'Died' }, { 'idempotency-key': key });
      await api.database.idempotencyKey.updateMany({
        where: { key },
        data: { status: null, response: { newId: first.body.id }, createdAt: new Date(0) },
      });
      const again = await api.call<TaskView>('POST', path, { title: 'Died' }, { 'idempotency-key': key });
      expect([again.status, again.body.id]).to.deep.equal([201, first.body.id]);
      expect(await api.database.task.count({ where: { title: 'Died' } })).to.equal(1);
    });

    it('a request that failed on our side may be repeated at once', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const path = `/projects/${made.projectId}/tasks`;
      await api.database.$executeRaw`ALTER TABLE github_issues RENAME TO away`;
      const failed = await api.call('POST', path, { title: 'Failed once' }, headers);
      await api.database.$executeRaw`ALTER TABLE away RENAME TO github_issues`;
      expect(failed.status).to.equal(500);
      expect((await api.call('POST', path, { title: 'Failed once' }, headers)).status).to.equal(201);
    });

    it('a refused request leaves its key free', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const path = `/projects/${randomUUID()}/tasks`;
      expect((await api.call('POST', path, { title: 'T' }, headers)).status).to.equal(404);
      expect((await api.call('POST', path, { title: 'T2' }, headers)).status).to.equal(404);
    });
  });

  describe('what is refused', () => {
    const refused = async (body: unknown): Promise<[number, string[]]> => {
      const before = await api.database.task.count();
      const answer = await api.call('POST', `/projects/${made.projectId}/tasks`, body);
      expect(await api.database.task.count()).to.equal(before);
      return [answer.status, fieldsOf(answer)];
    };

    it('door-17: a missing title, an unknown field and a wrong type are named', async () => {
      expect(await refused({})).to.deep.equal([400, ['title']]);
      expect(await refused({ title: 'T', colour: 'red' })).to.deep.equal([400, ['colour']]);
      expect(await refused({ title: 7, labels: ['a', 1] })).to.deep.equal([400, ['title', 'labels.1']]);
      expect(await refused({ title: 'T', locked: true })).to.deep.equal([400, ['locked']]);
      expect(await refused('{"title":"T","__proto__":{"state":"closed"}}')).to.deep.equal([
        400,
        ['__proto__'],
      ]);
      expect(await refused({ title: 'T', stateReason: 'completed' })).to.deep.equal([400, ['stateReason']]);
    });

    it('door-17: what the database could not hold is refused by name', async () => {
      expect(await refused({ title: 'a\u0000b' })).to.deep.equal([400, ['title']]);
      expect(await refused({ title: 'T', body: '\ud800' })).to.deep.equal([400, ['body']]);
      expect(await refused({ title: '  ' })).to.deep.equal([400, ['title']]);
      expect(await refused({ title: 'x'.repeat(257) })).to.deep.equal([400, ['title']]);
      expect((await newTask({ title: '🙂'.repeat(256) })).title).to.have.length(512);
    });

    it('both-11: a body longer than GitHub takes is accepted here, for GitHub’s reason belongs to the operation', async () => {
      expect((await newTask({ body: 'x'.repeat(70_000) })).body).to.have.length(70_000);
    });

    it('door-17: no token, a wrong one and an expired one: 401; a read-only one: 403 that names the scope', async () => {
      const path = `/projects/${made.projectId}/tasks`;
      for (const token of [null, 'wrong']) {
        const answer = await api.as(token)('POST', path, { title: 'T' });
        expect(answer.status).to.equal(401);
        expect(answer.headers.get('www-authenticate')).to.contain('Bearer');
      }
      const old = await api.call<{ token: string }>('POST', '/tokens', {
        name: 'old',
        scope: 'client',
        expiresAt: '2001-01-01T00:00:00Z',
      });
      expect((await api.as(old.body.token)('GET', '/tasks')).status).to.equal(401);
      const read = await api.call<{ token: string }>('POST', '/tokens', { name: 'reader', scope: 'read' });
      const refusedWrite = await api.as(read.body.token)<Problem>('POST', path, { title: 'T' });
      expect([refusedWrite.status, refusedWrite.body.detail.includes('client')]).to.deep.equal([403, true]);
      expect((await api.as(read.body.token)('GET', '/tasks')).status).to.equal(200);
      expect((await api.as(read.body.token)('GET', '/tokens')).status).to.equal(403);
    });

    it('door-17: a token that is bound to projects finds nothing of others', async () => {
      const { projectId } = await seedProject(api, 'ada/foreign');
      const own = await newTask({}, projectId);
      const foreign = await newTask();
      const [operation] = await operationsOf(foreign.id);
      const made1 = await api.call<{ token: string }>('POST', '/tokens', {
        name: 'bound',
        scope: 'client',
        projectIds: [projectId],
      });
      const bound = api.as(made1.body.token);
      expect((await bound('GET', `/tasks/${own.id}`)).status).to.equal(200);
      for (const [method, path, body] of [
        ['GET', `/tasks/${foreign.id}`],
        ['PATCH', `/tasks/${foreign.id}`, { title: 'X' }],
        ['DELETE', `/tasks/${foreign.id}`],
        ['POST', `/tasks/${foreign.id}/sync`],
        ['POST', `/tasks/${foreign.id}/comments`, { body: 'X' }],
        ['GET', `/tasks/${foreign.id}/comments`],
        ['POST', `/projects/${made.projectId}/tasks`, { title: 'X' }],
        ['GET', `/projects/${made.projectId}`],
        ['PUT', `/projects/${made.projectId}/repos`, { fullName: 'ada/engine' }],
        ['GET', `/operations/${operation!.id}`],
        ['POST', `/operations/${operation!.id}/retry`],
        ['POST', `/operations/${operation!.id}/cancel`],
      ] as const) {
        expect((await bound(method, path, body)).status, `${method} ${path}`).to.equal(404);
      }
      const lists = await Promise.all(
        ['/tasks', '/operations', '/projects'].map((path) => bound<Page<{ id: string }>>('GET', path)),
      );
      expect(lists.map(({ body }) => body.items.length)).to.deep.equal([1, 1, 1]);
      expect((await bound('POST', '/projects', { title: 'X' })).status).to.equal(403);
      const connect = await bound('PUT', `/projects/${projectId}/repos`, { fullName: 'ada/engine' });
      expect(connect.status).to.equal(403);
      const repos = await bound<Page<{ fullName: string }>>('GET', '/repos');
      expect(repos.body.items.map(({ fullName }) => fullName)).to.deep.equal(['ada/foreign']);
    });

    it('an id that is none, an unknown path: 404; a wrong method: 405 with Allow', async () => {
      expect((await api.call('GET', '/tasks/1')).status).to.equal(404);
      expect((await api.call('GET', `/tasks/${randomUUID()}`)).status).to.equal(404);
      expect((await api.call('GET', '/nothing')).status).to.equal(404);
      const wrong = await api.call('PUT', `/tasks/${randomUUID()}`, {});
      expect([wrong.status, wrong.headers.get('allow')]).to.deep.equal([405, 'GET, PATCH, DELETE']);
    });

    it('an unknown query parameter, a wrong value, somebody’s cursor: 400 by name', async () => {
      for (const [query, field] of [
        ['colour=red', 'colour'],
        ['limit=0', 'limit'],
        ['limit=201', 'limit'],
        ['cursor=abc', 'cursor'],
        ['state=ajar', 'state'],
        ['projectId=7', 'projectId'],
        ['q=%00', 'q'],
        ['cursor=WyIwIl0', 'cursor'],
        ['state=open&state=closed', 'state'],
      ] as const) {
        const answer = await api.call('GET', `/tasks?${query}`);
        expect([answer.status, fieldsOf(answer)], query).to.deep.equal([400, [field]]);
      }
    });

    it('a time that no calendar of ours holds: 400', async () => {
      const answer = await api.call('GET', '/operations?since=0000-01-01T00:00:00Z');
      expect([answer.status, fieldsOf(answer)]).to.deep.equal([400, ['since']]);
      expect((await api.call('GET', '/operations?since=2030-01-01T00:00:00%2B23:00')).status).to.equal(200);
    });

    it('malformed JSON is 400, another content type 415, more than a megabyte 413', async () => {
      const path = `/projects/${made.projectId}/tasks`;
      expect((await api.call('POST', path, '{"title":')).status).to.equal(400);
      const form = await api.call('POST', path, 'title=T', { 'content-type': 'text/plain' });
      expect(form.status).to.equal(415);
      const huge = await api.call('POST', path, { title: 'T', body: 'x'.repeat(1024 * 1024) });
      expect(huge.status).to.equal(413);
    });
  });

  describe('tokens', () => {
    it('are shown once, and end when they are revoked', async () => {
      const made1 = await api.call<{ id: string; token: string }>('POST', '/tokens', {
        name: 'short-lived',
        scope: 'client',
      });
      const { id, token } = made1.body;
      expect((await api.as(token)('GET', '/tasks')).status).to.equal(200);
      const seen = await api.call('GET', `/tokens/${id}`);
      expect(JSON.stringify(seen.body)).not.to.contain(token);
      expect(seen.body['lastUsedAt']).to.be.a('string');
      expect((await api.call('DELETE', `/tokens/${id}`)).status).to.equal(204);
      expect((await api.as(token)('GET', '/tasks')).status).to.equal(401);
    });
  });

  it('another ADMIN_TOKEN takes the place of the one before; the same one again changes nothing', async () => {
    await ensureAdminToken(api.database, 'second');
    await ensureAdminToken(api.database, 'second');
    expect((await api.as('second')('GET', '/tokens')).status).to.equal(200);
    expect((await api.call('GET', '/tokens')).status).to.equal(401);
    await ensureAdminToken(api.database, ADMIN);
    expect((await api.call('GET', '/tokens')).status).to.equal(200);
    expect((await api.as('second')('GET', '/tokens')).status).to.equal(401);
  });

  describe('deliveries', () => {
    it('are listed, read as they were signed, and replayed', async () => {
      const id = randomUUID();
      await api.database.webhookDelivery.create({
        data: {
          id,
          guid: randomUUID(),
          event: 'issues',
          action: 'opened',
          headers: { 'x-github-event': 'issues' },
          payload: new TextEncoder().encode('{"action":"opened"}'),
          state: 'parked',
          reasonCode: 'malformed',
          reasonMessage: 'No issue.',
        },
      });
      const list = await api.call<Page<{ id: string }>>('GET', '/deliveries?state=parked&event=issues');
      expect(list.body.items.map((delivery) => delivery.id)).to.deep.equal([id]);
      const before = api.nudges.count;
      const replayed = await api.call('POST', `/deliveries/${id}/replay`);
      expect(replayed.body).to.include({ state: 'pending', payload: '{"action":"opened"}' });
      expect(api.nudges.count).to.equal(before + 1);
    });
  });

  describe('beside the API', () => {
    it('health, readiness and metrics are open; an unreachable part is named', async () => {
      const get = (path: string): Promise<Response> => fetch(`${api.url}${path}`);
      expect(await (await get('/healthz')).json()).to.deep.equal({ status: 'ok' });
      expect((await get('/readyz')).status).to.equal(200);
      api.outside.queueDown = true;
      const unready = await get('/readyz');
      api.outside.queueDown = false;
      expect(unready.status).to.equal(503);
      expect(await unready.json()).to.deep.include({ unreachable: ['queue'] });
      expect(await (await get('/metrics')).text()).to.contain('process_cpu_seconds_total');
    });

    it('every answer carries a request id, and a failure of ours tells nothing but it', async () => {
      const answer = await fetch(`${api.url}/healthz`, { headers: { 'x-request-id': 'mine-1' } });
      expect(answer.headers.get('x-request-id')).to.equal('mine-1');
      await api.database.$executeRaw`ALTER TABLE projects RENAME TO projects_away`;
      const failed = await api.call<Problem>('GET', '/projects');
      await api.database.$executeRaw`ALTER TABLE projects_away RENAME TO projects`;
      expect(failed.status).to.equal(500);
      expect(failed.body.detail).to.contain(failed.headers.get('x-request-id'));
      expect(JSON.stringify(failed.body)).not.to.match(/prisma|relation|select/i);
      expect(api.errors.at(-1)).to.contain(failed.headers.get('x-request-id'));
    });

    it('the document describes every call, with every reference resolved', async () => {
      const answer = await fetch(`${api.url}/openapi.json`);
      const document = (await answer.json()) as {
        openapi: string;
        paths: Record<string, Record<string, unknown>>;
        components: { schemas: Record<string, unknown> };
      };
      expect(document.openapi).to.equal('3.1.0');
      expect(document.paths['/api/v1/tasks/{id}']).to.have.keys('get', 'patch', 'delete');
      const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
      for (const [, name] of references) expect(document.components.schemas).to.have.property(name!);
    });
  });
});
