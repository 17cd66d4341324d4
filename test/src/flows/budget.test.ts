// The budget in its row, on a real PostgreSQL: what the rules of the domain say, said in SQL, and kept although many ask
// at once (rule G1).
import { expect } from 'chai';
import fc from 'fast-check';
import { askToWrite, readBudgetRow, type WriteAnswer } from '@tandem/shared/db/budget/budget-row.js';
import { createInstallationBudget } from '@tandem/shared/db/budget/installation-budget.js';
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { admitWrite, CALL_CLASSES, type WriteRules } from '@tandem/shared/domain/github/budget.js';
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import { createDatabase, type TestDatabase } from '../infra/databases.js';
import { waitFor } from '../infra/wait-for.js';

const INSTALLATION = '4711';
const NOW = Date.parse('2026-05-01T12:00:00Z');
const RULES: WriteRules = { perMinute: 80, perHour: 500, intervalMs: 0, typicalMs: 300 };
/** As many as a pool has connections for, beside the two that watch them. */
const ASKERS = 8;
const ANSWER = { resource: 'core', headers: {}, failure: null } as const;

describe('the budget in its row', () => {
  let made: TestDatabase;
  let database: Database;
  before(async () => {
    made = await createDatabase('budget');
    database = openDatabase(made.databaseUrl);
    await database.githubAppInstallation.create({
      data: {
        id: crypto.randomUUID(),
        externalId: 4711n,
        accountId: 1n,
        accountLogin: 'octo',
        accountType: 'User',
      },
    });
  });
  after(async () => {
    await database.$disconnect();
    await made.drop();
  });

  const waitingForALock = async (): Promise<number> =>
    (
      await database.$queryRaw<{ n: number }[]>`
        SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    )[0]?.n ?? 0;
  /** Milliseconds around NOW, often the same ones: edges are where two ways of saying a rule part. */
  const around = fc.integer({ min: -70, max: 70 }).map((s) => NOW + s * 1_000);
  const stateOf = fc.record({
    silent: fc.option(around),
    quota: fc.option(
      fc.record({
        limit: fc.constant(100),
        remaining: fc.constantFrom(0, 9, 10, 11, 20, 21),
        reset: fc.constant(1),
        until: around,
      }),
    ),
    next: fc.option(around),
    underWay: fc.boolean(),
    ends: fc.array(
      fc.integer({ min: -3_650, max: 0 }).map((s) => NOW + s * 1_000),
      { maxLength: 12 },
    ),
    turns: fc.dictionary(fc.constantFrom(...CALL_CLASSES), around),
  });

  it('the statement answers as the rule does, whatever stands in the row', async () => {
    const spacings = fc.constantFrom([1_000, 300], [0, 0]);
    await fc.assert(
      fc.asyncProperty(stateOf, fc.constantFrom(...CALL_CLASSES), spacings, async (state, call, spacing) => {
        const [intervalMs = 0, typicalMs = 0] = spacing;
        const rules: WriteRules = { perMinute: 3, perHour: 9, intervalMs, typicalMs };
        const ends = [...state.ends].sort((a, b) => a - b);
        if (state.underWay && state.next !== null) ends.push(state.next);
        await database.githubAppInstallation.updateMany({
          data: {
            blockedUntil: state.silent === null ? null : new Date(state.silent),
            budget: state.quota === null ? {} : { core: state.quota },
            nextWriteAt: state.next === null ? null : new Date(state.next),
            writeEnds: ends.map(BigInt),
            writeTurns: { ...state.turns },
          },
        });
        const row = await readBudgetRow(database, INSTALLATION, 'core');
        if (row === null) throw new Error('no row');
        const said = admitWrite(row.state, call, rules, NOW);
        const done = await askToWrite(
          database,
          INSTALLATION,
          { call, resource: 'core', write: true },
          rules,
          NOW,
          {
            grant: true,
            book: true,
          },
        );
        if (said.ok) {
          expect(done.ok).to.equal(true);
          return;
        }
        expect(done).to.include({ ok: false, until: said.until });
        const booked = await readBudgetRow(database, INSTALLATION, 'core');
        expect(booked?.state.turns[call]).to.equal(said.until);
      }),
      { numRuns: 150 },
    );
  }).timeout(90_000);

  it('G1: of many processes that ask at once, one writes at a time, and no minute holds more than its cap', async () => {
    await database.githubAppInstallation.updateMany({
      data: { blockedUntil: null, budget: {}, nextWriteAt: null, writeEnds: [], writeTurns: {} },
    });
    const clock = { now: () => Date.now() };
    const rules = { ...RULES, perMinute: 25 };
    let writing = 0;
    let most = 0;
    let written = 0;
    let refused = 0;
    let takenAway = 0;
    const process = async (): Promise<void> => {
      const budget = createInstallationBudget(database, clock, rules);
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const leave = await budget.before(INSTALLATION, { call: 'event', resource: 'core', write: true });
          if (!leave.ok) {
            refused += 1;
            return;
          }
          writing += 1;
          most = Math.max(most, writing);
          // The place is held while another process asks for it, and asks again.
          for (const call of CALL_CLASSES) {
            const other = await askToWrite(
              database,
              INSTALLATION,
              { call, resource: 'core', write: true },
              rules,
              clock.now(),
              { grant: true, book: false },
            );
            if (other.ok) takenAway += 1;
          }
          writing -= 1;
          written += 1;
          await budget.after(INSTALLATION, { ...ANSWER, write: leave.write });
        }),
      );
    };
    await Promise.all([process(), process(), process()]);
    expect(most).to.equal(1);
    expect(takenAway).to.equal(0);
    expect(written).to.be.within(1, 25);
    expect(written + refused).to.equal(60);
    expect((await readBudgetRow(database, INSTALLATION, 'core'))?.state.writeEnds).to.have.length(written);
  });

  it('G1: of those who ask in the same moment exactly one is let in', async () => {
    await database.githubAppInstallation.updateMany({
      data: { blockedUntil: null, budget: {}, nextWriteAt: null, writeEnds: [], writeTurns: {} },
    });
    const asker = { call: 'event', resource: 'core', write: true } as const;
    const askers: Promise<WriteAnswer>[] = [];
    // While the row is taken they all come to the same point, and are then let go together.
    await database.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM github_app_installations FOR UPDATE`;
      for (let index = 0; index < ASKERS; index += 1) {
        askers.push(askToWrite(database, INSTALLATION, asker, RULES, NOW, { grant: true, book: false }));
      }
      await waitFor(async () => (await waitingForALock()) === ASKERS, {
        timeoutMs: 5_000,
        describe: 'all stand at the row',
      });
    });
    const answers = await Promise.all(askers);
    expect(answers.filter(({ ok }) => ok)).to.have.length(1);
  });

  it('limit-5: ten calls that are refused together without a time are one strike, and a success ends the row', async () => {
    const clock = { now: () => NOW };
    const budget = createInstallationBudget(database, clock, RULES);
    const failure = {
      kind: 'limited',
      until: NOW + 60_000,
      named: false,
      reason: { code: 'rate_limited', message: '' },
    } as const;
    await database.githubAppInstallation.updateMany({ data: { blockedUntil: null, budget: {}, strikes: 0 } });
    await Promise.all(
      Array.from({ length: 10 }, () => budget.after(INSTALLATION, { ...ANSWER, write: null, failure })),
    );
    const strikes = async (): Promise<number | undefined> =>
      (await readBudgetRow(database, INSTALLATION, 'core'))?.strikes;
    expect(await strikes()).to.equal(1);
    await budget.after(INSTALLATION, { ...ANSWER, write: null });
    expect(await strikes(), 'a success of before the silence proves nothing').to.equal(1);
    clock.now = () => NOW + 60_001;
    await budget.after(INSTALLATION, { ...ANSWER, write: null });
    expect(await strikes()).to.equal(0);
  });

  it('G1: REST and GraphQL are two budgets', async () => {
    const clock = { now: () => NOW };
    const budget = createInstallationBudget(database, clock, RULES);
    await database.githubAppInstallation.updateMany({ data: { blockedUntil: null, budget: {} } });
    const headers = {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(NOW / 1_000 + 600),
      date: new Date(NOW).toUTCString(),
    };
    await budget.after(INSTALLATION, { resource: 'core', headers, failure: null, write: null });
    const ask = (resource: 'core' | 'graphql'): Promise<{ ok: boolean }> =>
      budget.before(INSTALLATION, { call: 'interactive', resource, write: false });
    expect(await ask('core')).to.include({ ok: false, until: NOW + 600_000 });
    expect(await ask('graphql')).to.include({ ok: true });
  });

  it('G1: a GraphQL budget that GitHub calls used up leaves REST alone; a secondary limit silences both', async () => {
    const clock = { now: () => NOW };
    const budget = createInstallationBudget(database, clock, RULES);
    await database.githubAppInstallation.updateMany({ data: { blockedUntil: null, budget: {} } });
    const ask = async (resource: 'core' | 'graphql'): Promise<boolean> =>
      (await budget.before(INSTALLATION, { call: 'interactive', resource, write: false })).ok;
    const limited = (until: number, named: boolean): Failure => ({
      kind: 'limited',
      until,
      named,
      reason: { code: 'rate_limited', message: '' },
    });
    const headers = {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(NOW / 1_000 + 600),
      date: new Date(NOW).toUTCString(),
    };
    const usedUp = limited(NOW + 600_000, true);
    await budget.after(INSTALLATION, { resource: 'graphql', headers, failure: usedUp, write: null });
    expect([await ask('core'), await ask('graphql')]).to.deep.equal([true, false]);
    const silence = limited(NOW + 60_000, false);
    await budget.after(INSTALLATION, { resource: 'graphql', headers: {}, failure: silence, write: null });
    expect([await ask('core'), await ask('graphql')]).to.deep.equal([false, false]);
  });
});
