// Every fault, as the client and the state see it.
import { expect } from 'chai';
import { type AppClient, connectApp } from './testing/app-client.js';
import { type HookReceiver, startHookReceiver } from './testing/hook-receiver.js';
import { startTestSimulator } from './testing/start-test-simulator.js';
import type { Simulator } from './simulator.js';

const ISSUES = '/repos/octo/demo/issues';
const CREATE = { method: 'POST', route: '/repos/{owner}/{repo}/issues' };

async function outcome(call: Promise<unknown>): Promise<'answered' | 'cut'> {
  return call.then(
    () => 'answered' as const,
    () => 'cut' as const,
  );
}

describe('faults on demand', function () {
  this.timeout(20_000);
  let receiver: HookReceiver;
  let simulator: Simulator;
  let client: AppClient;

  const titles = (): string[] => simulator.world.issues('octo/demo').map((issue) => issue.title);
  const opened = (title: string): void => {
    simulator.world.openIssue('octo/demo', { title });
  };
  const arrived = (): unknown[] =>
    receiver.hooks.map((hook) => (hook.payload['issue'] as { title: string } | undefined)?.title);

  beforeEach(async () => {
    receiver = await startHookReceiver();
    simulator = await startTestSimulator({ webhookUrl: receiver.url, webhookConcurrency: 1 });
    simulator.world.createRepo({ owner: 'octo', name: 'demo' });
    client = await connectApp(simulator);
    await simulator.settled();
    receiver.hooks.length = 0;
  });

  afterEach(async () => {
    await simulator.close();
    await receiver.close();
  });

  it('a lost reply: the write is done, the connection is cut, once', async () => {
    simulator.faults.add({ match: CREATE, kind: 'lose-reply' });
    expect(await outcome(client.call('POST', ISSUES, { title: 'a' }))).to.equal('cut');
    expect(titles()).to.deep.equal(['a']);
    expect((await client.call('POST', ISSUES, { title: 'b' })).status).to.equal(201);
  });

  it('a reset: nothing is done', async () => {
    simulator.faults.add({ match: CREATE, kind: 'reset' });
    expect(await outcome(client.call('POST', ISSUES, { title: 'a' }))).to.equal('cut');
    expect(titles()).to.deep.equal([]);
  });

  it('a 502 leaves the state alone, or not when it is applied', async () => {
    simulator.faults.add({ match: CREATE, kind: 'status', status: 502 });
    simulator.faults.add({ match: CREATE, kind: 'status', status: 502, applied: true });
    const first = await client.call('POST', ISSUES, { title: 'a' });
    const second = await client.call('POST', ISSUES, { title: 'b' });
    expect([first.status, second.status]).to.deep.equal([502, 502]);
    expect(titles()).to.deep.equal(['b']);
  });

  it('every third match', async () => {
    simulator.faults.add({ match: { route: /issues$/ }, kind: 'status', status: 503, every: 3 });
    const statuses: number[] = [];
    for (let call = 0; call < 6; call += 1) statuses.push((await client.call('GET', ISSUES)).status);
    expect(statuses).to.deep.equal([200, 200, 503, 200, 200, 503]);
  });

  it('a primary limit names its end, holds until then, and notes who calls before', async () => {
    simulator.faults.add({ kind: 'primary-limit', resetAfterMs: 600_000 });
    const limited = await client.call('GET', ISSUES);
    expect(limited.status).to.equal(403);
    expect(limited.headers.get('x-ratelimit-remaining')).to.equal('0');
    const reset = Number(limited.headers.get('x-ratelimit-reset')) * 1000;
    expect(reset - simulator.clock.now()).to.be.within(590_000, 601_000);
    const told = performance.now();
    while (performance.now() - told < 260) await new Promise((resolve) => setImmediate(resolve));
    expect((await client.call('GET', ISSUES)).status).to.equal(403);
    expect(simulator.limitViolations()).to.have.length(1);
    simulator.clock.advance(601_000);
    expect((await client.call('GET', ISSUES)).status).to.equal(200);
    expect(simulator.limitViolations()).to.have.length(1);
  });

  it('a limit of one installation is not the other’s', async () => {
    simulator.world.createRepo({ owner: 'acme', name: 'x' });
    const other = await connectApp(simulator, 'acme');
    const installationId = simulator.world.installation('octo')!.id;
    simulator.faults.add({ match: { installationId }, kind: 'secondary-limit', retryAfterSeconds: 30 });
    expect((await other.call('GET', '/repos/acme/x')).status).to.equal(200);
    const limited = await client.call('GET', ISSUES);
    expect([limited.status, limited.headers.get('retry-after')]).to.deep.equal([403, '30']);
    expect((await other.call('GET', '/repos/acme/x')).status).to.equal(200);
  });

  it('a secondary limit may name no time, and be a 429', async () => {
    simulator.faults.add({ kind: 'secondary-limit', status: 429 });
    const { status, headers, body } = await client.call('GET', ISSUES);
    expect([status, headers.get('retry-after')]).to.deep.equal([429, null]);
    expect(body['message']).to.match(/^You have exceeded a secondary rate limit/);
  });

  it('the hour’s budget runs out by itself', async () => {
    const small = await startTestSimulator({ requestsPerHour: 2 });
    small.world.createRepo({ owner: 'octo', name: 'demo' });
    const poor = await connectApp(small);
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await poor.call('GET', ISSUES)).status);
    await small.close();
    expect(statuses).to.deep.equal([200, 200, 403]);
  });

  it('enforced, the eighty-first write of a minute is refused', async () => {
    const strict = await startTestSimulator({ enforceSecondaryLimits: true });
    strict.world.createRepo({ owner: 'octo', name: 'demo' });
    const writer = await connectApp(strict);
    const statuses: number[] = [];
    for (let call = 0; call < 81; call += 1) {
      statuses.push((await writer.call('POST', ISSUES, { title: `t${call}` })).status);
    }
    await strict.close();
    expect(statuses.filter((status) => status === 201)).to.have.length(80);
    expect(statuses.at(-1)).to.equal(403);
  });

  it('a reply held back lets the webhook come first', async () => {
    simulator.faults.add({ match: CREATE, kind: 'delay', ms: 150, after: 'after' });
    const call = client.call('POST', ISSUES, { title: 'a' }).then(() => receiver.names());
    expect(await call).to.include('issues.opened');
  });

  it('a call held back is done before or after, and answered when it is let go', async () => {
    simulator.faults.add({ match: CREATE, kind: 'hold' });
    simulator.faults.add({ match: CREATE, kind: 'hold', after: 'after' });
    const calls = ['a', 'b'].map((title) => client.call('POST', ISSUES, { title }));
    const held = (): number => simulator.requests.filter(({ fault }) => fault === 'hold').length;
    while (held() < 2) await client.call('GET', ISSUES);
    expect(titles()).to.deep.equal(['b']);
    simulator.faults.releaseCalls();
    expect((await Promise.all(calls)).map(({ status }) => status)).to.deep.equal([201, 201]);
    expect(titles()).to.have.members(['a', 'b']);
  });

  it('a lagging replica shows the version before, in the issue and in the list', async () => {
    await client.call('POST', ISSUES, { title: 'a' });
    await client.call('PATCH', `${ISSUES}/1`, { title: 'b' });
    simulator.faults.add({ match: { method: 'GET' }, kind: 'stale-read', count: 2 });
    const one = await client.call('GET', `${ISSUES}/1`);
    const all = await client.call('GET', ISSUES);
    const now = await client.call('GET', `${ISSUES}/1`);
    expect([one.body['title'], all.list[0]?.['title'], now.body['title']]).to.deep.equal(['a', 'a', 'b']);
  });

  it('a lagging replica has not heard of what was only just made', async () => {
    await client.call('POST', ISSUES, { title: 'a' });
    simulator.faults.add({ kind: 'stale-read', count: 2 });
    const one = await client.call('GET', `${ISSUES}/1`);
    const all = await client.call('GET', ISSUES);
    expect([one.status, all.list]).to.deep.equal([404, []]);
  });

  it('a dropped webhook never comes and is not listed; a failed one is listed', async () => {
    simulator.faults.webhooks({ match: { event: 'issues', action: 'opened' }, kind: 'drop' });
    const before = simulator.deliveries().length;
    opened('lost');
    simulator.faults.webhooks({ kind: 'fail', status: 500 });
    opened('failed');
    await simulator.settled();
    expect(arrived()).to.deep.equal([]);
    expect(simulator.deliveries()).to.have.length(before + 1);
    simulator.redeliver(simulator.deliveries()[0]!);
    await simulator.settled();
    expect(arrived()).to.deep.equal(['failed']);
  });

  it('a doubled webhook comes twice under one GUID', async () => {
    simulator.faults.webhooks({ kind: 'double' });
    opened('a');
    await simulator.settled();
    expect(new Set(receiver.hooks.map((hook) => hook.headers['x-github-delivery'])).size).to.equal(1);
    expect(arrived()).to.deep.equal(['a', 'a']);
  });

  it('a delayed webhook lets others pass, and is waited for', async () => {
    simulator.faults.webhooks({ kind: 'delay', ms: 80 });
    opened('late');
    opened('soon');
    await simulator.settled();
    expect(arrived()).to.deep.equal(['soon', 'late']);
  });

  it('held webhooks come when they are released', async () => {
    simulator.faults.webhooks({ kind: 'hold', times: 2 });
    opened('a');
    opened('b');
    opened('c');
    await simulator.settled();
    expect(arrived()).to.deep.equal(['c']);
    simulator.faults.releaseWebhooks();
    await simulator.settled();
    expect(arrived()).to.deep.equal(['c', 'a', 'b']);
  });

  it('a window of three comes last first', async () => {
    simulator.faults.webhooks({ kind: 'reorder', window: 3 });
    for (const title of ['a', 'b', 'c', 'd']) opened(title);
    await simulator.settled();
    expect(arrived()).to.deep.equal(['c', 'b', 'a', 'd']);
  });

  it('cleared, nothing is spoiled any more', async () => {
    simulator.faults.add({ kind: 'reset', times: 9 });
    simulator.faults.webhooks({ kind: 'drop', times: 9 });
    simulator.faults.clear();
    expect((await client.call('POST', ISSUES, { title: 'a' })).status).to.equal(201);
    await simulator.settled();
    expect(arrived()).to.deep.equal(['a']);
  });
});
