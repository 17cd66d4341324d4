// What GitHub's limits mean minute by minute (rules G1, G2), with the real worker, database and budget on a clock that
// stands still until it is moved: two minutes pass in seconds, and a slow machine changes nothing.
import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { createComment, createTask } from '@tandem/ingest/commands/create-records.js';
import { isRefusal } from '@tandem/ingest/commands/refusal.js';
import { COMES_BACK_AFTER_MS } from '@tandem/shared/domain/github/budget.js';
import type { Source } from '@tandem/shared/domain/operations/operation.js';
import { clientDoor, NOBODY, WRITER } from '../infra/client-door.js';
import { startSimulatedWorker, type SimulatedWorker } from '../infra/simulated-worker.js';

const REPO = 'octo/demo';
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

describe('limits in simulated time', function () {
  this.timeout(120_000);
  let worker: SimulatedWorker;
  afterEach(async () => {
    expect(worker.sim.violations()).to.deep.equal([]);
    expect(worker.sim.limitViolations(), 'nobody calls before the named time').to.deep.equal([]);
    await worker.stop();
  });

  it('limit-2: after the reset they come back in the order of their classes, though the last was refused first', async () => {
    worker = await startSimulatedWorker('limit_2', { stillClock: true });
    for (const title of ['person', 'event', 'scheduled']) worker.sim.world.openIssue(REPO, { title });
    await worker.syncRepo(await worker.connect(REPO));
    worker.advance(MINUTE_MS);
    worker.sim.faults.add({ kind: 'primary-limit', resetAfterMs: 10 * MINUTE_MS });
    for (const [source, number] of [
      ['scheduler', 3],
      ['webhook', 2],
      ['manual', 1],
    ] as const) {
      await fetchFor(source, number);
      await worker.runDue();
    }
    const waits = await waiting();
    const reset = waits[0]?.until ?? 0;
    expect(reset - worker.now()).to.be.within(10 * MINUTE_MS, 10 * MINUTE_MS + SECOND_MS);
    expect(waits).to.deep.equal([
      { number: 1, until: reset, attempt: 0 },
      { number: 2, until: reset + COMES_BACK_AFTER_MS.event, attempt: 0 },
      { number: 3, until: reset + COMES_BACK_AFTER_MS.background, attempt: 0 },
    ]);
    worker.newRequests();
    const askedAt = async (moment: number): Promise<number[]> => {
      worker.advance(moment - worker.now());
      await worker.runDue();
      return worker.newRequests().map(({ path }) => Number(path.split('/').at(-1)));
    };
    expect(await askedAt(reset - 1)).to.deep.equal([]);
    expect(await askedAt(reset)).to.deep.equal([1]);
    expect(await askedAt(reset + COMES_BACK_AFTER_MS.event)).to.deep.equal([2]);
    expect(await askedAt(reset + COMES_BACK_AFTER_MS.background)).to.deep.equal([3]);
  });

  it('limit-4: of 200 comments no minute holds more than 80, and none is lost', async () => {
    worker = await startSimulatedWorker('limit_4', {
      stillClock: true,
      workers: 3,
      simulator: { enforceSecondaryLimits: true },
      writeRules: { perMinute: 80, perHour: 500, intervalMs: 0, typicalMs: 0 },
    });
    await worker.syncRepo(await worker.connect(REPO));
    const door = clientDoor(worker);
    const taskId = uuid();
    const task = { id: taskId, projectId: worker.projectId, author: NOBODY, values: { title: 'busy' } };
    expect(isRefusal(await createTask(door, WRITER, task))).to.equal(false);
    for (let index = 0; index < 200; index += 1) {
      const comment = { id: uuid(), taskId, author: NOBODY, values: { body: `no ${index}` } };
      expect(isRefusal(await createComment(door, WRITER, comment))).to.equal(false);
    }
    const since = worker.now();
    const written = (): string[] =>
      worker.sim.world.comments(REPO).map(({ body }) => body.split('\n')[0] ?? '');
    while (written().length < 200 && worker.now() < since + 10 * MINUTE_MS) {
      await worker.runDue();
      worker.advance(SECOND_MS);
    }
    expect(written()).to.deep.equal(Array.from({ length: 200 }, (_, index) => `no ${index}`));
    const writes = worker.sim.requests.filter(
      ({ method, route }) => method === 'POST' && !route.startsWith('/app'),
    );
    expect(writes).to.have.length(201);
    const over = writes.filter(({ at }, index) => (writes[index + 80]?.at ?? Infinity) < at + MINUTE_MS);
    expect(over, 'in any minute').to.deep.equal([]);
    expect(worker.now() - since, 'no slower than the cap makes it').to.be.at.most(
      2 * MINUTE_MS + 10 * SECOND_MS,
    );
  });

  async function fetchFor(source: Source, number: number): Promise<void> {
    const [row] = await worker.query<{ id: string }>(
      `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_issue_id, needs_fetch, queued_at)
       SELECT gen_random_uuid(), 'inbound', 'queued', $1::operation_source, 'update', task_id, id, true, $2::timestamptz
       FROM github_issues WHERE number = $3 RETURNING task_id AS id`,
      source,
      new Date(worker.now()).toISOString(),
      number,
    );
    await worker.context.bell.ring([{ kind: 'task', id: row?.id ?? '' }]);
  }

  function waiting(): Promise<{ number: number; until: number; attempt: number }[]> {
    return worker.query(
      `SELECT i.number, (extract(epoch FROM o.not_before) * 1000)::float8 AS until, o.attempt
       FROM task_sync_operations o JOIN github_issues i ON i.id = o.github_issue_id
       WHERE o.state = 'queued' AND o.reason_code = 'rate_limited' ORDER BY i.number`,
    );
  }
});
