// The claim in SQL and the pure order of a group say the same (rule O4): two sayings of one rule, held together here.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { nextInGroup } from '@tandem/shared/domain/operations/next-in-group.js';
import type { Operation } from '@tandem/shared/domain/operations/operation.js';
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { createResourceStore } from '@tandem/shared/db/resources/resource-store.js';
import type { ResourceStore } from '@tandem/shared/ports/resource-store.js';
import { inbound, outbound, sec } from '@tandem/shared/testing/resources.js';
import { createDatabase, type TestDatabase } from '../infra/databases.js';

const NOW = sec(1_000);
const GROUPS = 60;

const waits = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.integer({ min: 990, max: 1_010 }).map(sec) },
);
const operation = fc.oneof(
  fc
    .record({ at: fc.option(fc.integer({ min: 1, max: 4 })), fetch: fc.boolean(), notBefore: waits })
    .map(({ at, ...rest }) => inbound('', at, {}, rest)),
  waits.map((notBefore) => outbound('', {}, { notBefore })),
);
const group = fc
  .array(operation, { maxLength: 7 })
  .map((list) => list.map((each, sequence): Operation => ({ ...each, id: randomUUID(), sequence })));

describe('claims', () => {
  let database: TestDatabase;
  let db: Database;
  let store: ResourceStore;
  before(async () => {
    database = await createDatabase('claims');
    db = openDatabase(database.databaseUrl);
    store = createResourceStore(db, { now: () => NOW });
  });
  after(async () => {
    await db.$disconnect();
    await database.drop();
  });

  const queue = async (operations: readonly Operation[]): Promise<string> => {
    const taskId = randomUUID();
    await db.$executeRaw`INSERT INTO tasks (id) VALUES (${taskId}::uuid)`;
    const rows = operations.map(({ id, direction, githubUpdatedAt, fetch, notBefore }) => ({
      id,
      direction,
      github_updated_at: githubUpdatedAt === null ? null : new Date(githubUpdatedAt).toISOString(),
      needs_fetch: fetch,
      not_before: notBefore === null ? null : new Date(notBefore).toISOString(),
    }));
    for (const row of rows) {
      await db.$executeRaw`
        INSERT INTO task_sync_operations
          (id, task_id, direction, state, source, action, github_updated_at, needs_fetch, not_before)
        SELECT r.id, ${taskId}::uuid, r.direction, 'queued', 'webhook', 'update', r.github_updated_at, r.needs_fetch, r.not_before
        FROM jsonb_to_record(${JSON.stringify(row)}::jsonb) AS r(id uuid, direction operation_direction,
          github_updated_at timestamptz, needs_fetch boolean, not_before timestamptz)`;
    }
    return taskId;
  };
  const claim = async (taskId: string): Promise<string> => {
    const token = randomUUID();
    const lease = { token, worker: 'test', now: NOW, until: NOW + 60_000 };
    const claimed = await store.claimNext({ kind: 'task', id: taskId }, lease);
    if (claimed.kind !== 'claimed')
      return claimed.kind === 'idle' ? 'idle' : `${claimed.kind} ${claimed.until}`;
    await db.$executeRaw`UPDATE task_sync_operations SET state = 'completed' WHERE claim_token = ${token}::uuid`;
    return `run ${claimed.operation.id}`;
  };
  const expected = (queued: readonly Operation[]): string => {
    const next = nextInGroup(queued, NOW);
    if (next.kind === 'run') return `run ${next.operation.id}`;
    return next.kind === 'wait' ? `wait ${next.until}` : 'idle';
  };

  it('O4: what is claimed, or waited for, is what the pure rule says, until the group is done', async () => {
    await fc.assert(
      fc.asyncProperty(group, async (operations) => {
        const taskId = await queue(operations);
        for (let left = operations; ; left = left.filter(({ id }) => expected(left) !== `run ${id}`)) {
          const want = expected(left);
          expect(await claim(taskId)).to.equal(want);
          if (!want.startsWith('run')) return;
        }
      }),
      { numRuns: GROUPS },
    );
  });

  it('O4: one that is due but held back waits as long as the one that holds it back, and is not asked for in between', async () => {
    const taskId = await queue([
      inbound(randomUUID(), 1, {}, { notBefore: sec(1_030) }),
      inbound(randomUUID(), 2, {}),
    ]);
    expect(await claim(taskId)).to.equal(`wait ${sec(1_030)}`);
  });

  it('O1: while one of the group runs, nothing else of it is claimed, until its lease ends', async () => {
    const taskId = await queue([inbound(randomUUID(), 1, {}), outbound(randomUUID(), {})]);
    const lease = { token: randomUUID(), worker: 'test', now: NOW, until: NOW + 15_000 };
    await store.claimNext({ kind: 'task', id: taskId }, lease);
    expect(await claim(taskId)).to.equal(`busy ${NOW + 15_000}`);
  });

  it('O1: the table itself refuses a second one that is processing', async () => {
    const taskId = await queue([inbound(randomUUID(), 1, {}), outbound(randomUUID(), {})]);
    const both = db.$executeRaw`UPDATE task_sync_operations SET state = 'processing' WHERE task_id = ${taskId}::uuid`;
    expect(
      await both.then(
        () => 'accepted',
        () => 'refused',
      ),
    ).to.equal('refused');
  });
});
