// What a turn of the planner reads (rule S2; SCENARIOS time-11): the real statements, with the plans that PostgreSQL chose
// for them. "make bench" has the same for a million.
import path from 'node:path';
import { expect } from 'chai';
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { createPullStore } from '@tandem/shared/db/schedule/pull-store.js';
import { createDatabase, type TestDatabase } from '../infra/databases.js';
import { testServers } from '../infra/servers.js';
import { seedDue } from '../load/seed-due.js';
import { watchPlans, type PlanWatch } from '../load/watch-plans.js';

const SIZE = 20_000;
const REPOS = 10;
const DUE = 100;
const WINDOW_MS = 120_000;

describe('a turn of the planner', () => {
  let made: TestDatabase;
  let db: Database;
  let plans: PlanWatch;
  before(async () => {
    made = await createDatabase('turn');
    db = openDatabase(made.databaseUrl);
    await seedDue(db, { size: SIZE, repos: REPOS, due: DUE, comments: true });
    plans = await watchPlans(made, path.join(testServers().folder, 'postgres.log'));
  });
  after(async () => {
    await plans.end();
    await db.$disconnect();
    await made.drop();
  });

  it('time-11: of many resources the tick reads those that are due alone', async () => {
    const pulls = createPullStore(db, { now: () => Date.now() });
    const until = Date.now() + WINDOW_MS;
    let found = 0;
    const plan = await plans.of(async () => {
      found = 0;
      for (const { repoId } of await pulls.dueRepos(until))
        found += (await pulls.dueResources(repoId, until, 1_000)).length;
    });
    expect(found, 'tasks and comments').to.equal(2 * DUE);
    for (const [records, links] of [
      ['tasks', 'github_issues'],
      ['comments', 'github_comments'],
    ] as const) {
      expect(plan.indexes)
        .to.include(`${records}_due`)
        .and.not.include(`(${records})`)
        .and.not.include(`(${links})`);
      // The first due one of each repo for the plan, and then each due one, once.
      expect(plan.rowsRead[records], plan.text).to.be.within(DUE, DUE + REPOS);
      expect(plan.rowsRead[links], plan.text).to.be.within(DUE, DUE + REPOS);
    }
  });
});
