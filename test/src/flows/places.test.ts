// An operation stands where its task stands, in the project's and the repo's lists: kept by the database itself, whatever
// moves the task (connecting, disconnecting, a transfer, two records that turn out to be one).
import { expect } from 'chai';
import { seedProject, seedRepo, startApi, type Api, type Made } from './api-harness.js';

interface Place {
  readonly project: string | null;
  readonly repo: string | null;
}

describe('the place of an operation', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('places');
    made = await seedProject(api, 'ada/from');
  });
  after(() => api.stop());

  const newTask = async (): Promise<{ task: string; comment: string }> => {
    const task = await api.call<{ id: string }>('POST', `/projects/${made.projectId}/tasks`, { title: 'T' });
    const comment = await api.call<{ id: string }>('POST', `/tasks/${task.body.id}/comments`, { body: 'C' });
    return { task: task.body.id, comment: comment.body.id };
  };
  const placesOf = (taskId: string): Promise<Place[]> =>
    api.database.$queryRaw<Place[]>`
      SELECT project_id::text AS project, repo_id::text AS repo FROM task_sync_operations WHERE task_id = ${taskId}::uuid
      UNION ALL SELECT o.project_id::text, o.repo_id::text FROM comment_sync_operations o
      JOIN comments c ON c.id = o.comment_id WHERE c.task_id = ${taskId}::uuid`;
  const listed = async (query: string): Promise<number> =>
    (await api.call<{ items: unknown[] }>('GET', `/operations?${query}`)).body.items.length;

  it('it is made in the place of its task, a comment’s in that of the comment’s task', async () => {
    const { task } = await newTask();
    const here = { project: made.projectId, repo: made.repoId };
    expect(await placesOf(task)).to.deep.equal([here, here]);
  });

  it('a task that moves takes its operations and its comments’ along, in the lists, too', async () => {
    const { task } = await newTask();
    const { id: repoId } = await seedRepo(api, 'ada/to');
    await api.database.$executeRaw`UPDATE tasks SET repo_id = ${repoId}::uuid WHERE id = ${task}::uuid`;
    const there = { project: made.projectId, repo: repoId };
    expect(await placesOf(task)).to.deep.equal([there, there]);
    expect(await listed(`repoId=${repoId}`)).to.equal(2);
    expect(await listed(`repoId=${made.repoId}&taskId=${task}`)).to.equal(0);
  });

  it('a comment that comes to another task takes its operations there', async () => {
    const [from, to] = [await newTask(), await newTask()];
    const { id: repoId } = await seedRepo(api, 'ada/other');
    await api.database.$executeRaw`UPDATE tasks SET repo_id = ${repoId}::uuid WHERE id = ${to.task}::uuid`;
    await api.database
      .$executeRaw`UPDATE comments SET task_id = ${to.task}::uuid WHERE id = ${from.comment}::uuid`;
    expect(await placesOf(to.task)).to.have.length(3);
    for (const place of await placesOf(to.task)) expect(place.repo).to.equal(repoId);
  });
});
