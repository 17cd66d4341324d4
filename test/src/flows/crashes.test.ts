// Workers that are killed, that hang, that are told to stop, and a queue that is emptied: nothing is lost, nothing is
// done twice (rules O6 and O8; SCENARIOS decide-10, decide-11, both-22, both-24).
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { IssueView } from '@tandem/github-sim/simulator.js';
import type { OperationJson, TaskJson } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { sidesOf } from '../infra/sides.js';
import { waitFor } from '../infra/wait-for.js';

/** A lease, the rescue that finds it over, and a busy machine. */
const TAKEN_OVER_WITHIN_MS = 60_000;

/** What an operation goes through whose worker was lost. */
const TAKEN_OVER = ['queued', 'processing', 'queued', 'processing', 'completed'];

describe('crashes', () => {
  let pair: Pair;
  // One pair for all: every test ends with a worker that runs, and nothing left to do.
  before(async () => {
    pair = await startPair('crashes', { undisturbed: true });
    await pair.quiet();
  });
  after(() => pair.stop());
  afterEach(() => {
    pair.sim.faults.clear();
  });

  const make = async (values: Record<string, unknown>): Promise<string> => {
    const { body, status } = await pair.api.post<TaskJson>(
      `/api/v1/projects/${pair.projectId}/tasks`,
      values,
    );
    expect(status).to.equal(201);
    return body.id;
  };
  const { agreed, task, issue } = sidesOf(() => pair);
  const issuesNamed = (title: string): IssueView[] =>
    pair.sim.world.issues(REPO).filter((issue) => issue.title === title);
  const outbound = async (id: string): Promise<OperationJson> => {
    const [operation] = await pair.operations(`&taskId=${id}&direction=outbound`);
    return (await pair.api.get<OperationJson>(`/api/v1/operations/${operation?.id ?? ''}`)).body;
  };
  /** A call that `act` leads to is done on GitHub (`after`) or not (`before`), and its answer does not come. */
  const underWay = async (
    method: string,
    fault: { kind: 'hold'; after: 'after' } | { kind: 'delay'; ms: number; after: 'before' | 'after' },
    act: () => Promise<unknown>,
  ): Promise<void> => {
    const seen = pair.sim.requests.length;
    pair.sim.faults.add({ match: { method, route: /\/issues/ }, ...fault });
    await act();
    await waitFor(
      () => pair.sim.requests.slice(seen).some((call) => call.fault === fault.kind && call.method === method),
      { timeoutMs: TAKEN_OVER_WITHIN_MS, describe: `a ${method} is under way` },
    );
  };
  const hangOn = (method: string, after: 'before' | 'after', act: () => Promise<unknown>): Promise<void> =>
    underWay(method, { kind: 'delay', ms: 120_000, after }, act);

  it('decide-10, O6: what a killed worker was doing runs again after its lease, once', async () => {
    const { id, number } = await agreed({ title: 'Killed' });
    await hangOn('PATCH', 'before', () => pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Risen' }));
    const { title: before } = issue(number);
    await pair.worker().kill();
    expect((await outbound(id)).state, 'still claimed by the dead').to.equal('processing');
    pair.sim.faults.clear();
    await pair.startWorker();
    await pair.quiet(TAKEN_OVER_WITHIN_MS);
    expect([before, issue(number).title]).to.deep.equal(['Killed', 'Risen']);
    expect((await task(id)).sync.status).to.equal('synced');
    const timeline = (await outbound(id)).timeline ?? [];
    // It may wait once more: the dead worker's place among the writes is kept until its write must have ended.
    expect(timeline.slice(0, 4).map(({ to }) => to)).to.deep.equal(TAKEN_OVER.slice(0, 4));
    expect(timeline[2]?.by, 'its lease ran out').to.match(/^rescue:/);
    expect((await outbound(id)).attempt, 'which may be its own fault (G5)').to.equal(1);
    expect(timeline.filter(({ to }) => to === 'completed')).to.have.length(1);
  }).timeout(90_000);

  it('decide-10, O8: a worker that hung while another took its operation over cannot finish it any more', async () => {
    const { id, number } = await agreed({ title: 'Hanging' });
    const hung = pair.worker();
    await underWay('PATCH', { kind: 'hold', after: 'after' }, () =>
      pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Hung' }),
    );
    hung.pause();
    pair.sim.faults.releaseCalls(); // the answer waits for it to go on
    await underWay('GET', { kind: 'hold', after: 'after' }, () => pair.startWorker());
    expect((await outbound(id)).state, 'another has it').to.equal('processing');
    hung.resume();
    await waitFor(() => hung.logs().includes('A lease was lost'), {
      timeoutMs: 20_000,
      describe: 'the late one is refused',
    });
    expect((await outbound(id)).state, 'the other still has it').to.equal('processing');
    pair.sim.faults.releaseCalls();
    await pair.quiet();
    expect((await outbound(id)).timeline?.map(({ to }) => to)).to.deep.equal(TAKEN_OVER);
    expect([(await task(id)).title, issue(number).title]).to.deep.equal(['Hung', 'Hung']);
    await hung.stop();
  }).timeout(90_000);

  it('O6: an operation that takes longer than a lease keeps it, and runs once', async () => {
    const { id, number } = await agreed({ title: 'Slow' });
    // Each shorter than a request may be, together longer than a lease and the sweep after it.
    for (const method of ['GET', 'PATCH']) {
      const match = { method, route: new RegExp(`/issues/${number}$`) };
      pair.sim.faults.add({ match, kind: 'delay', ms: 12_000, after: 'before' });
    }
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Steady' });
    await waitFor(() => issue(number).title === 'Steady', {
      timeoutMs: TAKEN_OVER_WITHIN_MS,
      describe: 'the edit is on GitHub',
    });
    await pair.quiet();
    expect((await outbound(id)).timeline?.map(({ to }) => to)).to.deep.equal([
      'queued',
      'processing',
      'completed',
    ]);
  }).timeout(90_000);

  it('both-22: A to B, killed before the answer to the PATCH is stored, and back to A here: A on both sides', async () => {
    const { id, number } = await agreed({ title: 'A' });
    await hangOn('PATCH', 'after', () => pair.api.patch(`/api/v1/tasks/${id}`, { title: 'B' }));
    expect(issue(number).title).to.equal('B');
    await pair.worker().kill();
    pair.sim.faults.clear();
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'A' });
    await pair.startWorker();
    await pair.quiet(TAKEN_OVER_WITHIN_MS);
    expect((await task(id)).title).to.equal('A');
    expect(issue(number).title).to.equal('A');
  }).timeout(90_000);

  it('both-24: killed after GitHub took a create, and a person removes a label before it is adopted: it stays removed', async () => {
    // Nothing but the marker tells whose issue it is.
    pair.sim.faults.webhooks({ match: { event: 'issues' }, kind: 'drop', times: 10 });
    let id = '';
    await hangOn('POST', 'after', async () => {
      id = await make({ title: 'Adopted', labels: ['stays', 'goes'] });
    });
    await pair.worker().kill();
    const number = issuesNamed('Adopted')[0]?.number ?? 0;
    pair.sim.clock.advance(2_000);
    pair.sim.world.removeLabel(REPO, number, 'goes');
    await pair.startWorker();
    await pair.quiet(TAKEN_OVER_WITHIN_MS);
    expect(issuesNamed('Adopted')).to.have.length(1);
    expect((await task(id)).github?.number).to.equal(number);
    expect(issue(number).labels).to.deep.equal(['stays']);
    expect((await task(id)).labels).to.deep.equal(['stays']);
  }).timeout(90_000);

  it('a worker that is told to stop hands back what it cannot finish, within ten seconds', async () => {
    const { id, number } = await agreed({ title: 'Anchor' });
    await hangOn('PATCH', 'before', () => pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Anchor up' }));
    const since = performance.now();
    const stopping = pair.worker();
    await stopping.stop();
    expect(performance.now() - since).to.be.below(10_000);
    expect(await stopping.ended).to.equal('code 0');
    expect((await outbound(id)).state).to.equal('queued');
    pair.sim.faults.clear();
    await pair.startWorker();
    await pair.quiet();
    expect(issue(number).title).to.equal('Anchor up');
  });

  it('decide-11, O6: with Redis emptied, every queued operation still runs, and none twice', async function () {
    const url = pair.database.redisUrl;
    if (url === undefined) this.skip();
    await pair.worker().stop();
    for (let index = 0; index < 1_000; index += 1) pair.sim.world.openIssue(REPO, { title: `bulk ${index}` });
    await pair.decided(60_000);
    const redis = new Redis(url);
    await redis.flushdb();
    redis.disconnect();
    await pair.startWorker();
    await pair.quiet(120_000);
    const again = await pair.query(
      `SELECT operation_id FROM operation_timeline WHERE to_state = 'completed' GROUP BY operation_id HAVING count(*) > 1`,
    );
    expect(again).to.deep.equal([]);
    const done = await pair.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM tasks t JOIN github_issues i ON i.task_id = t.id WHERE t.title LIKE 'bulk %'`,
    );
    expect(done).to.deep.equal([{ n: 1_000 }]);
  }).timeout(200_000);
});
