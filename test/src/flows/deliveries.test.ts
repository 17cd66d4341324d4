// What becomes of a delivery between its arrival and its operation: stored before it is acknowledged, normalized oldest
// first, lost by no crash, and kept with a reason where it says nothing that we sync (rules D1, D4, D5).
import { createHmac, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import pg from 'pg';
import type { Page } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

/** More than one batch of the normalizer. */
const BACKLOG = 60;

describe('deliveries', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('deliveries', { worker: false, undisturbed: true });
  });
  after(() => pair.stop());

  const post = (event: string, payload: unknown, guid = randomUUID()): Promise<Response> => {
    const body = JSON.stringify(payload);
    const mac = createHmac('sha256', pair.sim.app.webhookSecret).update(body).digest('hex');
    return fetch(`${pair.ingest.url}/webhooks/github`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': guid,
        'x-hub-signature-256': `sha256=${mac}`,
      },
      body,
    });
  };
  /** Nobody else reads or writes the table meanwhile. */
  const whileLocked = async (table: string, act: () => Promise<void>): Promise<void> => {
    const client = new pg.Client({ connectionString: pair.database.databaseUrl });
    await client.connect();
    try {
      await client.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      await act();
    } finally {
      await client.query('COMMIT');
      await client.end();
    }
  };
  const waitingFor = (statement: string): Promise<unknown[]> =>
    pair.query(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
      [`%${statement}%`],
    );
  const pending = async (): Promise<number> =>
    (
      await pair.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM webhook_deliveries WHERE state = 'pending'`,
      )
    )[0]?.n ?? -1;

  it('D1: a delivery is acknowledged when it is committed, with its raw body, and not before', async () => {
    const guid = randomUUID();
    const payload = { action: 'pinned', zeal: 'ünïcode  and   spaces' };
    let answered = false;
    let answer: Promise<Response> | undefined;
    await whileLocked('webhook_deliveries', async () => {
      answer = post('issues', payload, guid).finally(() => {
        answered = true;
      });
      await waitFor(async () => (await waitingFor('INSERT INTO webhook_deliveries')).length > 0, {
        timeoutMs: 10_000,
        describe: 'it waits to be stored',
      });
      expect(answered, 'before it is stored').to.equal(false);
    });
    expect((await answer)?.status).to.equal(202);
    const [row] = await pair.query<{ event: string; payload: Buffer; headers: Record<string, string> }>(
      'SELECT event, payload, headers FROM webhook_deliveries WHERE guid = $1',
      [guid],
    );
    expect(row?.payload.toString()).to.equal(JSON.stringify(payload));
    expect(row?.headers).to.include({ 'x-github-delivery': guid, 'x-github-event': 'issues' });
    expect(row?.headers, 'it has done its work').to.not.have.property('x-hub-signature-256');
  });

  for (const [event, action] of [
    ['issues', 'pinned'],
    ['issues', 'milestoned'],
    ['pull_request', 'synchronize'],
    ['pull_request', 'review_requested'],
    ['issue_comment', 'pinned'],
  ] as const) {
    it(`D5: ${event}.${action} carries no field that is synced: it is kept as ignored, with the reason, and makes no operation`, async () => {
      const { number } = pair.sim.world.openIssue(REPO, { title: action });
      await pair.decided();
      const known = (await pair.operations()).length;
      const guid = randomUUID();
      // A whole payload of a linked issue, as GitHub sends it: nothing but its action speaks against it.
      const [opened] = await pair.query<{ payload: Buffer }>(
        `SELECT payload FROM webhook_deliveries WHERE action = 'opened' ORDER BY sequence DESC LIMIT 1`,
      );
      const payload = JSON.parse(opened?.payload.toString() ?? '') as { issue: { number: number } };
      expect(payload.issue.number).to.equal(number);
      expect((await post(event, { ...payload, action }, guid)).status).to.equal(202);
      await pair.decided();
      const { body } = await pair.api.get<Page<Record<string, unknown>>>('/api/v1/deliveries?limit=200');
      expect(body.items.find((delivery) => delivery['guid'] === guid)).to.deep.include({
        state: 'ignored',
        reason: {
          code: 'action_not_synced',
          message: `"${event}.${action}" carries no field that is synced.`,
        },
      });
      expect(await pair.operations()).to.have.length(known);
    });
  }

  it('D4: what was stored when ingest crashed is normalized by the next one, oldest first, each once', async () => {
    await whileLocked('tasks', async () => {
      for (let index = 0; index < BACKLOG; index += 1) {
        pair.sim.world.openIssue(REPO, { title: `Crash ${index}` });
      }
      await pair.sim.settled();
      expect(await pending(), 'stored, and not yet read').to.equal(BACKLOG);
      await pair.ingest.kill();
    });
    const next = await pair.secondIngest();
    await waitFor(async () => (await pending()) === 0, {
      timeoutMs: 30_000,
      describe: 'the next ingest has read them all',
    });
    const operations = await pair.query<{ guid: string; n: number; first: string }>(
      `SELECT d.guid, count(o.id)::int AS n, min(o.sequence)::text AS first FROM webhook_deliveries d
       LEFT JOIN task_sync_operations o ON o.delivery_id = d.id
       WHERE d.action = 'opened' GROUP BY d.id ORDER BY d.sequence DESC LIMIT ${BACKLOG}`,
    );
    expect(operations.map(({ n }) => n)).to.deep.equal(operations.map(() => 1));
    const order = operations.map(({ first }) => Number(first)).reverse();
    expect(order).to.deep.equal([...order].sort((a, b) => a - b));
    const records = await pair.query(`SELECT task_id FROM github_issues`);
    expect(records).to.have.length(pair.sim.world.issues(REPO).length);
    await next.stop();
  }).timeout(60_000);
});
