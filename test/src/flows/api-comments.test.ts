// What an application sees of the comments of its tasks.
import { expect } from 'chai';
import type { CommentView } from '@tandem/shared/db/reads/read-comments.js';
import type { OperationView } from '@tandem/shared/db/reads/read-operations.js';
import { seedProject, startApi, type Api, type Made } from './api-harness.js';
import { taskMaker, type Page } from './api-steps.js';

describe('the API: comments', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('api_comments');
    made = await seedProject(api, 'ada/engine');
  });
  after(() => api.stop());

  const newTask = taskMaker(() => ({ api, made }));

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
