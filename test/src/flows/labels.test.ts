// A label that very many issues carry is renamed: each of them is fetched, in parts, and nothing else waits for the last.
import { expect } from 'chai';
import pg from 'pg';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

/** More than two parts. */
const CARRIERS = 1_200;
/** The issues of the simulator come before them. */
const FIRST_NUMBER = 1_001;
const LAST_NUMBER = FIRST_NUMBER + CARRIERS - 1;

describe('a label of very many issues', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('labels', { worker: false, undisturbed: true });
    await pair.query(
      `WITH made AS (
         INSERT INTO tasks (id, project_id, repo_id, kind)
         SELECT gen_random_uuid(), project_id, id, 'issue' FROM github_repos, generate_series(1, ${CARRIERS}) RETURNING id, repo_id)
       INSERT INTO github_issues (id, task_id, repo_id, number, base)
       SELECT gen_random_uuid(), id, repo_id, ${FIRST_NUMBER - 1} + row_number() OVER (), '{"labels": ["Leak"]}' FROM made`,
    );
  });
  after(() => pair.stop());

  it('D4: it is worked through in parts, a crash repeats none of them, and what comes behind it does not wait for the last', async () => {
    const client = new pg.Client({ connectionString: pair.database.databaseUrl });
    await client.connect();
    try {
      // The last part cannot be done yet.
      await client.query(`BEGIN; SELECT 1 FROM tasks t JOIN github_issues i ON i.task_id = t.id
        WHERE i.number = ${LAST_NUMBER} FOR UPDATE OF t`);
      pair.sim.world.createLabel(REPO, { name: 'leak' });
      pair.sim.world.editLabel(REPO, 'leak', { name: 'flooding' });
      const walkedTo = async (): Promise<number | null | undefined> =>
        (
          await pair.query<{ walked_to: number | null }>(
            `SELECT walked_to FROM webhook_deliveries WHERE state = 'pending' AND event = 'label'`,
          )
        )[0]?.walked_to;
      await waitFor(async () => ((await walkedTo()) ?? 0) >= FIRST_NUMBER + CARRIERS / 2, {
        timeoutMs: 20_000,
        describe: 'the first parts are done',
      });
      expect(await walkedTo()).to.be.lessThan(LAST_NUMBER);
      pair.sim.world.openIssue(REPO, { title: 'Behind it' });
      await pair.sim.settled();
      await pair.ingest.kill();
    } finally {
      await client.query('ROLLBACK');
      await client.end();
    }
    const next = await pair.secondIngest();
    await pair.decided();

    const fetches = await pair.query<{ number: number; states: string[]; first: number }>(
      `SELECT i.number, array_agg(o.state::text) AS states, min(o.sequence)::int AS first
       FROM github_issues i JOIN task_sync_operations o ON o.task_id = i.task_id AND o.needs_fetch
       WHERE i.number >= ${FIRST_NUMBER} GROUP BY i.number ORDER BY i.number`,
    );
    expect(fetches).to.have.length(CARRIERS);
    expect(fetches.filter(({ states }) => states.join() !== 'queued')).to.deep.equal([]);
    const [behind] = await pair.query<{ sequence: number }>(
      `SELECT o.sequence::int FROM task_sync_operations o JOIN github_issues i ON i.task_id = o.task_id WHERE i.number = 1`,
    );
    expect(behind?.sequence).to.be.lessThan(fetches.at(-1)?.first ?? 0);
    const label = await pair.query(
      `SELECT state, walked_to, attempt FROM webhook_deliveries WHERE event = 'label' AND action = 'edited'`,
    );
    expect(label).to.deep.equal([{ state: 'processed', walked_to: null, attempt: 1 }]);
    await next.stop();
  }).timeout(60_000);
});
