// While GitHub is asked, the database is free (rule O5): a slow answer must not hold a lock that a client waits for.
import { expect } from 'chai';
import { startPair, type Pair } from '../infra/pair.js';
import { sidesOf } from '../infra/sides.js';
import { waitFor } from '../infra/wait-for.js';

describe('open calls', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('calls', { undisturbed: true });
  });
  after(() => pair.stop());
  afterEach(() => {
    pair.sim.faults.clear();
  });

  const { agreed, task } = sidesOf(() => pair);
  /** Transactions that were open when this was asked, and still are. */
  const openSince = async (moment: Date): Promise<unknown[]> =>
    pair.query(
      `SELECT pid, state, query FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start <= $1`,
      [moment],
    );

  const sync = (task: string): Promise<unknown> => pair.api.post(`/api/v1/tasks/${task}/sync`);
  const edit = (task: string): Promise<unknown> => pair.api.patch(`/api/v1/tasks/${task}`, { title: 'Sent' });
  const talk = (task: string): Promise<unknown> =>
    pair.api.post(`/api/v1/tasks/${task}/comments`, { body: 'Ahoy' });
  for (const [call, method, cause] of [
    ['a fetch', 'GET', sync],
    ['the read before a write', 'GET', edit],
    ['a write', 'PATCH', edit],
    ['a create', 'POST', talk],
  ] as const) {
    it(`O5: while the answer to ${call} is awaited no transaction is open, and a client's edit goes through`, async () => {
      const { id } = await agreed({ title: call });
      const seen = pair.sim.requests.length;
      pair.sim.faults.add({ match: { method, route: /\/issues\// }, kind: 'hold', after: 'after' });
      await cause(id);
      await waitFor(() => pair.sim.requests.slice(seen).some(({ fault }) => fault === 'hold'), {
        timeoutMs: 10_000,
        describe: 'GitHub is asked',
      });
      const [{ now } = { now: new Date() }] = await pair.query<{ now: Date }>(
        'SELECT clock_timestamp() AS now',
      );
      await waitFor(async () => (await openSince(now)).length === 0, {
        timeoutMs: 10_000,
        describe: 'every transaction of that moment has ended, though GitHub has not answered',
      });
      expect((await pair.api.patch(`/api/v1/tasks/${id}`, { body: 'Meanwhile' })).status).to.equal(200);
      expect((await pair.operations('&state=processing')).length, 'it still runs').to.be.above(0);
      pair.sim.faults.releaseCalls();
      await pair.quiet();
      expect((await task(id)).body).to.equal('Meanwhile');
    });
  }
});
