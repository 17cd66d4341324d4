// The schedule (rules S1 to S6; SCENARIOS time-*): what is due is asked for when it is due, many by one list.
import { expect } from 'chai';
import fc from 'fast-check';
import { nextSyncAtSql } from '@tandem/shared/db/schedule/due-resources.js';
import { DEFAULT_SYNC_BOUNDS, nextSyncAt } from '@tandem/shared/domain/schedule/next-sync-at.js';
import { syncRepo } from '@tandem/sync-worker/scheduler/sync-repo.js';
import { startSimulatedWorker, type SimulatedWorker } from '../infra/simulated-worker.js';

const REPO = 'octo/demo';
const HOUR_MS = 3_600_000;

describe('the schedule', () => {
  let worker: SimulatedWorker;
  let repoId: string;
  beforeEach(async () => {
    worker = await startSimulatedWorker('schedule');
  });
  afterEach(async () => {
    await worker.stop();
    expect(worker.sim.violations()).to.deep.equal([]);
  });

  const importIssues = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      if (index % 20 === 0) worker.advance(1_000);
      worker.sim.world.openIssue(REPO, { title: `Issue ${index}` });
    }
    repoId = await worker.connect(REPO);
    await worker.syncRepo(repoId);
    await worker.drain();
  };
  const dueNow = (where = 'true'): Promise<unknown> =>
    worker.query(
      `UPDATE tasks t SET next_sync_at = $1::timestamptz FROM github_issues i WHERE i.task_id = t.id AND ${where}`,
      new Date(worker.now()).toISOString(),
    );
  const noPull = (): Promise<unknown> => worker.query(`UPDATE github_repos SET next_pull_at = '2999-01-01'`);
  const title = async (number: number): Promise<string | undefined> =>
    (
      await worker.query<{ title: string }>(
        'SELECT t.title FROM tasks t JOIN github_issues i ON i.task_id = t.id WHERE i.number = $1',
        number,
      )
    )[0]?.title;
  const operationsSince = async (since: number): Promise<{ source: string; state: string }[]> =>
    worker.query(
      'SELECT source::text, state::text FROM task_sync_operations WHERE created_at >= $1::timestamptz ORDER BY sequence',
      new Date(since).toISOString(),
    );

  it('time-2: the rule said in SQL is the rule of the domain', async () => {
    const T = Date.UTC(2026, 0, 1, 10);
    const time = fc.option(fc.integer({ min: T - 40 * HOUR_MS, max: T + HOUR_MS }));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: T - HOUR_MS, max: T }),
        time,
        time,
        async (synced, remote, event) => {
          const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
          const [row] = await worker.database.$queryRaw<{ next: Date }[]>`
          SELECT ${nextSyncAtSql(synced, DEFAULT_SYNC_BOUNDS)} AS next
          FROM (SELECT ${at(remote)}::timestamptz AS remote_updated_at, ${at(event)}::timestamptz AS latest_event_at) t`;
          const history = { lastSyncedAt: synced, remoteUpdatedAt: remote, latestEventAt: event };
          expect(row?.next.getTime()).to.equal(nextSyncAt(history));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('S2: a resource without webhooks is brought in step when it is due, and not before', async () => {
    await importIssues(1);
    await noPull();
    worker.advance(HOUR_MS);
    worker.sim.world.editIssue(REPO, 1, { title: 'Edited' });
    await worker.query(
      `UPDATE tasks SET next_sync_at = $1::timestamptz`,
      new Date(worker.now() + 300_000).toISOString(),
    );
    await worker.window();
    expect(await title(1)).to.equal('Issue 0');
    await worker.window();
    await worker.window();
    expect(await title(1)).to.equal('Edited');
    const [row] = await worker.query<{ next: Date; synced: Date }>(
      'SELECT next_sync_at AS next, last_synced_at AS synced FROM tasks',
    );
    expect(row!.next.getTime() - row!.synced.getTime()).to.be.within(120_000, 8 * HOUR_MS);
  });

  it('time-8: of 1,000 due in one repo 3 changed: at most 20 requests, 3 inbound operations', async () => {
    await importIssues(1_000);
    await noPull();
    worker.advance(9 * HOUR_MS);
    for (const number of [10, 500, 990]) worker.sim.world.editIssue(REPO, number, { title: `New ${number}` });
    await dueNow();
    worker.newRequests();
    const before = worker.now();
    await worker.window();
    expect(worker.newRequests().length).to.be.at.most(20);
    expect(await operationsSince(before)).to.have.length(3);
    for (const number of [10, 500, 990]) expect(await title(number)).to.equal(`New ${number}`);
    const [late] = await worker.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM tasks WHERE last_synced_at < $1::timestamptz OR next_sync_at <= $1::timestamptz',
      new Date(before).toISOString(),
    );
    expect(late?.n, 'the unchanged ones count as synced').to.equal(0);
  });

  it('S5: where webhooks brought much since the pointer, the list since the oldest due one is enough', async () => {
    await importIssues(300);
    await noPull();
    worker.advance(9 * HOUR_MS);
    // All were brought by webhooks; the pointer knows nothing of it.
    for (let number = 1; number <= 300; number += 1)
      worker.sim.world.editIssue(REPO, number, { title: `B${number}` });
    worker.advance(HOUR_MS);
    await worker.query(`UPDATE github_repos SET next_pull_at = now()`);
    const [pointer] = await worker.query<{ at: Date }>('SELECT issues_pointer_at AS at FROM github_repos');
    await worker.syncRepo(repoId);
    await worker.query(
      'UPDATE github_repos SET issues_pointer_at = $1::timestamptz',
      pointer!.at.toISOString(),
    );
    await noPull();
    worker.advance(HOUR_MS);
    worker.sim.world.editIssue(REPO, 5, { title: 'Five' });
    await dueNow('i.number <= 40');
    worker.newRequests();
    await worker.window();
    expect(worker.newRequests()).to.have.length(1);
    expect(await title(5)).to.equal('Five');
  });

  it('time-9: what is due but disconnected, paused or deleted is skipped, and nothing is written', async () => {
    await importIssues(4);
    await noPull();
    worker.advance(9 * HOUR_MS);
    await dueNow();
    await worker.query('UPDATE tasks SET deleted_at = now()');
    const state = (): Promise<unknown[]> =>
      worker.query('SELECT id, last_synced_at, next_sync_at FROM tasks ORDER BY id');
    const before = await state();
    worker.newRequests();
    await worker.window();
    await worker.query('UPDATE tasks SET deleted_at = NULL');
    for (const closed of [
      'sync_enabled = false',
      `sync_enabled = true, state = 'unreadable'`,
      `state = 'active', project_id = NULL`,
    ]) {
      await worker.query(`UPDATE github_repos SET ${closed}`);
      await worker.window();
    }
    expect(worker.newRequests()).to.deep.equal([]);
    expect(await state()).to.deep.equal(before);
  });

  it('time-6: a repo that cannot be asked backs off by itself, and never before the time that GitHub named', async () => {
    await importIssues(3);
    await noPull();
    worker.advance(9 * HOUR_MS);
    await dueNow();
    const lastSynced = (): Promise<unknown[]> => worker.query('SELECT last_synced_at FROM tasks ORDER BY id');
    let before = await lastSynced();
    worker.sim.faults.add({ match: { route: /\/issues$/ }, kind: 'status', status: 502, times: 2 });
    worker.newRequests();
    await worker.window();
    expect(await lastSynced(), 'a failure is no sync').to.deep.equal(before);
    for (let turn = 0; turn < 4; turn += 1) await worker.window();
    expect(worker.newRequests().map(({ status }) => status)).to.deep.equal([502, 502, 200]);
    worker.advance(9 * HOUR_MS);
    await dueNow();
    before = await lastSynced();
    worker.sim.faults.add({ match: { route: /\/issues$/ }, kind: 'secondary-limit', retryAfterSeconds: 600 });
    worker.newRequests();
    for (let turn = 0; turn < 4; turn += 1) await worker.window();
    expect(worker.newRequests()).to.have.length(1);
    expect(await lastSynced(), 'a limit is no sync').to.deep.equal(before);
    for (let turn = 0; turn < 3; turn += 1) await worker.window();
    expect(worker.newRequests().map(({ status }) => status)).to.deep.equal([200]);
    expect(await lastSynced()).to.not.deep.equal(before);
  });

  it('S4: what a person asked for goes first, once, and is forgotten when it is under way', async () => {
    await importIssues(3);
    await noPull();
    worker.sim.world.editIssue(REPO, 2, { title: 'Asked' });
    await worker.query(
      `UPDATE tasks t SET sync_requested_at = now() FROM github_issues i WHERE i.task_id = t.id AND i.number = 2`,
    );
    const before = worker.now();
    worker.newRequests();
    await worker.window();
    await worker.window();
    expect(await title(2)).to.equal('Asked');
    expect(worker.newRequests().filter(({ path }) => /\/issues\/2$/.test(path))).to.have.length(1);
    const manual = (await operationsSince(before)).filter(({ source }) => source === 'manual');
    expect(manual).to.deep.equal([{ source: 'manual', state: 'completed' }]);
  });

  it('S4: of much that a person asked for a hundred are fetched, and then it is the turn of other repos', async () => {
    await importIssues(120);
    await noPull();
    await worker.query('UPDATE tasks SET sync_requested_at = now()');
    const before = worker.now();
    expect(await syncRepo(worker.context, repoId)).to.deep.equal({ again: true });
    expect((await operationsSince(before)).filter(({ source }) => source === 'manual')).to.have.length(100);
    expect(await syncRepo(worker.context, repoId)).to.deep.equal({ again: false });
    expect((await operationsSince(before)).filter(({ source }) => source === 'manual')).to.have.length(120);
  });

  it('S6: a replica that stays behind is asked ever less often, and believed when it has caught up', async () => {
    await importIssues(1);
    await noPull();
    worker.advance(HOUR_MS);
    // As if a newer state had been told of than any that GitHub still shows.
    await worker.query(
      `UPDATE github_issues SET github_updated_at = github_updated_at + interval '10 minutes'`,
    );
    await worker.query(`UPDATE tasks SET sync_requested_at = now()`);
    worker.newRequests();
    for (let turn = 0; turn < 8; turn += 1) {
      await worker.window();
      for (let second = 0; second < 10; second += 1) {
        worker.advance(1_000);
        await worker.runDue();
      }
    }
    expect(worker.newRequests().length).to.be.within(2, 8);
    worker.sim.world.editIssue(REPO, 1, { title: 'Caught up' });
    await worker.drain();
    expect(await title(1)).to.equal('Caught up');
  });

  it('time-12: after a day’s stop the repos are spread out, in the order in which they were due', async () => {
    await worker.stop();
    const repos = Array.from({ length: 12 }, (_, index) => `octo/r${index}`);
    worker = await startSimulatedWorker('spread', { repos });
    for (const name of repos) {
      worker.sim.world.openIssue(name, { title: name });
      const id = await worker.connect(name);
      await worker.syncRepo(id);
      worker.advance(1_000);
    }
    await noPull();
    worker.advance(24 * HOUR_MS);
    worker.newRequests();
    const from = worker.sim.requests.length;
    await worker.window();
    const asked = worker.sim.requests.slice(from).filter(({ route }) => route.includes('/issues'));
    expect(asked.map(({ repo }) => repo)).to.deep.equal(repos);
    expect(asked.at(-1)!.at - asked[0]!.at).to.be.at.least(11 * 240);
  });
});
