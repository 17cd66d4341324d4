// Edits on both sides at once end equal on both sides, and what had to give way is kept (SCENARIOS "Both ways").
import { expect } from 'chai';
import type { CommentJson, Page } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { sidesOf } from '../infra/sides.js';
import { waitFor } from '../infra/wait-for.js';

interface ConflictJson {
  readonly id: string;
  readonly field: string;
  readonly ours: unknown;
  readonly theirs: unknown;
  readonly winner: string;
}

describe('both ways', () => {
  let pair: Pair;
  /** GitHub's clock stands still here, so that several things happen in one second; null = it runs. */
  let second: number | null = null;
  before(async () => {
    pair = await startPair('both', { simulator: { now: () => second ?? Date.now() } });
  });
  after(() => pair.stop());

  const { agreed, task, issue, writesTo } = sidesOf(() => pair);
  const conflicts = async (id: string): Promise<readonly ConflictJson[]> =>
    (
      await pair.api.get<Page<ConflictJson & { taskId: string | null }>>('/api/v1/conflicts?limit=200')
    ).body.items.filter((conflict) => conflict.taskId === id);

  it('both-4: a title edited there and a body edited here, at once, both live on both sides', async () => {
    const { id, number } = await agreed({ title: 'Mast', body: 'Oak.' });
    pair.sim.world.editIssue(REPO, number, { title: 'Main mast' });
    await pair.api.patch(`/api/v1/tasks/${id}`, { body: 'Oak, varnished.' });
    await pair.quiet();
    expect(await task(id)).to.include({ title: 'Main mast', body: 'Oak, varnished.' });
    expect(issue(number)).to.include({ title: 'Main mast', body: 'Oak, varnished.' });
  });

  it('both-5: the same paragraph on both sides: one wins on both sides, the other is kept as a conflict', async () => {
    const { id, number } = await agreed({ title: 'Log', body: 'First.\n\nSecond.' });
    pair.sim.world.editIssue(REPO, number, { body: 'First.\n\nSecond, says GitHub.' });
    await pair.api.patch(`/api/v1/tasks/${id}`, { body: 'First, says the app.\n\nSecond, says the app.' });
    await pair.quiet();
    const record = await task(id);
    expect(record.body).to.equal(issue(number).body);
    expect(record.body, 'the paragraph that only one side edited').to.include('First, says the app.');
    const [conflict] = await conflicts(id);
    expect(conflict?.field).to.equal('body');
    expect([conflict?.ours, conflict?.theirs].join('\n'))
      .to.include('says GitHub')
      .and.to.include('says the app');
    expect(record.sync.conflict).to.equal(1);
  });

  it('both-6: labels added on both sides are united, by GitHub’s calls that add', async () => {
    const { id, number } = await agreed({ title: 'Flags', labels: ['a'] });
    pair.sim.world.addLabels(REPO, number, ['b']);
    await pair.api.patch(`/api/v1/tasks/${id}`, { labels: ['a', 'c'] });
    await pair.quiet();
    expect([...issue(number).labels].sort()).to.deep.equal(['a', 'b', 'c']);
    expect([...(await task(id)).labels].sort()).to.deep.equal(['a', 'b', 'c']);
    expect(writesTo(number).map(({ method }) => method)).to.deep.equal(['POST']);
  });

  it('a label renamed or deleted there is renamed or gone here, although no issue’s time moves', async () => {
    pair.sim.world.createLabel(REPO, { name: 'leak' });
    const one = await agreed({ title: 'Bilge', labels: ['leak', 'hull'] });
    const two = await agreed({ title: 'Keel', labels: ['leak'] });
    const other = await agreed({ title: 'Dry', labels: ['hull'] });
    const operationsBefore = (await pair.operations(`&taskId=${other.id}`)).length;
    pair.sim.world.editLabel(REPO, 'leak', { name: 'flooding' });
    await pair.quiet();
    expect([...(await task(one.id)).labels].sort()).to.deep.equal(['flooding', 'hull']);
    expect((await task(two.id)).labels).to.deep.equal(['flooding']);
    expect(await pair.operations(`&taskId=${other.id}`), 'nothing is fetched for it').to.have.length(
      operationsBefore,
    );
    pair.sim.world.deleteLabel(REPO, 'Flooding');
    await pair.quiet();
    expect((await task(one.id)).labels).to.deep.equal(['hull']);
    expect((await task(two.id)).labels).to.deep.equal([]);
    expect([one, two].flatMap(({ number }) => writesTo(number))).to.deep.equal([]);
  });

  it('both-7: a body cleared here is cleared there', async () => {
    const { id, number } = await agreed({ title: 'Hold', body: 'Full.' });
    await pair.api.patch(`/api/v1/tasks/${id}`, { body: '' });
    await pair.quiet();
    expect(issue(number).body ?? '').to.equal('');
    expect((await task(id)).body ?? '').to.equal('');
  });

  it('both-8: when nobody changed anything, a re-sync writes nothing', async () => {
    const { id, number } = await agreed({ title: 'Calm sea' });
    expect((await pair.api.post(`/api/v1/tasks/${id}/sync`)).status).to.equal(202);
    await pair.quiet();
    expect(writesTo(number)).to.deep.equal([]);
    expect((await task(id)).sync.status).to.equal('synced');
  });

  it('both-16: a task deleted here closes its issue as not planned, and its echo makes no new task', async () => {
    const { id, number } = await agreed({ title: 'Overboard' });
    expect((await pair.api.delete(`/api/v1/tasks/${id}`)).status).to.equal(204);
    await pair.quiet();
    expect(issue(number)).to.include({ state: 'closed', stateReason: 'not_planned' });
    expect((await pair.tasks()).filter(({ github }) => github?.number === number)).to.deep.equal([]);
    pair.sim.clock.advance(3_000);
    pair.sim.world.reopenIssue(REPO, number);
    await pair.quiet();
    expect((await task(id)).deletedAt, 'a reopening after it brings it back (M5)').to.equal(null);
  });

  it('both-17: an issue deleted there leaves a tombstone here, although the payload carries its old time', async () => {
    const { id, number } = await agreed({ title: 'Sunk' });
    pair.sim.world.deleteIssue(REPO, number);
    await pair.quiet();
    expect((await task(id)).deletedAt).to.be.a('string');
    const operations = await pair.operations(`&taskId=${id}`);
    expect(operations.at(-1)).to.include({ action: 'delete', state: 'completed' });
  });

  it('both-17: a comment deleted there leaves a tombstone, although its payload is that of its creation', async () => {
    const { id, number } = await agreed({ title: 'Talk' });
    const said = pair.sim.world.comment(REPO, number, 'Aye.');
    await pair.quiet();
    pair.sim.world.deleteComment(REPO, said.id);
    await pair.quiet();
    const [known] = await pair.query<{ id: string }>('SELECT id FROM comments WHERE task_id = $1', [id]);
    const { body } = await pair.api.get<CommentJson>(`/api/v1/comments/${known?.id ?? ''}`);
    expect(body.deletedAt).to.be.a('string');
    const operations = await pair.operations(`&commentId=${known?.id ?? ''}`);
    expect(operations.map(({ action, state }) => ({ action, state }))).to.deep.equal([
      { action: 'create', state: 'completed' },
      { action: 'delete', state: 'completed' },
    ]);
    expect(operations[1]?.githubUpdatedAt, 'the same time').to.equal(operations[0]?.githubUpdatedAt);
    expect((await task(id)).deletedAt).to.equal(null);
  });

  it('both-23: a label added here while a person takes another away: the one is there, the other gone', async () => {
    const { id, number } = await agreed({ title: 'Signals', labels: ['x'] });
    pair.sim.faults.add({
      match: { method: 'GET', route: /\/issues\/\d+$/ },
      kind: 'delay',
      ms: 800,
      after: 'after',
    });
    await pair.api.patch(`/api/v1/tasks/${id}`, { labels: ['x', 'y'] });
    await waitFor(
      () => pair.sim.requests.some(({ fault, path }) => fault === 'delay' && path.endsWith(`/${number}`)),
      {
        timeoutMs: 10_000,
        describe: 'the worker has read, and its answer is on the way',
      },
    );
    pair.sim.world.removeLabel(REPO, number, 'x');
    await pair.quiet();
    expect(issue(number).labels).to.deep.equal(['y']);
    expect((await task(id)).labels).to.deep.equal(['y']);
  });

  /** A person writes in the second of our read and of our write, between the two. */
  const writeInTheSecondOfOurs = async (
    { id, number }: { id: string; number: number },
    ours: Record<string, unknown>,
    theirs: { title?: string; body?: string },
  ): Promise<void> => {
    second = Math.floor(Date.now() / 1_000) * 1_000;
    pair.sim.faults.add({
      match: { method: 'GET', route: new RegExp(`/issues/${number}$`) },
      kind: 'delay',
      ms: 500,
      after: 'after',
    });
    await pair.api.patch(`/api/v1/tasks/${id}`, ours);
    await waitFor(
      () => pair.sim.requests.some(({ fault, path }) => fault === 'delay' && path.endsWith(`/${number}`)),
      { timeoutMs: 10_000, describe: 'the worker has read, and its answer is on the way' },
    );
    pair.sim.world.editIssue(REPO, number, theirs);
    await waitFor(() => writesTo(number).some(({ method }) => method === 'PATCH'), {
      timeoutMs: 10_000,
      describe: 'we wrote over it',
    });
    expect(Object.entries(ours).map(([field]) => issue(number)[field as 'title'])).to.deep.equal(
      Object.values(ours),
      'our write covered theirs',
    );
    second = null;
    pair.sim.clock.advance(3_000);
    await pair.quiet();
  };

  it('both-15: another paragraph, in the very second of our read and write, is merged back on both sides', async () => {
    const thing = await agreed({ title: 'Two hands', body: 'One.\n\nTwo.' });
    await writeInTheSecondOfOurs(thing, { body: 'One, ours.\n\nTwo.' }, { body: 'One.\n\nTwo, theirs.' });
    expect(issue(thing.number).body).to.equal('One, ours.\n\nTwo, theirs.');
    expect((await task(thing.id)).body).to.equal('One, ours.\n\nTwo, theirs.');
  });

  it('both-15: the same title, in the very second of our read and write, is a conflict, even if our echo alone arrives', async () => {
    const thing = await agreed({ title: 'Before' });
    pair.sim.faults.webhooks({ match: { event: 'issues', action: 'edited' }, kind: 'drop' });
    await writeInTheSecondOfOurs(thing, { title: 'Ours' }, { title: 'Theirs' });
    const { title } = await task(thing.id);
    expect(issue(thing.number).title).to.equal(title);
    const [conflict] = await conflicts(thing.id);
    expect(conflict).to.include({ field: 'title', ours: 'Ours', theirs: 'Theirs' });
    expect(title).to.equal(conflict?.winner === 'ours' ? 'Ours' : 'Theirs');
  });

  it('both-25: an edit taken back while it is being sent ends as taken back on both sides', async () => {
    const { id, number } = await agreed({ title: 'A' });
    pair.sim.faults.add({ match: { method: 'PATCH' }, kind: 'delay', ms: 800, after: 'after' });
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'B' });
    await waitFor(() => issue(number).title === 'B', { timeoutMs: 10_000, describe: 'B is on GitHub' });
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'A' });
    await pair.quiet();
    expect(issue(number).title).to.equal('A');
    expect((await task(id)).title).to.equal('A');
  });

  it('both-20: two processes that meet an unknown issue at once end with one task and one comment', async () => {
    const second = await pair.secondIngest();
    const { world, faults } = pair.sim;
    faults.webhooks({ match: { event: 'issues' }, kind: 'hold' });
    faults.webhooks({ match: { event: 'issue_comment' }, kind: 'hold' });
    const numbers = Array.from({ length: 10 }, (_, index) => {
      const { number } = world.openIssue(REPO, { title: `Met ${index}` });
      world.comment(REPO, number, 'And this');
      return number;
    });
    faults.releaseWebhooks();
    faults.clear();
    await pair.quiet();
    for (const number of numbers) {
      const tasks = (await pair.tasks()).filter(({ github }) => github?.number === number);
      expect(tasks).to.have.length(1);
      expect(await pair.comments(tasks[0]?.id ?? '')).to.have.length(1);
    }
    await second.stop();
  });
});
