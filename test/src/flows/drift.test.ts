// Drift: what syncing itself would not notice, found by holding random resources against GitHub.
import { expect } from 'chai';
import { drawResource, readDrift, saveSample } from '@tandem/shared/db/schedule/drift.js';
import { sampleDrift } from '@tandem/sync-worker/maintenance/sample-drift.js';
import { startSimulatedWorker, type SimulatedWorker } from '../infra/simulated-worker.js';

const REPO = 'octo/demo';

describe('drift', () => {
  let worker: SimulatedWorker;
  before(async () => {
    worker = await startSimulatedWorker('drift');
    worker.sim.world.openIssue(REPO, { title: 'One' });
    worker.advance(60_000);
    await worker.syncRepo(await worker.connect(REPO));
    await worker.query(`UPDATE github_repos SET next_pull_at = '2999-01-01'`);
  });
  after(() => worker.stop());

  const sample = (): Promise<readonly string[] | null> =>
    sampleDrift({
      ...worker.context,
      draw: () => drawResource(worker.database, 'task'),
      save: (ref, fields) => saveSample(worker.database, ref, fields, worker.now()),
    });
  const told = () => readDrift(worker.database, new Date(worker.now() - 3_600_000));

  it('what is in step counts as sampled', async () => {
    expect(await sample()).to.deep.equal([]);
    expect(await told()).to.include({ sampled: 1, drifted: 0, ratio: 0 });
  });

  it('a record that nobody works on and that differs from GitHub is found, told, and brought in step', async () => {
    // As a lost write would leave it: both the record and what we believe of GitHub are of another title.
    await worker.query(`UPDATE tasks SET title = 'Strayed'`);
    worker.newRequests();
    expect(await sample()).to.deep.equal(['title']);
    expect(worker.newRequests()).to.have.length(1);
    const drift = await told();
    expect(drift).to.include({ sampled: 2, drifted: 1, ratio: 0.5 });
    expect(drift.resources).to.have.length(1);
    expect(drift.resources[0]).to.deep.include({ kind: 'task', fields: ['title'], repaired: false });
    worker.advance(1_000);
    await worker.window();
    await worker.drain();
    const [task] = await worker.query<{ title: string }>('SELECT title FROM tasks');
    expect(worker.sim.world.issue(REPO, 1)?.title).to.equal(task?.title);
    expect((await told()).resources[0]).to.include({ repaired: true });
    expect(await sample()).to.deep.equal([]);
  });
});
