// Deliveries that failed are found and sent again (rule P4; SCENARIOS door-12, pull-7).
import { expect } from 'chai';
import { whileUnreachable } from '../infra/databases.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

describe('redelivery', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('redelivery', { env: { SCHEDULER_INTERVAL_MS: '500' } });
    const imported = `SELECT 1 FROM github_repos WHERE import_progress ->> 'status' = 'done'`;
    await waitFor(async () => (await pair.query(imported)).length > 0, {
      timeoutMs: 20_000,
      describe: 'the import is done',
    });
    // A pull would bring what was lost, and nobody could say which of the two did.
    await pair.query(`UPDATE github_repos SET next_pull_at = '2999-01-01'`);
  });
  after(() => pair.stop());

  it('pull-7: a delivery that failed is redelivered by the sweep, and has one effect', async () => {
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

  it('door-12: with the database down a webhook gets a 5xx and nothing is acknowledged; after recovery the sweep has it redelivered, once', async () => {
    const { number } = await whileUnreachable(pair.database.name, async () => {
      const issue = pair.sim.world.openIssue(REPO, { title: 'Into the outage' });
      await pair.sim.settled();
      return issue;
    });
    const [refused] = pair.sim.deliveries();
    expect(refused).to.include({ event: 'issues', action: 'opened', redelivery: false });
    expect(refused?.statusCode).to.be.within(500, 599);
    expect(refused?.responseBody, 'the door itself answered').to.be.a('string').that.includes('"status"');
    const arrived = (): Promise<unknown[]> =>
      pair.query('SELECT 1 FROM webhook_deliveries WHERE guid = $1', [refused?.guid]);
    expect(await arrived()).to.have.length(0);

    const task = await pair.taskOf(number);
    await pair.quiet();
    expect(task.title).to.equal('Into the outage');
    const attempts = pair.sim.deliveries().filter(({ guid }) => guid === refused?.guid);
    expect(attempts.map(({ redelivery, statusCode }) => ({ redelivery, statusCode }))).to.deep.equal([
      { redelivery: true, statusCode: 202 },
      { redelivery: false, statusCode: refused?.statusCode },
    ]);
    expect(await arrived()).to.have.length(1);
    expect((await pair.tasks()).filter(({ github }) => github?.number === number)).to.have.length(1);
    const states = (await pair.operations(`&taskId=${task.id}`)).map(({ state }) => state);
    expect(states).to.deep.equal(['completed']);
  });
});
