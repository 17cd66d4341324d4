// Decisions through the real services: order, crashes, an emptied queue (SCENARIOS "Decisions").
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { OperationJson, TaskJson } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

describe('decisions', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('decisions', { worker: false });
  });
  after(() => pair.stop());

  const issue = (title: string): number => pair.sim.world.openIssue(REPO, { title }).number;
  const taskIdOf = (number: number): Promise<string> =>
    waitFor(
      async () =>
        (
          await pair.query<{ task_id: string }>('SELECT task_id FROM github_issues WHERE number = $1', [
            number,
          ])
        )[0]?.task_id,
      { timeoutMs: 10_000, describe: `issue ${number} has a record` },
    );
  const states = async (taskId: string): Promise<string[]> =>
    (await pair.operations(`&taskId=${taskId}`)).map(({ state }) => state);
  /** Everything that was sent has been decided; nothing runs, for there is no worker. */
  const decided = async (): Promise<void> => {
    await pair.sim.settled();
    await waitFor(
      async () =>
        (
          await pair.query<{ n: number }>(
            `SELECT count(*)::int AS n FROM webhook_deliveries WHERE state = 'pending'`,
          )
        )[0]?.n === 0,
      { timeoutMs: 30_000, describe: 'every delivery is normalized' },
    );
  };

  it('decide-6: a newer queued change cancels the older ones, which say by which', async () => {
    const number = issue('one');
    const taskId = await taskIdOf(number);
    await decided();
    pair.sim.clock.advance(2_000);
    pair.sim.world.editIssue(REPO, number, { title: 'two' });
    await decided();
    pair.sim.clock.advance(2_000);
    pair.sim.world.editIssue(REPO, number, { title: 'three' });
    await decided();
    const operations = await pair.operations(`&taskId=${taskId}`);
    expect(operations.map(({ state }) => state)).to.deep.equal(['canceled', 'canceled', 'queued']);
    expect(operations[0]?.canceledBy).to.equal(operations[1]?.id);
    expect(operations[1]?.canceledBy).to.equal(operations[2]?.id);
  });

  it('decide-1: a change older than one that is known is dropped for it', async () => {
    const { world, clock, faults } = pair.sim;
    faults.webhooks({ match: { event: 'issues', action: 'opened' }, kind: 'hold', times: 1 });
    const number = issue('late');
    clock.advance(2_000);
    world.editIssue(REPO, number, { title: 'early' });
    const taskId = await taskIdOf(number);
    await decided();
    faults.releaseWebhooks();
    await decided();
    const operations = await pair.operations(`&taskId=${taskId}`);
    expect(operations.map(({ state }) => state)).to.deep.equal(['queued', 'dropped']);
    expect(operations[1]?.droppedFor).to.deep.equal({ type: 'operation', id: operations[0]?.id });
    expect(operations[1]?.reason?.code).to.equal('newer_known');
    faults.clear();
  });

  it('decide-2: a repetition of the same second with the same content is a duplicate of the first', async () => {
    const number = issue('same');
    const taskId = await taskIdOf(number);
    // The same content under another GUID: what a second hook of the same app would bring.
    await pair.query(
      `INSERT INTO webhook_deliveries (id, guid, event, headers, payload)
       SELECT gen_random_uuid(), gen_random_uuid()::text, event, headers, payload FROM webhook_deliveries
       WHERE action = 'opened' ORDER BY sequence DESC LIMIT 1`,
    );
    await decided();
    const operations = await pair.operations(`&taskId=${taskId}`);
    expect(operations.map(({ state }) => state)).to.deep.equal(['queued', 'duplicate']);
    expect(operations[1]?.duplicateOf).to.equal(operations[0]?.id);
  });

  it('decide-11, O6: with Redis emptied, every queued operation still runs, and none twice', async function () {
    const url = pair.database.redisUrl;
    if (url === undefined) {
      await pair.startWorker(); // the later tests need one
      this.skip();
    }
    const numbers = Array.from({ length: 1_000 }, (_, index) => issue(`bulk ${index}`));
    await decided();
    const redis = new Redis(url);
    await redis.flushdb();
    redis.disconnect();
    await pair.startWorker();
    await pair.quiet(60_000);
    const again = await pair.query(
      `SELECT operation_id FROM operation_timeline WHERE to_state = 'completed' GROUP BY operation_id HAVING count(*) > 1`,
    );
    expect(again).to.deep.equal([]);
    const done = await pair.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM tasks t JOIN github_issues i ON i.task_id = t.id
       WHERE i.number = ANY($1) AND t.title LIKE 'bulk %'`,
      [numbers],
    );
    expect(done).to.deep.equal([{ n: 1_000 }]);
  }).timeout(120_000);

  it('decide-7, O1, O4: across resources at once, within one resource in order', async () => {
    const { world, faults, clock } = pair.sim;
    const [first, second] = [issue('first'), issue('second')];
    const [firstId, secondId] = [await taskIdOf(first), await taskIdOf(second)];
    await pair.quiet();
    clock.advance(5_000);
    // Two changes of the second issue within one second, which differ: the later one is marked to be fetched.
    faults.add({ match: { method: 'GET', route: /\/issues\/\d+$/ }, kind: 'delay', ms: 300, times: 1 });
    world.editIssue(REPO, first, { title: 'first again' });
    world.addLabels(REPO, second, ['a']);
    world.addLabels(REPO, second, ['b']);
    clock.advance(3_000);
    await pair.quiet();
    const runs = await pair.query<{
      task_id: string;
      operation_id: string;
      to_state: string;
      at: Date;
      id: string;
    }>(
      `SELECT o.task_id, t.operation_id, t.to_state, t.at FROM operation_timeline t
       JOIN task_sync_operations o ON o.id = t.operation_id
       WHERE o.task_id = ANY($1) AND t.to_state IN ('processing', 'completed', 'dropped', 'duplicate') ORDER BY t.id`,
      [[firstId, secondId]],
    );
    for (const taskId of [firstId, secondId]) {
      let running: string | null = null;
      for (const run of runs.filter((row) => row.task_id === taskId)) {
        if (run.to_state === 'processing') {
          expect(running, 'one at a time').to.equal(null);
          running = run.operation_id;
        } else if (run.operation_id === running) running = null;
      }
    }
    const { body } = await pair.api.get<TaskJson>(`/api/v1/tasks/${secondId}`);
    expect([...body.labels].sort()).to.deep.equal(['a', 'b']);
    expect((await pair.api.get<TaskJson>(`/api/v1/tasks/${firstId}`)).body.title).to.equal('first again');
    expect(await states(firstId)).to.not.include('errored');
  });

  it('decide-9, O10: what comes while an older one runs is run next, without waiting for a timer', async () => {
    const { world, faults, clock } = pair.sim;
    const { number } = world.openIssue(REPO, { title: 'Tide' });
    const { id } = await pair.taskOf(number);
    await pair.quiet();
    clock.advance(3_000);
    faults.add({
      match: { method: 'GET', route: /\/issues\/\d+$/ },
      kind: 'delay',
      ms: 1_000,
      after: 'after',
    });
    await pair.api.post(`/api/v1/tasks/${id}/sync`);
    await waitFor(
      () => pair.sim.requests.some(({ fault, path }) => fault === 'delay' && path.endsWith(`/${number}`)),
      {
        timeoutMs: 10_000,
        describe: 'the older one is running',
      },
    );
    world.editIssue(REPO, number, { title: 'High tide' });
    await pair.quiet();
    expect((await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body.title).to.equal('High tide');
    const [older, newer] = (await pair.operations(`&taskId=${id}`)).slice(-2);
    expect(older?.state).to.be.oneOf(['completed', 'dropped']);
    expect(newer?.state).to.equal('completed');
    const moments = await pair.query<{ operation_id: string; to_state: string; at: Date }>(
      `SELECT operation_id, to_state, at FROM operation_timeline WHERE operation_id = ANY($1) ORDER BY id`,
      [[older?.id, newer?.id]],
    );
    const at = (operation: string | undefined, state: string): number =>
      moments
        .find((moment) => moment.operation_id === operation && moment.to_state === state)
        ?.at.getTime() ?? NaN;
    const waited = at(newer?.id, 'processing') - at(older?.id, older?.state ?? '');
    expect(waited, 'far less than the sweep').to.be.within(0, 2_000);
  });

  it('a worker that is told to stop hands back what it cannot finish, within ten seconds', async () => {
    const { world, faults, clock } = pair.sim;
    const { number } = world.openIssue(REPO, { title: 'Anchor' });
    const { id } = await pair.taskOf(number);
    await pair.quiet();
    clock.advance(3_000);
    faults.add({ match: { method: 'PATCH' }, kind: 'delay', ms: 60_000, after: 'before' });
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Anchor up' });
    await waitFor(
      () => pair.sim.requests.some(({ fault, method }) => fault === 'delay' && method === 'PATCH'),
      {
        timeoutMs: 10_000,
        describe: 'the edit is on its way',
      },
    );
    const since = performance.now();
    const stopping = pair.worker();
    await stopping.stop();
    expect(performance.now() - since).to.be.below(10_000);
    expect(await stopping.ended).to.equal('code 0');
    const [operation] = await pair.operations(`&taskId=${id}&direction=outbound`);
    expect(operation?.state).to.equal('queued');
    faults.clear();
    await pair.startWorker();
    await pair.quiet();
    expect(world.issue(REPO, number)?.title).to.equal('Anchor up');
  });

  it('decide-14, O7: one group with ten thousand operations does not keep a thousand groups with one waiting', async () => {
    const { world } = pair.sim;
    const { number } = world.openIssue(REPO, { title: 'Busy' });
    const { id: busy } = await pair.taskOf(number);
    await pair.quiet();
    await pair.worker().stop();
    const insert = (from: string): string =>
      `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_updated_at, content, created_at, queued_at)
       SELECT gen_random_uuid(), 'inbound', 'queued', 'webhook', 'update', ${from}, now(), now()`;
    await pair.query(
      `${insert(`$1::uuid, date_trunc('second', now()) + n * interval '1 second', jsonb_build_object('title', 'Busy ' || n)`)}
       FROM generate_series(1, 10000) n`,
      [busy],
    );
    await pair.query(
      `WITH made AS (INSERT INTO tasks (id, project_id) SELECT gen_random_uuid(), $1::uuid FROM generate_series(1, 1000) RETURNING id),
       repo AS (SELECT id FROM github_repos WHERE project_id = $1::uuid LIMIT 1),
       placed AS (UPDATE tasks SET repo_id = (SELECT id FROM repo) WHERE false)
       INSERT INTO github_issues (id, task_id, repo_id, number)
       SELECT gen_random_uuid(), made.id, repo.id, 100000 + row_number() OVER () FROM made, repo`,
      [pair.projectId],
    );
    await pair.query(
      `UPDATE tasks SET repo_id = (SELECT repo_id FROM tasks WHERE id = $1::uuid)
       WHERE id IN (SELECT task_id FROM github_issues WHERE number > 100000)`,
      [busy],
    );
    await pair.query(
      `${insert(`task_id, date_trunc('second', now()), jsonb_build_object('title', 'Quiet ' || number)`)}
       FROM github_issues WHERE number > 100000`,
    );
    await pair.startWorker();
    const open = async (where: string): Promise<number> =>
      (
        await pair.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM task_sync_operations WHERE state IN ('queued', 'processing') AND ${where}`,
        )
      )[0]?.n ?? -1;
    await waitFor(async () => (await open(`task_id <> '${busy}'`)) === 0, {
      timeoutMs: 60_000,
      describe: 'the thousand are done',
      everyMs: 50,
    });
    expect(await open(`task_id = '${busy}'`), 'while the ten thousand still wait').to.be.above(5_000);
    await pair.query(`DELETE FROM task_sync_operations WHERE task_id = $1 AND state = 'queued'`, [busy]);
    await pair.quiet();
  }).timeout(90_000);

  it('decide-10, O8: a worker killed in the middle leaves an operation that runs again, once, after its lease', async () => {
    const { faults, world } = pair.sim;
    faults.add({ match: { method: 'POST', route: /\/issues$/ }, kind: 'delay', ms: 60_000, after: 'before' });
    const created = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title: 'Killed',
    });
    const processing = (): Promise<OperationJson | undefined> =>
      pair
        .operations(`&taskId=${created.body.id}`)
        .then((operations) => operations.find(({ state }) => state === 'processing'));
    await waitFor(
      async () =>
        (await processing()) !== undefined && pair.sim.requests.some(({ fault }) => fault === 'delay'),
      { timeoutMs: 10_000, describe: 'the create is under way' },
    );
    await pair.worker().kill();
    expect(await processing(), 'still claimed by the dead').to.not.equal(undefined);
    faults.clear();
    await pair.startWorker();
    await waitFor(() => world.issues(REPO).some(({ title }) => title === 'Killed'), {
      timeoutMs: 120_000,
      describe: 'the issue is created by the worker that came after',
      everyMs: 250,
    });
    await pair.quiet();
    expect(world.issues(REPO).filter(({ title }) => title === 'Killed')).to.have.length(1);
    const { body } = await pair.api.get<TaskJson>(`/api/v1/tasks/${created.body.id}`);
    expect(body.sync.status).to.equal('synced');
    expect(body.github?.number).to.be.a('number');
    const [operation] = await pair.operations(`&taskId=${created.body.id}&direction=outbound`);
    const { body: full } = await pair.api.get<OperationJson>(`/api/v1/operations/${operation?.id ?? ''}`);
    expect(full.timeline?.filter(({ to }) => to === 'completed')).to.have.length(1);
    expect(full.timeline?.map(({ to }) => to)).to.include.members(['processing', 'queued', 'completed']);
  }).timeout(150_000);
});
