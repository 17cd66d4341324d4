// What a client deleted stays deleted, whoever tells of it again (rule M5; SCENARIOS both-16; its webhook is in both-ways).
import { expect } from 'chai';
import { deleteRecord } from '@tandem/ingest/commands/change-records.js';
import { isRefusal } from '@tandem/ingest/commands/refusal.js';
import { clientDoor, WRITER } from '../infra/client-door.js';
import { startSimulatedWorker, type SimulatedWorker } from '../infra/simulated-worker.js';

const REPO = 'octo/demo';
const MINUTE_MS = 60_000;

describe('deleted here', () => {
  let worker: SimulatedWorker;
  before(async () => {
    worker = await startSimulatedWorker('deleted_here');
  });
  after(async () => {
    expect(worker.sim.violations()).to.deep.equal([]);
    await worker.stop();
  });

  const tasks = (): Promise<{ id: string; deleted: boolean; state: string }[]> =>
    worker.query('SELECT id::text, deleted_at IS NOT NULL AS deleted, state::text FROM tasks');

  it('both-16: the next pull of the issue that was closed for it makes no new task, and brings nothing back', async () => {
    worker.sim.world.openIssue(REPO, { title: 'Overboard' });
    const repoId = await worker.connect(REPO);
    await worker.syncRepo(repoId);
    await worker.drain();
    const [task] = await tasks();
    if (task === undefined) throw new Error('The issue was not imported.');
    worker.advance(MINUTE_MS);
    const deleted = await deleteRecord(clientDoor(worker), WRITER, { kind: 'task', id: task.id }, undefined);
    expect(isRefusal(deleted)).to.equal(false);
    await worker.drain();
    expect(worker.sim.world.issue(REPO, 1)).to.include({ state: 'closed', stateReason: 'not_planned' });
    // And once more after a person has touched it there: no list tells who closed it.
    for (const touch of [false, true]) {
      worker.advance(10 * MINUTE_MS);
      if (touch) worker.sim.world.addLabels(REPO, 1, ['seen']);
      await worker.query(
        'UPDATE github_repos SET next_pull_at = $1::timestamptz',
        new Date(worker.now()).toISOString(),
      );
      const before = worker.sim.requests.length;
      await worker.syncRepo(repoId);
      await worker.drain();
      const asked = worker.sim.requests.slice(before);
      expect(asked.filter(({ route }) => route.endsWith('/issues'))).to.not.be.empty;
      expect(asked.filter(({ method }) => method !== 'GET')).to.deep.equal([]);
      expect(await tasks()).to.deep.equal([{ ...task, deleted: true }]);
    }
  });
});
