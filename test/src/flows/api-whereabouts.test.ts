// Where a task goes, and how it stands towards GitHub, as an application sees it.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { CommentView } from '@tandem/shared/db/reads/read-comments.js';
import type { TaskView } from '@tandem/shared/db/reads/read-tasks.js';
import { seedProject, seedRepo, startApi, type Api, type Made } from './api-harness.js';
import { fieldsOf, operationsReader, stateSetter, taskMaker, type Page } from './api-steps.js';

describe('the API: whereabouts', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('api_whereabouts');
    made = await seedProject(api, 'ada/engine');
  });
  after(() => api.stop());

  const newTask = taskMaker(() => ({ api, made }));
  const operationsOf = operationsReader(() => api);
  const setState = stateSetter(() => api);

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
});
