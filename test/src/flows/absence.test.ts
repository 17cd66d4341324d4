// What GitHub does not show any more (rule P5; SCENARIOS both-12, both-18, pull-9): a question before it is an answer.
import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import { answerBrake } from '@tandem/ingest/commands/allow-deletions.js';
import type { Refusal } from '@tandem/ingest/commands/refusal.js';
import { createClientStore } from '@tandem/shared/db/resources/client-writes.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import { compareRepo } from '@tandem/sync-worker/pull/compare-repo.js';
import { startSimulatedWorker, type SimulatedWorker } from '../infra/simulated-worker.js';

const REPO = 'octo/demo';

describe('absence', () => {
  let worker: SimulatedWorker;
  let repoId: string;
  beforeEach(async () => {
    worker = await startSimulatedWorker('absence');
    for (let index = 0; index < 40; index += 1) {
      worker.advance(1_000);
      worker.sim.world.openIssue(REPO, { title: `Issue ${index}` });
    }
    worker.sim.world.comment(REPO, 1, 'A comment');
    repoId = await worker.connect(REPO);
    await worker.syncRepo(repoId);
  });
  afterEach(async () => {
    await worker.stop();
    expect(worker.sim.violations()).to.deep.equal([]);
  });

  const askFor = async (table: 'tasks' | 'comments', where: string): Promise<void> => {
    await worker.query(`UPDATE ${table} t SET sync_requested_at = now() FROM github_issues i
      WHERE i.task_id = t.${table === 'tasks' ? 'id' : 'task_id'} AND ${where}`);
    await worker.query(`UPDATE github_repos SET next_pull_at = '2999-01-01'`);
    await worker.syncRepo(repoId);
    await worker.drain();
  };
  const tombstones = async (): Promise<number> =>
    (
      await worker.query<{ n: number }>(
        `SELECT ((SELECT count(*) FROM tasks WHERE deleted_at IS NOT NULL)
          + (SELECT count(*) FROM comments WHERE deleted_at IS NOT NULL))::int AS n`,
      )
    )[0]!.n;
  const states = async (): Promise<string[]> =>
    (
      await worker.query<{ state: string }>(
        `SELECT state::text FROM (SELECT state, source FROM task_sync_operations UNION ALL
          SELECT state, source FROM comment_sync_operations) o WHERE source = 'manual' ORDER BY 1`,
      )
    ).map(({ state }) => state);

  it('both-12: an issue that GitHub calls deleted becomes a tombstone, and nothing else is touched', async () => {
    worker.sim.world.deleteIssue(REPO, 5);
    await askFor('tasks', 'i.number = 5');
    expect(await tombstones()).to.equal(1);
    expect(await states()).to.deep.equal(['completed']);
  });

  it('P5: a comment that is not there, of an issue that is, becomes a tombstone', async () => {
    const [comment] = worker.sim.world.comments(REPO, 1);
    worker.sim.world.deleteComment(REPO, comment!.id);
    await askFor('comments', 'i.number = 1');
    expect(await tombstones()).to.equal(1);
  });

  it('both-18: with issues switched off everything is disabled, and nothing tombstoned', async () => {
    worker.sim.world.setHasIssues(REPO, false);
    await askFor('tasks', 'i.number IN (1, 2)');
    expect(await tombstones()).to.equal(0);
    expect(await states()).to.deep.equal(['disabled', 'disabled']);
    expect(await worker.query('SELECT state::text FROM github_repos')).to.deep.equal([
      { state: 'issues_off' },
    ]);
  });

  it('both-18: a repo that the app has lost is disabled, and nothing tombstoned', async () => {
    worker.sim.world.removeRepoFromInstallation(REPO);
    await askFor('tasks', 'i.number IN (1, 2)');
    expect(await tombstones()).to.equal(0);
    expect(await states()).to.deep.equal(['disabled', 'disabled']);
    expect(await worker.query('SELECT state::text FROM github_repos')).to.deep.equal([
      { state: 'unreadable' },
    ]);
  });

  it('both-12: a renamed repo is the same repo under its new name, found by its id', async () => {
    worker.sim.world.renameRepo(REPO, 'renamed');
    worker.sim.world.editIssue('octo/renamed', 3, { title: 'After the rename' });
    await askFor('tasks', 'i.number = 3');
    expect(await worker.query('SELECT name FROM github_repos')).to.deep.equal([{ name: 'renamed' }]);
    const [task] = await worker.query<{ title: string }>(
      'SELECT t.title FROM tasks t JOIN github_issues i ON i.task_id = t.id WHERE i.number = 3',
    );
    expect(task?.title).to.equal('After the rename');
  });

  it('both-12: a pull of a renamed repo goes on under the new name', async () => {
    worker.sim.world.renameRepo(REPO, 'renamed');
    worker.advance(3_600_000);
    worker.sim.world.openIssue('octo/renamed', { title: 'New there' });
    for (let turn = 0; turn < 3; turn += 1) await worker.window();
    expect(await worker.query(`SELECT title FROM tasks WHERE title = 'New there'`)).to.have.length(1);
  });

  it('P5: the full compare finds what was deleted without a word, and what no list has brought', async () => {
    worker.sim.world.deleteIssue(REPO, 7);
    worker.sim.world.openIssue(REPO, { title: 'Never told' });
    worker.advance(60_000);
    const compared = await compareRepo(worker.context, (await worker.context.pulls.repo(repoId))!);
    await worker.drain();
    expect(compared).to.deep.equal({ kind: 'compared', missing: 1 });
    expect(await tombstones()).to.equal(1);
    expect(await worker.query(`SELECT title FROM tasks WHERE title = 'Never told'`)).to.have.length(1);
  });

  it('pull-9: with 60 % of a repo gone in one compare the brake stops it, asks, and nothing is tombstoned', async () => {
    for (let number = 1; number <= 24; number += 1) worker.sim.world.deleteIssue(REPO, number);
    worker.advance(60_000);
    const compared = await compareRepo(worker.context, (await worker.context.pulls.repo(repoId))!);
    await worker.drain();
    expect(compared).to.deep.equal({ kind: 'braked', missing: 24, of: 40 });
    expect(await tombstones()).to.equal(0);
    const [repo] = await worker.query<{ brake: { missing: number } }>(
      'SELECT deletion_brake AS brake FROM github_repos',
    );
    expect(repo?.brake.missing).to.equal(24);
  });

  it('P5: fetch by fetch the brake stops too, once a quarter of a repo has vanished within an hour', async () => {
    for (let number = 1; number <= 24; number += 1) worker.sim.world.deleteIssue(REPO, number);
    await askFor('tasks', 'i.number <= 24');
    expect(await tombstones()).to.equal(10);
    expect((await states()).filter((state) => state === 'errored')).to.have.length(14);
  });

  const brake = async (): Promise<{ missing: number; of: number } | null> =>
    (
      await worker.query<{ brake: { missing: number; of: number } | null }>(
        'SELECT deletion_brake AS brake FROM github_repos',
      )
    )[0]!.brake;
  const allow = async (): Promise<Refusal | null> => {
    const { context, database } = worker;
    const door = {
      ...context,
      database,
      clientStore: createClientStore(database, context.clock),
      githubClock: context.clock,
      repoBell: { ring: () => Promise.resolve(), ringShared: () => Promise.resolve() },
    };
    return answerBrake(door, { by: 'api:ops', access: null }, repoId);
  };

  it('P5: the brake asks a person, and what they allow is deleted, no more', async () => {
    for (let number = 1; number <= 24; number += 1) worker.sim.world.deleteIssue(REPO, number);
    await askFor('tasks', 'i.number <= 24');
    expect(await brake()).to.include({ missing: 11, of: 40 });
    expect(await allow()).to.equal(null);
    await worker.drain();
    expect(await tombstones()).to.equal(24);
    expect(await brake()).to.equal(null);
    expect(await states(), 'what was held back has done its work').not.to.include('errored');
    expect(await allow(), 'nothing is asked any more').to.include({ refused: 'conflict' });

    for (let number = 25; number <= 37; number += 1) worker.sim.world.deleteIssue(REPO, number);
    await askFor('tasks', 'i.number BETWEEN 25 AND 37');
    expect(await tombstones(), 'ten more are tidying up').to.equal(34);
    expect(await brake()).to.include({ missing: 35 });
  });

  it('pull-9: allowed after a compare, the next compare finds what is gone and deletes it', async () => {
    for (let number = 1; number <= 24; number += 1) worker.sim.world.deleteIssue(REPO, number);
    worker.advance(60_000);
    await compareRepo(worker.context, (await worker.context.pulls.repo(repoId))!);
    expect(await allow()).to.equal(null);
    await worker.syncRepo(repoId);
    await worker.drain();
    expect(await tombstones()).to.equal(24);
    expect(await brake()).to.equal(null);
  });

  it('P5: webhooks that tell of many deletions within the hour meet the brake as well', async () => {
    const ids = await worker.query<{ id: string }>('SELECT id::text FROM tasks ORDER BY created_at LIMIT 24');
    for (const { id } of ids) await tellOfDeletion(id);
    await worker.drain();
    expect(await tombstones()).to.equal(10);
    expect(await brake()).to.include({ missing: 11, of: 40 });
    expect(await allow()).to.equal(null);
    await worker.drain();
    expect(await tombstones()).to.equal(24);
  });

  /** What the door makes of an `issues.deleted`. */
  const tellOfDeletion = async (id: string): Promise<void> => {
    const ref = { kind: 'task', id } as const;
    await worker.context.store.transaction(async (tx) => {
      const [task] = await tx.lockAndLoad([ref]);
      const operation = fetchOperation(task!, { id: uuid(), by: 'webhook', source: 'webhook' });
      await tx.save({ ...noEffects(), operations: [{ ...operation, action: 'delete', fetch: false }] });
    });
    await worker.context.bell.ring([ref]);
  };
});
