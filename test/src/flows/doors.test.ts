// The doors: what people do on GitHub, and what a client writes, becomes an operation and a record, once, with a trail
// (SCENARIOS "Doors"). What the door does with deliveries as such: deliveries-door.test.ts.
import { expect } from 'chai';
import type { CommentJson, TaskJson } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

describe('doors', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('doors');
  });
  after(() => pair.stop());

  it('door-1: an opened issue becomes one task, one link and one completed operation, with its author and times', async () => {
    const issue = pair.sim.world.openIssue(REPO, { title: 'Sails torn', body: 'The main one.', as: 'ada' });
    const task = await pair.taskOf(issue.number);
    await pair.quiet();
    expect(task).to.include({ title: 'Sails torn', body: 'The main one.', state: 'open', kind: 'issue' });
    expect(task.author.login).to.equal('ada');
    expect(Date.parse(task.createdAt)).to.equal(Date.parse(issue.createdAt));
    expect(task.github).to.include({ repo: REPO, number: issue.number, id: String(issue.id) });
    const operations = await pair.operations(`&taskId=${task.id}`);
    expect(operations.map(({ state, direction, source }) => ({ state, direction, source }))).to.deep.equal([
      { state: 'completed', direction: 'inbound', source: 'webhook' },
    ]);
    expect(await pair.query('SELECT 1 FROM github_issues WHERE task_id = $1', [task.id])).to.have.length(1);
  });

  it('door-2: edits, closing, reopening, labels, assignees and locks reach the same task, still one', async () => {
    const { world } = pair.sim;
    const { number } = world.openIssue(REPO, { title: 'Rudder', body: 'Loose.' });
    const { id } = await pair.taskOf(number);
    const arrives = async (what: Partial<TaskJson>): Promise<void> => {
      await waitFor(
        async () => {
          const { body } = await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`);
          return Object.entries(what).every(
            ([field, value]) => JSON.stringify(body[field as keyof TaskJson]) === JSON.stringify(value),
          );
        },
        { timeoutMs: 20_000, describe: `task shows ${JSON.stringify(what)}` },
      );
    };
    world.editIssue(REPO, number, { title: 'Rudder loose', body: 'Very.' });
    await arrives({ title: 'Rudder loose', body: 'Very.' });
    world.closeIssue(REPO, number);
    await arrives({ state: 'closed', stateReason: 'completed' });
    world.reopenIssue(REPO, number);
    await arrives({ state: 'open' });
    world.addLabels(REPO, number, ['bug', 'hull']);
    await arrives({ labels: ['bug', 'hull'] });
    world.removeLabel(REPO, number, 'bug');
    await arrives({ labels: ['hull'] });
    world.assign(REPO, number, ['octo']);
    await arrives({ assignees: ['octo'] });
    world.lock(REPO, number);
    await arrives({ locked: true });
    await pair.quiet();
    expect((await pair.tasks()).filter((task) => task.github?.number === number)).to.have.length(1);
  });

  it('door-4: a comment that comes before any event of its issue makes one task and one comment', async () => {
    const { world, faults } = pair.sim;
    faults.webhooks({ match: { event: 'issues' }, kind: 'drop' });
    const { number } = world.openIssue(REPO, { title: 'Unheard', body: 'Nobody told.' });
    const comment = world.comment(REPO, number, 'First words', { as: 'bob' });
    const task = await pair.taskOf(number);
    await pair.quiet();
    const { body: seen } = await pair.api.get<TaskJson>(`/api/v1/tasks/${task.id}`);
    expect(seen).to.include({ title: 'Unheard', body: 'Nobody told.' });
    const comments = await pair.comments(task.id);
    expect(comments.map(({ body, github }) => ({ body, id: github?.id }))).to.deep.equal([
      { body: 'First words', id: String(comment.id) },
    ]);
    expect((await pair.tasks()).filter(({ github }) => github?.number === number)).to.have.length(1);
    faults.clear();
  });

  it('door-9: an event of a repo that is known but not connected leaves a disabled operation, and nothing else', async () => {
    const { world } = pair.sim;
    world.createRepo({ owner: 'octo', name: 'aside' });
    const before = (await pair.tasks()).length;
    const { number } = world.openIssue('octo/aside', { title: 'Not ours' });
    await pair.quiet();
    const [operation] = await pair.query<{ state: string; reason_code: string; title: string | null }>(
      `SELECT o.state, o.reason_code, t.title FROM task_sync_operations o
       JOIN github_issues i ON i.id = o.github_issue_id JOIN github_repos r ON r.id = i.repo_id
       JOIN tasks t ON t.id = o.task_id WHERE r.name = 'aside' AND i.number = $1`,
      [number],
    );
    expect(operation).to.deep.equal({ state: 'disabled', reason_code: 'repo_not_connected', title: null });
    expect(await pair.tasks()).to.have.length(before);
  });

  it('door-3: a pull request is one task of its kind, found by repo and number', async () => {
    const { world } = pair.sim;
    const { number } = world.openPullRequest(REPO, { title: 'Mend the sail', body: 'Needle and thread.' });
    const task = await pair.taskOf(number);
    expect(task.kind).to.equal('pull_request');
    const shows = async (what: Partial<TaskJson>): Promise<void> => {
      await waitFor(
        async () => {
          const { body } = await pair.api.get<TaskJson>(`/api/v1/tasks/${task.id}`);
          return Object.entries(what).every(([field, value]) => body[field as keyof TaskJson] === value);
        },
        { timeoutMs: 20_000, describe: `the pull request shows ${JSON.stringify(what)}` },
      );
    };
    world.editPullRequest(REPO, number, { title: 'Mend both sails' });
    await shows({ title: 'Mend both sails' });
    world.closePullRequest(REPO, number);
    await shows({ state: 'closed', merged: false });
    world.reopenPullRequest(REPO, number);
    await shows({ state: 'open' });
    world.convertToDraft(REPO, number);
    world.mergePullRequest(REPO, number);
    await shows({ state: 'closed', merged: true });
    await pair.quiet();
    expect((await pair.tasks()).filter(({ github }) => github?.number === number)).to.have.length(1);
  });

  it('door-5: an edited comment is updated, a deleted one leaves a tombstone, and nothing else is touched', async () => {
    const { world } = pair.sim;
    const { number } = world.openIssue(REPO, { title: 'Talk' });
    const task = await pair.taskOf(number);
    const [kept, gone] = [world.comment(REPO, number, 'Kept'), world.comment(REPO, number, 'Gone')];
    const find = async (externalId: number): Promise<CommentJson | undefined> =>
      (await pair.comments(task.id)).find(({ github }) => github?.id === String(externalId));
    const goneId = await waitFor(async () => (await find(gone.id))?.id, {
      timeoutMs: 20_000,
      describe: 'the comment is there',
    });
    world.editComment(REPO, kept.id, 'Kept, and mended');
    world.deleteComment(REPO, gone.id);
    await waitFor(async () => (await find(kept.id))?.body === 'Kept, and mended', {
      timeoutMs: 20_000,
      describe: 'the edit is there',
    });
    await pair.quiet();
    expect(await find(gone.id)).to.equal(undefined);
    const { body: tombstone } = await pair.api.get<CommentJson>(`/api/v1/comments/${goneId}`);
    expect(tombstone.deletedAt).to.be.a('string');
    expect((await pair.api.get<TaskJson>(`/api/v1/tasks/${task.id}`)).body).to.include({
      title: 'Talk',
      deletedAt: null,
    });
  });

  it('door-15: while GitHub is down, a client’s task is there at once and says that it is pending', async () => {
    const { faults, world } = pair.sim;
    faults.add({ match: { route: /.*/ }, times: 1_000, kind: 'status', status: 503 });
    const since = performance.now();
    const created = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title: 'Storm',
    });
    const took = performance.now() - since;
    expect(created.status).to.equal(201);
    expect(created.body.sync.status).to.be.oneOf(['pending', 'syncing']);
    expect(created.body.github).to.equal(null);
    expect(took, 'no call to GitHub is waited for').to.be.below(2_000);
    await waitFor(() => pair.sim.requests.some(({ status, method }) => status === 503 && method === 'POST'), {
      timeoutMs: 10_000,
      describe: 'the worker has tried, and failed',
    });
    expect(world.issues(REPO).some(({ title }) => title === 'Storm')).to.equal(false);
    const { body: pending } = await pair.api.get<TaskJson>(`/api/v1/tasks/${created.body.id}`);
    expect(pending.sync.status).to.be.oneOf(['pending', 'syncing']);
    faults.clear();
  });

  it('door-15: while GitHub limits us, a client’s task is there at once, and goes when the limit ends', async () => {
    const { faults, world } = pair.sim;
    faults.add({
      match: { method: 'POST', route: /issues$/ },
      kind: 'secondary-limit',
      retryAfterSeconds: 3,
    });
    const created = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title: 'Calm',
    });
    expect(created.status).to.equal(201);
    await waitFor(() => pair.sim.requests.some(({ fault }) => fault === 'secondary-limit'), {
      timeoutMs: 10_000,
      describe: 'GitHub has refused',
    });
    await waitFor(() => world.issues(REPO).some(({ title }) => title === 'Calm'), {
      timeoutMs: 20_000,
      describe: 'the task reaches GitHub after the limit',
    });
    expect(pair.sim.limitViolations()).to.deep.equal([]);
  });
});
