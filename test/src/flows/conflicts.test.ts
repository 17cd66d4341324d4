// A person decides what the merge could not: by the API, on both sides (SCENARIOS both-5).
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { OperationView } from '@tandem/shared/db/reads/read-operations.js';
import type { TaskView } from '@tandem/shared/db/reads/read-tasks.js';
import { pretendSynced, seedProject, startApi, type Api, type Made } from './api-harness.js';

interface ConflictJson {
  readonly id: string;
  readonly state: string;
  readonly resolution: unknown;
  readonly resolvedBy: string | null;
  readonly title: string | null;
}

describe('deciding conflicts', () => {
  let api: Api;
  let made: Made;
  let number = 0;
  before(async () => {
    api = await startApi('conflicts');
    made = await seedProject(api, 'ada/conflicts');
  });
  after(() => api.stop());

  /** A synced task whose title was edited on both sides: GitHub's won. */
  const clash = async (field = 'title', ours: unknown = 'Ours'): Promise<{ taskId: string; id: string }> => {
    const task = await api.call<TaskView>('POST', `/projects/${made.projectId}/tasks`, { title: 'Theirs' });
    await pretendSynced(api, task.body.id, (number += 1));
    const id = randomUUID();
    await api.database.conflict.create({
      data: {
        id,
        kind: 'task',
        recordId: task.body.id,
        field,
        base: 'Base',
        ours: ours as string,
        theirs: 'Theirs',
        winner: 'theirs',
      },
    });
    api.rung.length = 0;
    return { taskId: task.body.id, id };
  };
  const task = async (id: string): Promise<TaskView> =>
    (await api.call<TaskView>('GET', `/tasks/${id}`)).body;
  const queued = async (taskId: string): Promise<readonly OperationView[]> =>
    (await api.call<{ items: OperationView[] }>('GET', `/operations?taskId=${taskId}&state=queued`)).body
      .items;
  const resolve = (id: string, body: object) =>
    api.call<ConflictJson>('POST', `/conflicts/${id}/resolve`, body);
  const reopen = (id: string) => api.call<ConflictJson>('POST', `/conflicts/${id}/reopen`);

  it('keeping the loser writes it to the record and sends it to GitHub', async () => {
    const { taskId, id } = await clash();
    const answer = await resolve(id, { keep: 'ours' });
    expect(answer.status).to.equal(200);
    expect(answer.body).to.include({ state: 'resolved', resolvedBy: 'api:first admin', title: 'Ours' });
    expect(answer.body.resolution).to.include({ keep: 'ours', value: 'Ours', before: 'Theirs' });
    const now = await task(taskId);
    expect(now).to.include({ title: 'Ours' });
    expect(now.sync).to.include({ status: 'pending', conflict: 0 });
    expect((await queued(taskId)).map(({ direction, action }) => ({ direction, action }))).to.deep.equal([
      { direction: 'outbound', action: 'update' },
    ]);
    expect(api.rung).to.deep.equal([{ kind: 'task', id: taskId }]);
  });

  it('keeping what the record holds settles it, and nothing is sent', async () => {
    const { taskId, id } = await clash();
    expect((await resolve(id, { keep: 'theirs' })).body.state).to.equal('resolved');
    expect(await queued(taskId)).to.be.empty;
    expect(api.rung).to.be.empty;
    expect((await task(taskId)).version).to.equal(1);
  });

  it('a value of one’s own is checked as that field, and taken', async () => {
    const { taskId, id } = await clash();
    for (const value of ['', 'x'.repeat(257), ['a'], { state: 'open', reason: null }]) {
      const refused = await resolve(id, { value });
      expect(refused.status, JSON.stringify(value)).to.equal(400);
    }
    expect((await resolve(id, { value: 'Both' })).status).to.equal(200);
    expect((await task(taskId)).title).to.equal('Both');
  });

  it('neither a version nor a value, both, or an unknown version: 400', async () => {
    const { id } = await clash();
    for (const body of [{}, { keep: 'ours', value: 'x' }, { keep: 'mine' }, { value: 1 }]) {
      expect((await resolve(id, body)).status, JSON.stringify(body)).to.equal(400);
    }
  });

  it('a state is decided with its reason', async () => {
    const { taskId, id } = await clash('state', { state: 'closed', reason: 'completed' });
    expect((await resolve(id, { keep: 'ours' })).status).to.equal(200);
    expect(await task(taskId)).to.include({ state: 'closed', stateReason: 'completed' });
  });

  it('what is decided is decided once: the second is 409, also when both come at once', async () => {
    const { id } = await clash();
    const both = await Promise.all([resolve(id, { keep: 'ours' }), resolve(id, { keep: 'base' })]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409]);
  });

  it('reopening takes the decision back: the field has its earlier value, the question is open', async () => {
    const { taskId, id } = await clash();
    await resolve(id, { keep: 'ours' });
    const answer = await reopen(id);
    expect(answer.body).to.include({ state: 'open', resolution: null, resolvedBy: null });
    const now = await task(taskId);
    expect(now.title).to.equal('Theirs');
    expect(now.sync.conflict).to.equal(1);
    expect((await reopen(id)).status).to.equal(409);
  });

  it('reopening leaves alone what somebody wrote since', async () => {
    const { taskId, id } = await clash();
    await resolve(id, { keep: 'ours' });
    await api.call('PATCH', `/tasks/${taskId}`, { title: 'Newer' });
    expect((await reopen(id)).body.state).to.equal('open');
    expect((await task(taskId)).title).to.equal('Newer');
  });

  it('a conflict of a deleted task cannot be decided: 409 says why', async () => {
    const { taskId, id } = await clash();
    await api.call('DELETE', `/tasks/${taskId}`);
    expect((await resolve(id, { keep: 'ours' })).status).to.equal(409);
  });

  it('a conflict of another project is not there for a bound token', async () => {
    const { id } = await clash();
    const other = await api.call<{ id: string }>('POST', '/projects', { title: 'Other' });
    const token = await api.call<{ token: string }>('POST', '/tokens', {
      name: 'Bound',
      scope: 'client',
      projectIds: [other.body.id],
    });
    const bound = api.as(token.body.token);
    expect((await bound('POST', `/conflicts/${id}/resolve`, { keep: 'ours' })).status).to.equal(404);
    expect((await bound('POST', `/conflicts/${id}/reopen`)).status).to.equal(404);
  });
});
