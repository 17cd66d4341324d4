// Connecting and disconnecting repos, and what becomes of their tasks.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { TaskView } from '@tandem/shared/db/reads/read-tasks.js';
import {
  pretendSynced,
  seedProject,
  seedRepo,
  startApi,
  type Answer,
  type Api,
  type Made,
} from './api-harness.js';
import { taskMaker, operationsReader, fieldsOf, type Page } from './api-steps.js';

describe('the API: repos', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('api_repos');
    made = await seedProject(api, 'ada/engine');
  });
  after(() => api.stop());

  const newTask = taskMaker(() => ({ api, made }));
  const operationsOf = operationsReader(() => api);

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
