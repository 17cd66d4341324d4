// The control surface as another process uses it.
import { expect } from 'chai';
import { type Answer, request } from '../testing/app-client.js';
import { startTestSimulator } from '../testing/start-test-simulator.js';
import type { Simulator } from '../simulator.js';

describe('the control surface', () => {
  let simulator: Simulator;
  const call = (method: string, path: string, body?: unknown): Promise<Answer> =>
    request(simulator, undefined, method, path, body);

  beforeEach(async () => {
    simulator = await startTestSimulator();
    simulator.world.createRepo({ owner: 'octo', name: 'demo' });
  });

  afterEach(async () => {
    await simulator.close();
  });

  it('acts as a person', async () => {
    const body = { action: 'openIssue', repo: 'octo/demo', title: 'One', labels: ['bug'], as: 'ann' };
    const answer = await call('POST', '/_sim/actions', body);
    expect(answer.body['result']).to.include({ number: 1, title: 'One', author: 'ann' });
    const state = await call('GET', '/_sim/state');
    expect(state.body['issues']).to.have.length(1);
  });

  for (const [what, body, field] of [
    ['an unknown act', { action: 'fly' }, 'action'],
    ['no act', {}, 'action'],
    ['a missing argument', { action: 'openIssue', repo: 'octo/demo' }, 'title'],
    ['an unknown argument', { action: 'closeIssue', repo: 'octo/demo', number: 1, why: 'x' }, 'why'],
    ['what does not exist', { action: 'closeIssue', repo: 'octo/demo', number: 9 }, 'octo/demo#9'],
  ] as const) {
    it(`answers ${what} with a 400 that names it`, async () => {
      const answer = await call('POST', '/_sim/actions', body);
      expect(answer.status).to.equal(400);
      expect(answer.body['message']).to.include(field);
    });
  }

  it('takes faults, and refuses unclear ones', async () => {
    const good = await call('POST', '/_sim/faults', {
      kind: 'status',
      status: 503,
      match: { route: '/octo/' },
    });
    const hooks = await call('POST', '/_sim/faults', { webhooks: { kind: 'hold' } });
    const bad = await call('POST', '/_sim/faults', { kind: 'explode' });
    expect([good.status, hooks.status, bad.status]).to.deep.equal([201, 201, 400]);
    expect((await call('GET', '/repos/octo/demo')).status).to.equal(503);
    expect((await call('DELETE', '/_sim/faults')).status).to.equal(204);
  });

  it('moves the clock forward only', async () => {
    const before = simulator.clock.now();
    await call('POST', '/_sim/clock', { advanceMs: 60_000 });
    expect(simulator.clock.now() - before).to.be.at.least(60_000);
    expect((await call('POST', '/_sim/clock', { advanceMs: -1 })).status).to.equal(400);
  });

  it('lists requests since one', async () => {
    await call('GET', '/repos/octo/demo');
    await call('GET', '/repos/octo/other');
    const { body } = await call('GET', '/_sim/requests?since=1');
    expect((body['requests'] as { path: string }[]).map((one) => one.path)).to.deep.equal([
      '/repos/octo/other',
    ]);
  });

  it('a page of another site may not act', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const answer = await request(simulator, undefined, 'POST', '/_sim/clock', { advanceMs: 1 }, headers);
    expect(answer.status).to.equal(403);
  });

  it('serves the page without leave to run anything from elsewhere', async () => {
    const reply = await fetch(`${simulator.url}/octo/demo/issues/1`);
    expect(reply.headers.get('content-security-policy')).to.include("default-src 'none'");
    expect(await reply.text()).not.to.match(/<script(?![^>]*\ssrc=)/);
  });
});
