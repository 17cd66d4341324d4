// The door for deliveries: who may bring one, that each counts once, and that none of them stops the others (SCENARIOS
// "Doors").
import { createHmac, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import { REPO, startPair, type Pair } from '../infra/pair.js';

/** GitHub's own example payloads, older than today's webhooks: a test of tolerance. */
const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly {
  readonly name: string;
  readonly examples: readonly unknown[];
}[];

/** Rotated out, but still accepted. */
const OLD_SECRET = 'the old secret';

describe('the door for deliveries', () => {
  let pair: Pair;
  before(async () => {
    const simulator = { app: { webhookSecret: 'the new secret' } };
    pair = await startPair('deliveries_door', {
      simulator,
      env: { GITHUB_WEBHOOK_SECRET: `${simulator.app.webhookSecret},${OLD_SECRET}` },
    });
  });
  after(() => pair.stop());

  /** Posts a delivery as GitHub would; every part can be spoiled. */
  const post = (
    event: string,
    payload: unknown,
    spoil: { guid?: string; secret?: string; signature?: string | null; body?: string } = {},
  ): Promise<Response> => {
    const body = JSON.stringify(payload);
    const secret = spoil.secret ?? pair.sim.app.webhookSecret;
    const signature =
      spoil.signature === undefined
        ? `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
        : spoil.signature;
    return fetch(`${pair.ingest.url}/webhooks/github`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': spoil.guid ?? randomUUID(),
        ...(signature === null ? {} : { 'x-hub-signature-256': signature }),
      },
      body: spoil.body ?? body,
    });
  };
  const deliveries = async (): Promise<number> =>
    (await pair.query<{ n: number }>('SELECT count(*)::int AS n FROM webhook_deliveries'))[0]?.n ?? -1;

  it('door-6, D3: the same GUID twice, even at once, is acknowledged twice and has one effect', async () => {
    const { faults, world } = pair.sim;
    faults.webhooks({ match: { event: 'issues' }, kind: 'double' });
    const { number } = world.openIssue(REPO, { title: 'Twice told' });
    const task = await pair.taskOf(number);
    await pair.quiet();
    expect(await pair.operations(`&taskId=${task.id}&source=webhook`)).to.have.length(1);
    faults.clear();

    const guid = randomUUID();
    const payload = { action: 'opened', zen: 'once' };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => post('ping', payload, { guid })));
    expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 202, 202, 202]);
    expect(await pair.query('SELECT 1 FROM webhook_deliveries WHERE guid = $1', [guid])).to.have.length(1);
  });

  it('door-7, D2: a changed byte, a missing header, a wrong secret or SHA-1 alone is refused and nothing is stored', async () => {
    const before = await deliveries();
    const payload = { action: 'opened' };
    const sha1 = `sha1=${createHmac('sha1', pair.sim.app.webhookSecret).update(JSON.stringify(payload)).digest('hex')}`;
    const answers = await Promise.all([
      post('issues', payload, { body: '{"action":"openeD"}' }),
      post('issues', payload, { signature: null }),
      post('issues', payload, { secret: 'not ours' }),
      post('issues', payload, { signature: sha1 }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401, 401]);
    expect(await deliveries()).to.equal(before);
  });

  it('door-7: a delivery without its GUID or its event is refused by name, and another method is not possible', async () => {
    const before = await deliveries();
    const body = '{}';
    const signature = `sha256=${createHmac('sha256', pair.sim.app.webhookSecret).update(body).digest('hex')}`;
    const address = `${pair.ingest.url}/webhooks/github`;
    const bare = await fetch(address, {
      method: 'POST',
      headers: { 'x-hub-signature-256': signature },
      body,
    });
    const { errors } = (await bare.json()) as { errors: readonly { field: string }[] };
    expect([bare.status, errors.map(({ field }) => field)]).to.deep.equal([
      400,
      ['X-GitHub-Delivery', 'X-GitHub-Event'],
    ]);
    const read = await fetch(address);
    expect([read.status, read.headers.get('allow')]).to.deep.equal([405, 'POST']);
    expect(await deliveries()).to.equal(before);
  });

  it('door-8: while secrets rotate, a delivery signed with either is accepted', async () => {
    const ping = exampleOf('ping');
    const answers = await Promise.all([
      post('ping', ping, { secret: pair.sim.app.webhookSecret }),
      post('ping', ping, { secret: OLD_SECRET }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([202, 202]);
  });

  it('door-11, D5: what cannot be read is parked with the field that is wrong, and the next one is served', async () => {
    const { issue, ...rest } = exampleOf('issues', 'opened') as { issue: object };
    const guids = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const answers = await Promise.all([
      post('issues', rest, { guid: guids[0] as string }),
      post('issues', { ...rest, issue: { ...issue, number: null } }, { guid: guids[1] as string }),
      post('issues', { ...rest, issue: { ...issue, user: { login: null } } }, { guid: guids[2] as string }),
      post('issues', 'no object', { guid: guids[3] as string }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 202, 202]);
    await pair.quiet();
    const rows = await pair.query<{ state: string; reason_message: string }>(
      `SELECT state, reason_message FROM webhook_deliveries WHERE guid = ANY($1) ORDER BY array_position($1, guid)`,
      [guids],
    );
    expect(rows.map(({ state }) => state)).to.deep.equal(['parked', 'parked', 'parked', 'parked']);
    expect(rows[1]?.reason_message).to.include('issue.number');
    const { number } = pair.sim.world.openIssue(REPO, { title: 'Next, please' });
    expect((await pair.taskOf(number)).title).to.equal('Next, please');
  });

  it('door-14: a body of more than 25 MB is refused as too large', async () => {
    const body = Buffer.alloc(26 * 1024 * 1024, 0x20);
    const answer = await fetch(`${pair.ingest.url}/webhooks/github`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': randomUUID(),
      },
      body,
    });
    expect(answer.status).to.equal(413);
  });

  it('door-10: unknown repos, events and actions are acknowledged and kept as ignored, with the reason', async () => {
    const unknownRepo = { ...(exampleOf('issues', 'opened') as object) };
    const guids = [randomUUID(), randomUUID(), randomUUID()];
    const answers = await Promise.all([
      post('issues', unknownRepo, { guid: guids[0] as string }),
      post('deployment', exampleOf('deployment', 'created'), { guid: guids[1] as string }),
      post('issues', { ...unknownRepo, action: 'milestoned' }, { guid: guids[2] as string }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([202, 202, 202]);
    await pair.quiet();
    const rows = await pair.query<{ state: string; reason_code: string }>(
      `SELECT state, reason_code FROM webhook_deliveries WHERE guid = ANY($1) ORDER BY array_position($1, guid)`,
      [guids],
    );
    expect(rows).to.deep.equal([
      { state: 'ignored', reason_code: 'repo_unknown' },
      { state: 'ignored', reason_code: 'event_not_synced' },
      { state: 'ignored', reason_code: 'action_not_synced' },
    ]);
  });

  it('P5: an issue that came from a repo which nobody here sees is opened as a new one', async () => {
    const { repository, issue, ...rest } = exampleOf('issues', 'opened') as {
      repository: object;
      issue: object;
    };
    const [repo] = await pair.query<{ id: string }>(`SELECT external_id::text AS id FROM github_repos`);
    const answer = await post('issues', {
      ...rest,
      repository: { ...repository, id: Number(repo?.id), name: 'demo', full_name: REPO },
      issue: { ...issue, id: 9_001_000, number: 9_001, title: 'From nowhere' },
      changes: { old_issue: null, old_repository: repository },
    });
    expect(answer.status).to.equal(202);
    const task = await pair.taskOf(9_001);
    await pair.quiet();
    expect(task).to.include({ title: 'From nowhere', deletedAt: null });
    const sides = await pair.api.get<{ transfers: unknown[] }>(`/api/v1/tasks/${task.id}/sides`);
    expect(sides.body.transfers).to.deep.equal([]);
    const operations = await pair.operations(`&taskId=${task.id}`);
    expect(operations.map(({ state, direction, action }) => [state, direction, action])).to.deep.equal([
      ['completed', 'inbound', 'create'],
    ]);
  });

  it('door-13: every example payload of GitHub’s webhooks is acknowledged and has an outcome', async () => {
    const before = await deliveries();
    const all = examples.flatMap(({ name, examples: payloads }) =>
      payloads.map((payload) => ({ name, payload })),
    );
    expect(all).to.have.length(329);
    for (const { name, payload } of all) {
      const answer = await post(name, payload);
      expect(answer.status, name).to.equal(202);
    }
    await pair.quiet();
    expect(await deliveries()).to.equal(before + 329);
    const open = await pair.query(
      `SELECT event, action FROM webhook_deliveries WHERE state = 'pending' OR (state <> 'processed' AND reason_code IS NULL)`,
    );
    expect(open).to.deep.equal([]);
    const failed = await pair.query(
      `SELECT event, reason_message FROM webhook_deliveries WHERE reason_code = 'failed'`,
    );
    expect(failed).to.deep.equal([]);
  }).timeout(60_000);
});

function exampleOf(event: string, action?: string): unknown {
  const found = examples
    .find(({ name }) => name === event)
    ?.examples.find((payload) => (payload as { action?: string }).action === action);
  if (found === undefined) throw new Error(`There is no example of ${event} ${action ?? ''}.`);
  return found;
}
