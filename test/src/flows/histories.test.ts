// What a decision reads: of a resource with a long history no more than of one with a short one (issue: "it asks the
// database for what it needs, by index"). The real statements, with the plans that PostgreSQL chose for them.
import path from 'node:path';
import { expect } from 'chai';
import { acceptChanges } from '@tandem/shared/accept-changes.js';
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { createResourceStore } from '@tandem/shared/db/resources/resource-store.js';
import { createDatabase, type TestDatabase } from '../infra/databases.js';
import { testServers } from '../infra/servers.js';
import { changeOf, seedHistory, seedRepo } from '../load/seed-histories.js';
import { watchPlans, type Plan, type PlanWatch } from '../load/watch-plans.js';

/** By the number of the issue: how many operations it has had. */
const HISTORIES = { 1: 10, 2: 1_000, 3: 20_000 } as const;

describe('histories', () => {
  let made: TestDatabase;
  let db: Database;
  let plans: PlanWatch;
  let clock = Date.parse('2026-01-01T00:00:00Z');
  before(async () => {
    made = await createDatabase('histories');
    db = openDatabase(made.databaseUrl);
    await seedRepo(db);
    for (const [number, length] of Object.entries(HISTORIES)) {
      await decide(Number(number));
      await seedHistory(db, Number(number), length);
    }
    await db.$executeRaw`ANALYZE`;
    plans = await watchPlans(made, path.join(testServers().folder, 'postgres.log'));
  });
  after(async () => {
    await plans.end();
    await db.$disconnect();
    await made.drop();
  });

  /** A change at the door, in a transaction of its own. Each cancels the one before it. */
  const decide = async (number: number): Promise<void> => {
    clock += 2_000;
    const store = createResourceStore(db, { now: () => clock });
    await store.transaction((tx) => acceptChanges(tx, [changeOf(number, clock)], clock));
  };
  const read = ({ rowsRead }: Plan): number => rowsRead['task_sync_operations'] ?? 0;

  it('to decide, a group with 1,000 or 20,000 earlier operations is read as one with 10: what is open, by its index', async () => {
    const short = await plans.of(() => decide(1));
    for (const number of [2, 3]) {
      const long = await plans.of(() => decide(number));
      expect(long.indexes)
        .to.include.members(['task_sync_operations_open', 'task_sync_operations_errored'])
        .and.not.include('(task_sync_operations)');
      expect(read(long)).to.equal(read(short));
    }
    expect(read(short), 'the one that is open, and its update').to.be.within(1, 5);
  });
});
