// What the services stand on fails while they run: the queue forgets everything, the database is silent, and a bug throws
// where no rule expects it. Nothing stands still for it, and nothing happens without a word (rules O6, S3, G5).
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { openDatabase } from '@tandem/shared/db/prisma.js';
import type { OperationJson } from '../infra/api-client.js';
import { createDatabase } from '../infra/databases.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { sidesOf } from '../infra/sides.js';
import { waitFor } from '../infra/wait-for.js';
import { layWire, type Wire } from '../infra/wire.js';

const TURN_MS = 1_000;
/** Several turns of the planner, on a busy machine. */
const SOON_MS = 20_000;
/** A statement that is not answered, a transaction that is not ended, and what they keep waiting. */
const GIVEN_UP_WITHIN_MS = 60_000;

describe('outages', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('outages', {
      env: { SCHEDULER_INTERVAL_MS: String(TURN_MS) },
      undisturbed: true,
    });
    await pair.quiet();
  });
  after(() => pair.stop());
  afterEach(() => {
    pair.sim.faults.clear();
  });

  const { agreed, task } = sidesOf(() => pair);
  const latest = async (taskId: string): Promise<OperationJson | undefined> =>
    (await pair.operations(`&taskId=${taskId}`)).at(-1);
  /** What the worker has logged as errors. */
  const errors = (): string[] =>
    pair
      .worker()
      .logs()
      .split('\n')
      .filter((line) => line.includes('"level":"error"'));

  it('O6, S3: a Redis that is emptied while workers run costs time and not the schedule', async function () {
    const url = pair.database.redisUrl;
    if (url === undefined) this.skip();
    const { id, number } = await agreed({ title: 'Before' });
    const redis = new Redis(url);
    await redis.flushdb();
    redis.disconnect();
    // Nobody tells of it, so that only the schedule can bring it.
    pair.sim.faults.webhooks({ match: { event: 'issues' }, kind: 'drop' });
    pair.sim.world.editIssue(REPO, number, { title: 'After' });
    await pair.query('UPDATE tasks SET next_sync_at = now() WHERE id = $1', [id]);
    await waitFor(async () => (await task(id)).title === 'After', {
      timeoutMs: SOON_MS,
      describe: 'the schedule goes on',
    });
  });

  describe('a bug in one operation', () => {
    afterEach(async () => {
      await pair.query(`DELETE FROM task_sync_operations WHERE content = '{"labels": 5}'`);
    });
    /** Content that no door makes: merging it throws. */
    const poison = async (attempt: number): Promise<string> => {
      const { id } = await agreed({ title: `Poisoned after ${attempt}` });
      await pair.query(
        `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_updated_at, content, attempt, created_at, queued_at)
         VALUES (gen_random_uuid(), 'inbound', 'queued', 'webhook', 'update', $1, date_trunc('second', now()) + interval '1 hour',
           '{"labels": 5}', $2, now(), now())`,
        [id, attempt],
      );
      return id;
    };

    it('G5: it counts as an attempt, waits like every failure, and stands in the log', async () => {
      const id = await poison(0);
      await waitFor(async () => ((await latest(id))?.attempt ?? 0) > 0, {
        timeoutMs: SOON_MS,
        describe: 'the failure is counted',
      });
      expect((await latest(id))?.reason?.code).to.equal('internal_error');
      expect(errors().join()).to.include('TypeError');
    });

    it('G5: it ends as an error that a person sees, not in a circle', async () => {
      const id = await poison(11);
      await waitFor(async () => (await latest(id))?.state === 'errored', {
        timeoutMs: SOON_MS,
        describe: 'the operation is given up',
      });
      expect((await task(id)).sync.status).to.equal('errored');
    });

    it('G5: one that worker after worker died of is not run again, and says so', async () => {
      const id = await poison(12);
      await waitFor(async () => (await latest(id))?.state === 'errored', {
        timeoutMs: SOON_MS,
        describe: 'the operation is given up',
      });
      const given = await latest(id);
      expect(given?.reason?.code).to.equal('workers_lost');
      expect(errors().join(), 'it was not even tried').to.not.include(given?.id);
    });
  });

  it('O6: a wake-up whose run fails stands in the log', async () => {
    const { id } = await agreed({ title: 'Unclaimable' });
    // A column that the claim needs, and the sweep that wakes does not.
    await pair.query('ALTER TABLE task_sync_operations RENAME COLUMN processing_at TO elsewhere');
    try {
      await pair.query(
        `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_updated_at, content, created_at, queued_at)
         VALUES (gen_random_uuid(), 'inbound', 'queued', 'webhook', 'update', $1, now(), '{}', now(), now())`,
        [id],
      );
      await waitFor(() => errors().some((line) => line.includes(id)), {
        timeoutMs: SOON_MS,
        describe: 'the log tells of it',
      });
    } finally {
      await pair.query('ALTER TABLE task_sync_operations RENAME COLUMN elsewhere TO processing_at');
    }
    await pair.quiet();
  });
});

describe('a database that is out of reach without a word', () => {
  let wire: Wire;
  let pair: Pair;
  before(async () => {
    const database = await createDatabase('wire');
    const behind = new URL(database.databaseUrl);
    wire = await layWire(Number(behind.port));
    behind.port = String(wire.port);
    pair = await startPair('wire', {
      database,
      env: { DATABASE_URL: behind.toString(), SCHEDULER_INTERVAL_MS: String(TURN_MS) },
    });
    pair.sim.world.openIssue(REPO, { title: 'Before' });
    await pair.taskOf(1);
    await pair.quiet();
  });
  after(async () => {
    await pair.stop();
    await wire.close();
  });

  it('D1, O6: both services go on with new connections, and what came meanwhile is not lost', async () => {
    wire.cut();
    pair.sim.world.openIssue(REPO, { title: 'Meanwhile' });
    await waitFor(
      async () => (await pair.query(`SELECT 1 FROM tasks WHERE title = 'Meanwhile'`)).length > 0,
      {
        timeoutMs: GIVEN_UP_WITHIN_MS,
        describe: 'the issue is a task',
      },
    );
    await pair.quiet(GIVEN_UP_WITHIN_MS);
  }).timeout(2 * GIVEN_UP_WITHIN_MS);

  it('a transaction whose owner is out of reach gives back its locks', async () => {
    const owner = openDatabase(pair.env['DATABASE_URL'] ?? '', 1);
    const lock = `SELECT id FROM tasks WHERE title = 'Before' FOR UPDATE`;
    const heldUntilNow = new Promise<void>((resolve, reject) => {
      owner
        .$transaction(
          async (tx) => {
            await tx.$queryRawUnsafe(lock);
            wire.cut();
            await pair.query(lock).then(() => {
              resolve();
            }, reject);
          },
          { timeout: GIVEN_UP_WITHIN_MS },
        )
        .catch(reject); // it cannot commit any more
    });
    await heldUntilNow;
  }).timeout(GIVEN_UP_WITHIN_MS);
});
