// Issues that are transferred to another repo (rules P5, M7; SCENARIOS both-12, both-19): one record, whoever tells it
// first, whether it is told twice, once, or not at all.
import { expect } from 'chai';
import type { CommentJson, TaskJson } from '../infra/api-client.js';
import { startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

/** Without our marker. */
const textOf = (body: string): string => body.split('\n')[0] ?? '';

describe('transfers', function () {
  this.timeout(60_000);
  let pair: Pair;
  let repos = 0;
  /** The repos of the present test. */
  let from: string;
  let to: string;
  before(async () => {
    pair = await startPair('transfers', { connect: false });
  });
  after(() => pair.stop());
  beforeEach(async () => {
    pair.sim.faults.clear();
    repos += 1;
    [from, to] = [`octo/from-${repos}`, `octo/to-${repos}`];
    for (const fullName of [from, to]) {
      pair.sim.world.createRepo({ owner: 'octo', name: fullName.slice('octo/'.length) });
    }
    await pair.sim.settled();
    await connect(from);
  });

  const connect = async (fullName: string, projectId = pair.projectId): Promise<void> => {
    const { status } = await pair.api.put(`/api/v1/projects/${projectId}/repos`, { fullName });
    expect(status).to.equal(202);
    await pair.quiet();
  };
  const becomes = <T>(
    describe: string,
    condition: () => Promise<T | undefined | false> | T | undefined | false,
  ): Promise<T> => waitFor(condition, { timeoutMs: 20_000, describe });
  const lose = (action: Telling, kind: 'drop' | 'hold' = 'drop'): void => {
    pair.sim.faults.webhooks({ match: { event: 'issues', action }, kind, times: 1 });
  };
  const task = async (id: string): Promise<TaskJson> =>
    (await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body;
  const tasksIn = async (...names: readonly string[]): Promise<readonly TaskJson[]> =>
    (await pair.tasks()).filter(({ github }) => names.includes(github?.repo ?? ''));
  const untilSynced = async (id: string): Promise<TaskJson> => {
    await becomes('the task is synced', async () => (await task(id)).sync.status === 'synced');
    await pair.quiet();
    return task(id);
  };

  interface Discussed {
    readonly id: string;
    readonly comments: readonly CommentJson[];
  }
  /** An issue with comments: two of one person in one second, and one of ours. */
  const discussed = async (): Promise<Discussed> => {
    pair.sim.world.openIssue(from, { title: 'Moves', labels: ['bug'] });
    pair.sim.world.comment(from, 1, 'first');
    pair.sim.world.comment(from, 1, 'second');
    const [found] = await becomes('the issue is a task', async () => {
      const found = await tasksIn(from);
      return found.length > 0 ? found : undefined;
    });
    const id = found?.id ?? '';
    await pair.quiet();
    await pair.api.post(`/api/v1/tasks/${id}/comments`, { body: 'ours' });
    await becomes('our comment is on GitHub', () => pair.sim.world.comments(from, 1).length === 3);
    await pair.quiet();
    pair.sim.clock.advance(5_000);
    return { id, comments: await pair.comments(id) };
  };
  interface Moved extends Discussed {
    /** In the new repo. */
    readonly number: number;
  }
  type Telling = 'opened' | 'transferred';
  /** Such an issue, moved between two connected repos; of the webhooks that tell it, some get lost or are held back. */
  const moved = async ({
    lost = [],
    held = [],
  }: { lost?: Telling[]; held?: Telling[] } = {}): Promise<Moved> => {
    await connect(to);
    const issue = await discussed();
    for (const action of lost) lose(action);
    for (const action of held) lose(action, 'hold');
    const { number } = pair.sim.world.transferIssue(from, 1, to);
    return { ...issue, number };
  };
  const BOTH: Telling[] = ['opened', 'transferred'];
  const ours = ({ comments }: Discussed): string => comments.find(({ body }) => body === 'ours')?.id ?? '';
  const saidIn = async (id: string): Promise<(string | null)[]> =>
    (await pair.comments(id)).map(({ body }) => body);
  /** The one record, at the new address, with the comments that it had, each under its new id. */
  const isOneRecord = async ({ id, comments, number }: Moved): Promise<TaskJson> => {
    const found = await untilSynced(id);
    expect(found.github).to.include({ repo: to, number, id: String(pair.sim.world.issue(to, number)?.id) });
    expect((await tasksIn(from, to)).map((one) => one.id)).to.deep.equal([id]);
    const kept = await pair.comments(id);
    expect(kept.map((one) => one.id)).to.deep.equal(comments.map((one) => one.id));
    const linked = new Map(kept.map(({ body, github }) => [body, github?.id]));
    const there = pair.sim.world
      .comments(to, number)
      .map(({ body, id }) => [textOf(body), String(id)] as const);
    expect(linked).to.deep.equal(new Map(there));
    expect([...linked.keys()]).to.have.members(['first', 'second', 'ours']);
    return found;
  };

  it('both-12: told by both repos, the record goes along with its comments, and nothing is doubled', async () => {
    const issue = await moved();
    await pair.quiet();
    await isOneRecord(issue);
  });

  it('both-12: labels that the new repo does not know are gone here, too', async () => {
    const issue = await moved();
    await pair.quiet();
    expect((await isOneRecord(issue)).labels).to.deep.equal([]);
  });

  it('both-19: `opened` in the new repo before `transferred`: one record, the older, its comments kept', async () => {
    const issue = await moved({ held: ['transferred'] });
    await pair.quiet();
    await isOneRecord(issue);
    pair.sim.faults.releaseWebhooks();
    await pair.quiet();
    await isOneRecord(issue);
    const late = (await pair.operations(`&taskId=${issue.id}&direction=inbound`)).at(-1);
    expect(late)
      .to.deep.include({ state: 'dropped' })
      .and.nested.include({ 'reason.code': 'transfer_known' });
  });

  it('both-12: `transferred` alone is enough, and so is `opened` alone', async () => {
    await connect(to);
    for (const lost of ['opened', 'transferred'] as const) {
      const title = `without ${lost}`;
      const { number } = pair.sim.world.openIssue(from, { title });
      await becomes('the issue is a task', async () =>
        (await tasksIn(from)).some((one) => one.title === title),
      );
      await pair.quiet();
      const id = (await tasksIn(from)).find((one) => one.title === title)?.id ?? '';
      lose(lost);
      const there = pair.sim.world.transferIssue(from, number, to);
      await pair.quiet();
      expect((await untilSynced(id)).github).to.include({ repo: to, number: there.number });
    }
    expect(await tasksIn(from)).to.deep.equal([]);
    expect(await tasksIn(to)).to.have.length(2);
  });

  it('both-12: a fetch that meets the redirect goes on at the new address', async () => {
    const issue = await moved({ lost: BOTH });
    await pair.quiet();
    await pair.api.post(`/api/v1/tasks/${issue.id}/sync`);
    await pair.quiet();
    await isOneRecord(issue);
    const asked = await pair.operations(`&taskId=${issue.id}&source=manual`);
    expect(asked.map(({ state }) => state)).to.deep.equal(['completed']);
  });

  it('both-12: a write that meets the redirect is sent to the new address', async () => {
    const issue = await moved({ lost: BOTH });
    const { number } = issue;
    await pair.quiet();
    await pair.api.patch(`/api/v1/tasks/${issue.id}`, { title: 'Ours' });
    await becomes('the edit is there', () => pair.sim.world.issue(to, number)?.title === 'Ours');
    await pair.quiet();
    expect((await isOneRecord(issue)).title).to.equal('Ours');
  });

  it('P5: a comment that is edited before anybody told of the transfer waits for its new id', async () => {
    const issue = await moved({ lost: BOTH });
    const { number } = issue;
    await pair.quiet();
    pair.sim.faults.add({
      match: { method: 'GET', route: /\/issues\/\{issue_number\}\/comments$/ },
      kind: 'delay',
      ms: 1_500,
    });
    await pair.api.patch(`/api/v1/comments/${ours(issue)}`, { body: 'ours, edited' });
    await becomes('the edit is there', () =>
      pair.sim.world.comments(to, number).some(({ body }) => body.startsWith('ours, edited')),
    );
    await pair.quiet();
    expect(pair.sim.world.comments(to, number)).to.have.length(3);
    expect((await pair.comments(issue.id)).map(({ deletedAt }) => deletedAt)).to.deep.equal([
      null,
      null,
      null,
    ]);
  });

  it('both-12: what was queued at the old address goes on at the new one', async () => {
    await connect(to);
    const issue = await discussed();
    await pair.worker().stop();
    await pair.api.patch(`/api/v1/tasks/${issue.id}`, { body: 'Edited here.' });
    await pair.api.patch(`/api/v1/comments/${ours(issue)}`, { body: 'ours, edited' });
    await pair.api.post(`/api/v1/tasks/${issue.id}/comments`, { body: 'new here' });
    const { number } = pair.sim.world.transferIssue(from, 1, to);
    await pair.sim.settled();
    await pair.startWorker();
    await becomes('the new comment is there', () => pair.sim.world.comments(to, number).length === 4);
    await pair.quiet();
    await untilSynced(issue.id);
    expect(pair.sim.world.issue(to, number)?.body).to.match(/^Edited here\./);
    const bodies = pair.sim.world.comments(to, number).map(({ body }) => textOf(body));
    expect(bodies).to.deep.equal(['first', 'second', 'ours, edited', 'new here']);
    expect(await saidIn(issue.id)).to.have.members(bodies);
  });

  it('P5: what still comes under the old address makes no second record, and says nothing any more', async () => {
    await connect(to);
    const issue = await discussed();
    pair.sim.faults.webhooks({ match: { event: 'issues', action: 'edited' }, kind: 'hold' });
    pair.sim.faults.webhooks({ match: { event: 'issue_comment' }, kind: 'hold' });
    pair.sim.world.editIssue(from, 1, { title: 'Edited there' });
    pair.sim.world.deleteComment(from, pair.sim.world.comments(from, 1)[0]?.id ?? 0);
    pair.sim.world.comment(from, 1, 'last words');
    pair.sim.clock.advance(5_000);
    const { number } = pair.sim.world.transferIssue(from, 1, to);
    await pair.quiet();
    pair.sim.faults.clear();
    await pair.quiet();
    const record = await untilSynced(issue.id);
    expect(record).to.include({ title: 'Edited there' });
    expect(record.github).to.include({ repo: to, number });
    expect(await tasksIn(from)).to.deep.equal([]);
    expect(await saidIn(issue.id)).to.have.members(['second', 'ours', 'last words']);
    const told = await pair.query<{ reason_code: string }>(
      `SELECT reason_code FROM webhook_deliveries WHERE event = 'issue_comment' AND reason_code = 'former_address'`,
    );
    expect(told).to.have.length(2);
  });

  it('M7: where both ends made a record, the older survives with the edits and comments of the other', async () => {
    const issue = await moved({ lost: BOTH });
    const { number } = issue;
    pair.sim.clock.advance(2_000);
    pair.sim.world.comment(to, number, 'said there');
    const [younger] = await becomes('the new repo made a record', async () => {
      const found = await tasksIn(to);
      return found.length > 0 ? found : undefined;
    });
    await pair.quiet();
    await pair.worker().stop();
    const written = await pair.api.patch(`/api/v1/tasks/${younger?.id ?? ''}`, {
      body: 'Edited in the other.',
    });
    expect(written.status).to.equal(200);
    await pair.api.post(`/api/v1/tasks/${issue.id}/sync`);
    // The older one meets the redirect while the other's edit waits.
    await pair.query(
      `UPDATE task_sync_operations SET not_before = now() + interval '1 hour'
      WHERE task_id = $1 AND state = 'queued'`,
      [younger?.id],
    );
    await pair.startWorker();
    const record = await untilSynced(issue.id);
    expect(record.github).to.include({ repo: to, number });
    expect((await tasksIn(from, to)).map(({ id }) => id)).to.deep.equal([issue.id]);
    expect(record.body).to.equal('Edited in the other.');
    expect(pair.sim.world.issue(to, number)?.body).to.equal('Edited in the other.');
    expect(await saidIn(issue.id)).to.have.members(['first', 'second', 'ours', 'said there']);
    expect(await task(younger?.id ?? ''))
      .to.include({ mergedInto: issue.id })
      .and.property('deletedAt').not.null;
    const ended = await pair.operations(`&taskId=${younger?.id ?? ''}&direction=outbound`);
    expect(ended.map(({ state, reason }) => [state, reason?.code])).to.deep.equal([['canceled', 'merged']]);
  });

  it('P5: to a repo that is not connected: disabled with the new address; once connected it goes on', async () => {
    const issue = await discussed();
    const { number } = pair.sim.world.transferIssue(from, 1, to);
    await pair.quiet();
    const away = await task(issue.id);
    expect(away.sync.status).to.equal('disabled');
    expect(away.sync.error?.code).to.equal('transferred');
    expect(away.sync.error?.message).to.include(`${to}#${number}`);
    expect(away.github).to.include({ repo: to, number });

    await pair.api.patch(`/api/v1/tasks/${issue.id}`, { title: 'Written meanwhile' });
    await pair.quiet();
    const [waiting] = await pair.operations(`&taskId=${issue.id}&direction=outbound&state=disabled`);
    expect(waiting?.reason?.message).to.include(`${to}#${number}`);

    await connect(to);
    await becomes('the edit is there', () => pair.sim.world.issue(to, number)?.title === 'Written meanwhile');
    await isOneRecord({ ...issue, number });
  });

  it('P5: to another project’s repo: the record stays in its own, and the other project has one of its own', async () => {
    const other = await pair.api.post<{ id: string }>('/api/v1/projects', { title: 'Other' });
    await connect(to, other.body.id);
    const issue = await discussed();
    const { number } = pair.sim.world.transferIssue(from, 1, to);
    await pair.quiet();
    const left = await task(issue.id);
    expect(left).to.deep.include({
      projectId: pair.projectId,
      title: 'Moves',
      github: null,
      deletedAt: null,
    });
    expect(left.sync).to.include({ status: 'disabled' });
    expect(left.sync.error?.message).to.include(`${to}#${number}`).and.include('another project');
    const theirs = await pair.api.get<{ items: TaskJson[] }>(`/api/v1/tasks?projectId=${other.body.id}`);
    expect(theirs.body.items.map(({ title, github }) => [title, github?.number])).to.deep.equal([
      ['Moves', number],
    ]);
    expect(await saidIn(issue.id)).to.have.members(['first', 'second', 'ours']);
  });

  it('P5: transferred on before anybody heard of the first time, in the wrong order: one record at the end', async () => {
    await connect(to);
    const third = `octo/third-${repos}`;
    pair.sim.world.createRepo({ owner: 'octo', name: `third-${repos}` });
    await pair.sim.settled();
    await connect(third);
    const issue = await discussed();
    lose('opened', 'hold');
    lose('transferred', 'hold');
    const second = pair.sim.world.transferIssue(from, 1, to);
    const last = pair.sim.world.transferIssue(to, second.number, third);
    await pair.quiet();
    pair.sim.faults.releaseWebhooks();
    await pair.quiet();
    expect((await untilSynced(issue.id)).github).to.include({ repo: third, number: last.number });
    expect((await tasksIn(from, to, third)).map(({ id }) => id)).to.deep.equal([issue.id]);
    expect(await saidIn(issue.id)).to.have.members(['first', 'second', 'ours']);
  });

  it('P5: to a repo that the app was not given: disabled with the new address, until it is given and connected', async () => {
    const issue = await discussed();
    pair.sim.world.removeRepoFromInstallation(to);
    await pair.quiet();
    const { number } = pair.sim.world.transferIssue(from, 1, to);
    await pair.quiet();
    const away = await task(issue.id);
    expect(away.sync).to.include({ status: 'disabled' });
    expect(away.sync.error?.message).to.include(`${to}#${number}`);
    expect(away.deletedAt).to.equal(null);
    pair.sim.world.addRepoToInstallation(to);
    await pair.quiet();
    await connect(to);
    await becomes('the task is synced again', async () => (await task(issue.id)).sync.status === 'synced');
    await isOneRecord({ ...issue, number });
  });

  it('P5: many at once, told to two processes in no order: one record each', async () => {
    await connect(to);
    const second = await pair.secondIngest();
    const numbers = Array.from({ length: 12 }, (_, index) => {
      return pair.sim.world.openIssue(from, { title: `Issue ${index}` }).number;
    });
    await pair.quiet();
    const ids = (await tasksIn(from)).map(({ id }) => id);
    expect(ids).to.have.length(numbers.length);
    pair.sim.clock.advance(5_000);
    pair.sim.faults.webhooks({ match: { event: 'issues' }, kind: 'reorder', window: 6 });
    for (const number of numbers) pair.sim.world.transferIssue(from, number, to);
    await pair.quiet();
    await becomes('all are synced', async () =>
      (await tasksIn(to)).every(({ sync }) => sync.status === 'synced'),
    );
    await pair.quiet();
    expect((await tasksIn(from, to)).map(({ id }) => id)).to.have.members(ids);
    expect(new Set((await tasksIn(to)).map(({ title }) => title)).size).to.equal(numbers.length);
    await second.stop();
  });

  it('P5: transferred there and back, the record is where the issue is', async () => {
    await connect(to);
    const issue = await discussed();
    const there = pair.sim.world.transferIssue(from, 1, to);
    await pair.quiet();
    pair.sim.clock.advance(5_000);
    const back = pair.sim.world.transferIssue(to, there.number, from);
    await pair.quiet();
    const home = await untilSynced(issue.id);
    expect(home.github).to.include({ repo: from, number: back.number });
    expect((await tasksIn(from, to)).map(({ id }) => id)).to.deep.equal([issue.id]);
    pair.sim.world.editIssue(from, back.number, { body: 'Edited at home.' });
    await becomes('the edit is here', async () => (await task(issue.id)).body === 'Edited at home.');
    await pair.quiet();
    expect(await saidIn(issue.id)).to.have.members(['first', 'second', 'ours']);
  });
});
