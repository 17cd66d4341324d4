// What is decided at the door, through the real services: nothing runs here, for there is no worker (SCENARIOS "Decisions").
import { expect } from 'chai';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

describe('decisions', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('decisions', { worker: false, undisturbed: true });
  });
  after(() => pair.stop());

  const issue = (title: string): number => pair.sim.world.openIssue(REPO, { title }).number;
  const taskIdOf = (number: number): Promise<string> =>
    waitFor(
      async () =>
        (
          await pair.query<{ task_id: string }>('SELECT task_id FROM github_issues WHERE number = $1', [
            number,
          ])
        )[0]?.task_id,
      { timeoutMs: 10_000, describe: `issue ${number} has a record` },
    );
  it('decide-6: a newer queued change cancels the older ones, which say by which', async () => {
    const number = issue('one');
    const taskId = await taskIdOf(number);
    await pair.decided();
    pair.sim.clock.advance(2_000);
    pair.sim.world.editIssue(REPO, number, { title: 'two' });
    await pair.decided();
    pair.sim.clock.advance(2_000);
    pair.sim.world.editIssue(REPO, number, { title: 'three' });
    await pair.decided();
    const operations = await pair.operations(`&taskId=${taskId}`);
    expect(operations.map(({ state }) => state)).to.deep.equal(['canceled', 'canceled', 'queued']);
    expect(operations[0]?.canceledBy).to.equal(operations[1]?.id);
    expect(operations[1]?.canceledBy).to.equal(operations[2]?.id);
  });

  it('decide-1: a change older than one that is known is dropped for it', async () => {
    const { world, clock, faults } = pair.sim;
    faults.webhooks({ match: { event: 'issues', action: 'opened' }, kind: 'hold', times: 1 });
    const number = issue('late');
    clock.advance(2_000);
    world.editIssue(REPO, number, { title: 'early' });
    const taskId = await taskIdOf(number);
    await pair.decided();
    faults.releaseWebhooks();
    await pair.decided();
    const operations = await pair.operations(`&taskId=${taskId}`);
    expect(operations.map(({ state }) => state)).to.deep.equal(['queued', 'dropped']);
    expect(operations[1]?.droppedFor).to.deep.equal({ type: 'operation', id: operations[0]?.id });
    expect(operations[1]?.reason?.code).to.equal('newer_known');
    faults.clear();
  });

  it('decide-2: a repetition of the same second with the same content is a duplicate of the first', async () => {
    const number = issue('same');
    const taskId = await taskIdOf(number);
    // The same content under another GUID: what a second hook of the same app would bring.
    await pair.query(
      `INSERT INTO webhook_deliveries (id, guid, event, headers, payload)
       SELECT gen_random_uuid(), gen_random_uuid()::text, event, headers, payload FROM webhook_deliveries
       WHERE action = 'opened' ORDER BY sequence DESC LIMIT 1`,
    );
    await pair.decided();
    const operations = await pair.operations(`&taskId=${taskId}`);
    expect(operations.map(({ state }) => state)).to.deep.equal(['queued', 'duplicate']);
    expect(operations[1]?.duplicateOf).to.equal(operations[0]?.id);
  });

  it('decide-8: of three that arrive in the order 3, 1, 2 the last is queued, and the others are dropped for it', async () => {
    const { world, clock, faults } = pair.sim;
    const number = issue('0');
    const taskId = await taskIdOf(number);
    await pair.decided();
    faults.webhooks({ match: { event: 'issues', action: 'edited' }, kind: 'hold', times: 2 });
    for (const title of ['1', '2', '3']) {
      clock.advance(2_000);
      world.editIssue(REPO, number, { title });
    }
    await pair.decided();
    faults.releaseWebhooks();
    await pair.decided();
    const [, third, first, second] = await pair.operations(`&taskId=${taskId}`);
    expect(third?.state).to.equal('queued');
    for (const late of [first, second]) {
      expect(late?.state).to.equal('dropped');
      expect(late?.droppedFor).to.deep.equal({ type: 'operation', id: third?.id });
    }
    faults.clear();
  });
});
