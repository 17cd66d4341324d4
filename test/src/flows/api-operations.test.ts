// A person reads the trail, restarts, cancels, and asks for a sync; and what came in.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { CommentView } from '@tandem/shared/db/reads/read-comments.js';
import type { OperationDetail, OperationView } from '@tandem/shared/db/reads/read-operations.js';
import type { TaskView } from '@tandem/shared/db/reads/read-tasks.js';
import { pretendSynced, seedProject, startApi, type Answer, type Api, type Made } from './api-harness.js';
import { taskMaker, operationsReader, stateSetter, type Page, type Problem } from './api-steps.js';

describe('the API: operations', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('api_operations');
    made = await seedProject(api, 'ada/engine');
  });
  after(() => api.stop());

  const newTask = taskMaker(() => ({ api, made }));
  const operationsOf = operationsReader(() => api);
  const setState = stateSetter(() => api);

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

  it('M6: what the deletion dropped and only that change tells of is judged again when it is canceled', async () => {
    const task = await newTask({ body: 'ours' });
    await pretendSynced(api, task.id, 33);
    const second = (ago: number): Date => new Date(Math.floor(Date.now() / 1_000 - ago) * 1_000);
    // We read at one moment and wrote at another; in between, a person wrote what arrives only now.
    const write = { values: ['ours'], preImage: 'before', preImageAt: second(30).getTime(), recovered: [] };
    const body = [{ ...write, operationId: '', at: second(10).getTime() }];
    await api.database.githubIssue.update({ where: { taskId: task.id }, data: { lastWrite: { body } } });
    await api.call('DELETE', `/tasks/${task.id}`);
    const [deletion] = await operationsOf(task.id);
    const dropped = {
      taskId: task.id,
      direction: 'inbound',
      state: 'dropped',
      source: 'webhook',
      action: 'update',
      reasonCode: 'record_deleted',
    } as const;
    for (const [text, ago] of [
      ['theirs', 20],
      ['older than all', 40],
    ] as const) {
      const content = { title: task.title, body: text };
      await api.database.taskSyncOperation.create({
        data: { ...dropped, id: randomUUID(), content, githubUpdatedAt: second(ago) },
      });
    }
    await api.call('POST', `/operations/${deletion!.id}/cancel`);
    const again = await api.database.taskSyncOperation.findMany({
      where: { taskId: task.id, state: 'queued', needsFetch: false },
    });
    expect(again.map(({ direction, content }) => ({ direction, content }))).to.deep.equal([
      { direction: 'inbound', content: { title: task.title, body: 'theirs' } },
    ]);
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
    for (const body of [{}, { comments: true }])
      expect((await api.call('POST', '/sync', body)).status).to.equal(400);
  });

  it('S4: a sync of many takes their comments along where that is wanted', async () => {
    const own = await seedProject(api, 'ada/talk');
    const task = await newTask({ title: 'Talk' }, own.projectId);
    await pretendSynced(api, task.id, 1);
    const comment = async (body: string): Promise<string> =>
      (await api.call<{ id: string }>('POST', `/tasks/${task.id}/comments`, { body })).body.id;
    const known = await comment('On GitHub');
    const deleted = await comment('Deleted');
    await comment('Not yet');
    for (const [id, externalId] of [
      [known, 71_001n],
      [deleted, 71_002n],
    ] as const) {
      await api.database.commentSyncOperation.updateMany({
        where: { commentId: id },
        data: { state: 'completed' },
      });
      await api.database.githubComment.update({ where: { commentId: id }, data: { externalId } });
    }
    await api.database.comment.update({ where: { id: deleted }, data: { deletedAt: new Date() } });
    const ask = async (body: object): Promise<number> =>
      (await api.call<{ count: number }>('POST', '/sync', { projectId: own.projectId, ...body })).body.count;
    const marked = async (): Promise<string[]> =>
      (
        await api.database.comment.findMany({
          where: { taskId: task.id, syncRequestedAt: { not: null } },
          select: { id: true },
        })
      ).map(({ id }) => id);
    expect(await ask({})).to.equal(1);
    expect(await marked()).to.deep.equal([]);
    expect(await ask({ comments: true }), 'the task, the known comment, the unsent one').to.equal(3);
    expect(await marked()).to.deep.equal([known]);
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
});
