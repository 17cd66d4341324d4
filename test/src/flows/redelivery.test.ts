// Deliveries that failed are found and sent again (rule P4; SCENARIOS door-12, pull-7).
import { expect } from 'chai';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

describe('redelivery', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('redelivery', { env: { SCHEDULER_INTERVAL_MS: '500' } });
  });
  after(() => pair.stop());

  it('pull-7: a delivery that failed is redelivered by the sweep, and has one effect', async () => {
    const imported = `SELECT 1 FROM github_repos WHERE import_progress ->> 'status' = 'done'`;
    await waitFor(async () => (await pair.query(imported)).length > 0, {
      timeoutMs: 20_000,
      describe: 'the import is done',
    });
    await pair.query(`UPDATE github_repos SET next_pull_at = '2999-01-01'`);
    pair.sim.faults.webhooks({ match: { event: 'issues' }, kind: 'fail', times: 1 });
    pair.sim.world.openIssue(REPO, { title: 'Lost on the way' });
    await pair.sim.settled();
    expect(await pair.tasks()).to.have.length(0);
    await waitFor(() => pair.sim.deliveries().some(({ redelivery }) => redelivery), {
      timeoutMs: 40_000,
      describe: 'the delivery was sent again',
    });
    const task = await pair.taskOf(1);
    expect(task.title).to.equal('Lost on the way');
    await pair.quiet();
    const states = (await pair.operations(`&taskId=${task.id}`)).map(({ state }) => state);
    expect(states).to.deep.equal(['completed']);
  });
});
