// How a group runs, through the real services: in order, one at a time, without waiting, and without starving others
// (rules O1, O4, O7, O10; SCENARIOS decide-7, decide-8, decide-9, decide-14).
import { expect } from 'chai';
import type { OperationJson } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { sidesOf } from '../infra/sides.js';
import { waitFor } from '../infra/wait-for.js';

interface Moment {
  readonly operation_id: string;
  readonly from_state: string | null;
  readonly to_state: string;
}

/** The operations in the order of their claims; fails where one is claimed before the other has let go. */
function runsIn(history: readonly Moment[]): string[] {
  let running: string | null = null;
  const runs: string[] = [];
  for (const { operation_id: id, from_state: from, to_state: to } of history) {
    if (to === 'processing') {
      expect(running, 'one at a time').to.equal(null);
      running = id;
      runs.push(id);
    }
    if (from === 'processing') running = null;
  }
  return runs;
}

function hasEnded({ state }: OperationJson): boolean {
  return state !== 'queued' && state !== 'processing';
}

/** Resources that the worker works on at a time: as many are busy where a thousand others wait. */
const HANDS = 2;
/** Some seconds where a worker has a processor of its own. */
const THOUSAND_WITHIN_MS = 120_000;

describe('groups', () => {
  let pair: Pair;
  /** GitHub's clock stands at this moment; null = it runs. */
  let moment: number | null = null;
  before(async () => {
    pair = await startPair('groups', {
      simulator: { now: () => moment ?? Date.now() },
      undisturbed: true,
      env: { SYNC_CONCURRENCY: String(HANDS) },
    });
  });
  after(() => pair.stop());
  afterEach(() => {
    moment = null;
    pair.sim.faults.clear();
  });

  const { agreed, task } = sidesOf(() => pair);
  /** What became of a group's operations, in the order in which it happened. */
  const historyOf = (taskId: string): Promise<Moment[]> =>
    pair.query(
      `SELECT t.operation_id, t.from_state, t.to_state FROM operation_timeline t
       JOIN task_sync_operations o ON o.id = t.operation_id WHERE o.task_id = $1 ORDER BY t.id`,
      [taskId],
    );
  const operationsOf = (id: string): Promise<OperationJson[]> => pair.operations(`&taskId=${id}`);
  /** A fetch of the task is answered by GitHub with what is there now, and the answer held back until `releaseCalls`. */
  const fetchIsHeld = async ({ id, number }: { id: string; number: number }): Promise<void> => {
    const route = new RegExp(`/issues/${number}$`);
    pair.sim.faults.add({ match: { method: 'GET', route }, kind: 'hold', after: 'after' });
    await pair.api.post(`/api/v1/tasks/${id}/sync`);
    await waitFor(() => pair.sim.requests.some(({ fault, path }) => fault === 'hold' && route.test(path)), {
      timeoutMs: 10_000,
      describe: 'the fetch is under way',
    });
  };

  it('decide-7, O1, O4: one resource waits for GitHub, another runs; within each one at a time, in order', async () => {
    const { world, faults, clock } = pair.sim;
    const [one, two] = [await agreed({ title: 'one' }), await agreed({ title: 'two' })];
    const known = (await operationsOf(two.id)).length;
    await fetchIsHeld(one);
    world.editIssue(REPO, one.number, { title: 'one again' });
    await pair.decided();
    // Of one second and different: the later one cannot tell its order, and is fetched.
    moment = Math.floor(Date.now() / 1_000) * 1_000;
    world.addLabels(REPO, two.number, ['a']);
    world.addLabels(REPO, two.number, ['b']);
    await pair.decided();
    moment = null;
    clock.advance(3_000);
    await waitFor(async () => (await operationsOf(two.id)).slice(known).every(hasEnded), {
      timeoutMs: 20_000,
      describe: 'the second resource is done',
    });
    expect([...(await task(two.id)).labels].sort()).to.deep.equal(['a', 'b']);
    const ofOne = (await operationsOf(one.id)).slice(-2);
    expect(
      ofOne.map(({ state }) => state),
      'meanwhile',
    ).to.deep.equal(['processing', 'queued']);
    faults.releaseCalls();
    await pair.quiet();
    expect((await task(one.id)).title).to.equal('one again');
    for (const { id } of [one, two]) {
      const operations = await operationsOf(id);
      const runs = runsIn(await historyOf(id));
      const inOrder = operations.map((operation) => operation.id).filter((each) => runs.includes(each));
      expect([...new Set(runs)], 'in the order in which they came').to.deep.equal(inOrder);
      expect(operations.map(({ state }) => state)).to.not.include('errored');
    }
  });

  it('decide-8, O4, O10: what is queued runs by GitHub’s time, in whatever order it came, and for one wake-up', async () => {
    const { id } = await agreed({ title: '0' });
    await pair.worker().stop();
    // Past the door, which would have dropped two of them.
    for (const second of [3, 1, 2]) {
      await pair.query(
        `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_updated_at, content, created_at, queued_at)
         VALUES (gen_random_uuid(), 'inbound', 'queued', 'webhook', 'update', $1, date_trunc('second', now()) + $2 * interval '1 minute',
           jsonb_build_object('title', $2::text), now(), now())`,
        [id, second],
      );
    }
    await pair.startWorker();
    await pair.quiet();
    const operations = new Map((await operationsOf(id)).map((operation) => [operation.id, operation]));
    const ran = runsIn(await historyOf(id)).slice(-3);
    const times = ran.map((each) => operations.get(each)?.githubUpdatedAt ?? '');
    expect(times).to.deep.equal([...times].sort());
    expect(new Set(times).size).to.equal(3);
    expect(pair.worker().logs().split('Woke groups'), 'the sweep woke the group once').to.have.length(2);
    expect((await task(id)).title).to.equal('3');
  });

  it('decide-9, O10: what comes while an older one runs is run next, without waiting for the sweep', async () => {
    const thing = await agreed({ title: 'Tide' });
    const woken = (): number => pair.worker().logs().split('Woke groups').length;
    await fetchIsHeld(thing);
    pair.sim.world.editIssue(REPO, thing.number, { title: 'High tide' });
    await pair.decided();
    const [older, newer] = (await operationsOf(thing.id)).slice(-2);
    expect([older?.state, newer?.state]).to.deep.equal(['processing', 'queued']);
    const before = woken();
    pair.sim.faults.releaseCalls();
    await pair.quiet();
    const ended = new Map((await operationsOf(thing.id)).map(({ id, state }) => [id, state]));
    expect(ended.get(older?.id ?? '')).to.be.oneOf(['completed', 'dropped']);
    expect(ended.get(newer?.id ?? '')).to.equal('completed');
    expect((await task(thing.id)).title).to.equal('High tide');
    expect(runsIn(await historyOf(thing.id)).slice(-2)).to.deep.equal([older?.id, newer?.id]);
    expect(woken(), 'the sweep woke nobody').to.equal(before);
  });

  it('decide-14, O7: groups with ten thousand operations, one for each of the worker’s hands, do not keep a thousand groups with one waiting', async () => {
    const busy = await Promise.all(
      Array.from({ length: HANDS }, async (_, index) => (await agreed({ title: `Busy ${index}` })).id),
    );
    const [first = ''] = busy;
    await pair.worker().stop();
    const insert = (from: string): string =>
      `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_updated_at, content, created_at, queued_at)
       SELECT gen_random_uuid(), 'inbound', 'queued', 'webhook', 'update', ${from}, now(), now()`;
    await pair.query(
      `${insert(`id, date_trunc('second', now()) + n * interval '1 second', jsonb_build_object('title', 'Busy ' || n)`)}
       FROM unnest($1::uuid[]) AS id, generate_series(1, ${10_000 / HANDS}) n`,
      [busy],
    );
    await pair.startWorker();
    const open = async (where: string): Promise<number> =>
      (
        await pair.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM task_sync_operations WHERE state IN ('queued', 'processing') AND ${where}`,
          [busy],
        )
      )[0]?.n ?? -1;
    await waitFor(async () => (await open(`task_id = ANY($1::uuid[]) AND state = 'processing'`)) === HANDS, {
      timeoutMs: 30_000,
      describe: 'every hand is busy',
      everyMs: 20,
    });
    await pair.query(
      `WITH made AS (INSERT INTO tasks (id, project_id) SELECT gen_random_uuid(), $1::uuid FROM generate_series(1, 1000) RETURNING id),
       repo AS (SELECT id FROM github_repos WHERE project_id = $1::uuid LIMIT 1)
       INSERT INTO github_issues (id, task_id, repo_id, number)
       SELECT gen_random_uuid(), made.id, repo.id, 100000 + row_number() OVER () FROM made, repo`,
      [pair.projectId],
    );
    await pair.query(
      `UPDATE tasks SET repo_id = (SELECT repo_id FROM tasks WHERE id = $1::uuid)
       WHERE id IN (SELECT task_id FROM github_issues WHERE number > 100000)`,
      [first],
    );
    await pair.query(
      `${insert(`task_id, date_trunc('second', now()), jsonb_build_object('title', 'Quiet ' || number)`)}
       FROM github_issues WHERE number > 100000`,
    );
    await waitFor(async () => (await open('task_id <> ALL($1::uuid[])')) === 0, {
      timeoutMs: THOUSAND_WITHIN_MS,
      describe: 'the thousand are done',
      everyMs: 50,
    });
    expect(await open('task_id = ANY($1::uuid[])'), 'while the ten thousand still wait').to.be.above(5_000);
    await pair.query(
      `DELETE FROM task_sync_operations WHERE task_id = ANY($1::uuid[]) AND state = 'queued'`,
      [busy],
    );
    await pair.quiet();
  }).timeout(2 * THOUSAND_WITHIN_MS);
});
