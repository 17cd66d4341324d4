// What we write comes back as a webhook, before, after or between our reply: it must not become a second thing (both-1).
import { expect } from 'chai';
import type { CommentJson, TaskJson } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

describe('echo', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('echo', { undisturbed: true });
  });
  after(() => pair.stop());

  const create = async (title: string): Promise<TaskJson> => {
    const { body, status } = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title,
      body: 'Made here.',
      labels: ['hull'],
    });
    expect(status).to.equal(201);
    return body;
  };
  const synced = (id: string): Promise<TaskJson> =>
    waitFor(
      async () => {
        const { body } = await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`);
        return body.sync.status === 'synced' ? body : undefined;
      },
      { timeoutMs: 20_000, describe: 'the task is synced' },
    );
  const oneOfEach = async (title: string): Promise<void> => {
    await pair.quiet();
    expect(pair.sim.world.issues(REPO).filter((issue) => issue.title === title)).to.have.length(1);
    expect((await pair.tasks()).filter((task) => task.title === title)).to.have.length(1);
  };

  it('both-1: the webhook of our own create, after our reply, is a duplicate', async () => {
    const { id } = await create('after');
    const task = await synced(id);
    await oneOfEach('after');
    const inbound = await pair.operations(`&taskId=${id}&direction=inbound`);
    expect(inbound.map(({ state }) => state)).to.deep.equal(inbound.map(() => 'duplicate'));
    expect(inbound.length).to.be.above(0);
    const outbound = await pair.operations(`&taskId=${id}&direction=outbound`);
    expect(outbound.map(({ state }) => state)).to.deep.equal(['completed']);
    expect(inbound[0]?.duplicateOf).to.equal(outbound[0]?.id);
    expect(task.body, 'our marker is not our text').to.equal('Made here.');
    expect(pair.sim.world.issue(REPO, task.github?.number ?? 0)?.body).to.match(
      /^Made here\.\n\n<!-- tandem /,
    );
  });

  it('both-1: the webhook of our own create, before our reply, attaches to our record', async () => {
    pair.sim.faults.add({
      match: { method: 'POST', route: /\/issues$/ },
      kind: 'delay',
      ms: 1_500,
      after: 'after',
    });
    const { id } = await create('before');
    await waitFor(async () => (await pair.operations(`&taskId=${id}&direction=inbound`)).length > 0, {
      timeoutMs: 10_000,
      describe: 'the webhook found our record',
    });
    await synced(id);
    await oneOfEach('before');
  });

  it('both-1: our reply comes between two webhooks of our own create: still one of each, and nothing is written', async () => {
    pair.sim.faults.add({
      match: { method: 'POST', route: /\/issues$/ },
      kind: 'delay',
      ms: 1_000,
      after: 'after',
    });
    pair.sim.faults.webhooks({ match: { event: 'issues', action: 'labeled' }, kind: 'hold' });
    const { id } = await create('between');
    await waitFor(async () => (await pair.operations(`&taskId=${id}&direction=inbound`)).length > 0, {
      timeoutMs: 10_000,
      describe: 'the first webhook found our record',
    });
    await synced(id);
    const before = pair.sim.requests.length;
    pair.sim.faults.releaseWebhooks();
    await oneOfEach('between');
    const inbound = await pair.operations(`&taskId=${id}&direction=inbound`);
    expect(inbound).to.have.length(2);
    expect(inbound.at(-1)?.state).to.equal('duplicate');
    expect(pair.sim.requests.slice(before).filter(({ method }) => method !== 'GET')).to.deep.equal([]);
  });

  it('both-1: an update of ours does not come back, and causes no further write', async () => {
    const { id } = await create('update');
    const task = await synced(id);
    await oneOfEach('update');
    pair.sim.clock.advance(5_000);
    await pair.api.patch(`/api/v1/tasks/${id}`, {
      title: 'updated',
      labels: ['hull', 'urgent'],
      state: 'closed',
    });
    await waitFor(() => pair.sim.world.issue(REPO, task.github?.number ?? 0)?.title === 'updated', {
      timeoutMs: 20_000,
      describe: 'the edit reaches GitHub',
    });
    await oneOfEach('updated');
    const issue = pair.sim.world.issue(REPO, task.github?.number ?? 0);
    expect(issue).to.include({ title: 'updated', state: 'closed' });
    expect(issue?.labels).to.have.members(['hull', 'urgent']);
    const writes = pair.sim.requests.filter(
      ({ method, path }) => method === 'PATCH' && path.endsWith(`/${issue?.number}`),
    );
    expect(writes).to.have.length(1);
    expect(writes[0]?.body).to.not.have.property('labels');
    expect((await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body).to.include({
      title: 'updated',
      state: 'closed',
    });
  });

  it('both-9: a comment on a task that is not on GitHub yet follows its task', async () => {
    const { id } = await create('talk');
    const comment = await pair.api.post<CommentJson>(`/api/v1/tasks/${id}/comments`, { body: 'Aye.' });
    expect(comment.status).to.equal(201);
    const task = await synced(id);
    const number = task.github?.number ?? 0;
    await waitFor(() => pair.sim.world.comments(REPO, number).length === 1, {
      timeoutMs: 20_000,
      describe: 'the comment is on GitHub',
    });
    await pair.quiet();
    expect(pair.sim.world.comments(REPO, number)).to.have.length(1);
    const comments = await pair.comments(id);
    expect(comments.map(({ body, sync }) => ({ body, status: sync.status }))).to.deep.equal([
      { body: 'Aye.', status: 'synced' },
    ]);
    await pair.api.patch(`/api/v1/comments/${comment.body.id}`, { body: 'Aye, aye.' });
    await waitFor(() => pair.sim.world.comments(REPO, number)[0]?.body.startsWith('Aye, aye.'), {
      timeoutMs: 20_000,
      describe: 'the edit is on GitHub',
    });
    expect((await pair.api.delete(`/api/v1/comments/${comment.body.id}`)).status).to.equal(204);
    await waitFor(() => pair.sim.world.comments(REPO, number).length === 0, {
      timeoutMs: 20_000,
      describe: 'the comment is gone from GitHub',
    });
    await pair.quiet();
  });

  it('M2: a settled pair is quiet: nothing more is written', async () => {
    await pair.quiet();
    const writes = (): number => pair.sim.requests.filter(({ method }) => method !== 'GET').length;
    const before = writes();
    for (const { id } of await pair.tasks()) {
      expect((await pair.api.post(`/api/v1/tasks/${id}/sync`)).status).to.equal(202);
    }
    await pair.quiet();
    expect(writes()).to.equal(before);
  });
});
