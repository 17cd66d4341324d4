// A limit that GraphQL tells of inside a 200 (rules G1, G2, G5), through the real gateway.
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { COMES_BACK_AFTER_MS } from '../domain/github/budget.js';
import type { Budget } from '../ports/budget.js';
import type { Called } from '../ports/github.js';
import { createAppCalls } from './app-calls.js';
import { createAppTokens } from './app-tokens.js';
import { createGateway, type Gateway } from './gateway.js';
import { limitInAnswer } from './graphql-limit.js';
import { createRequest, type Answer } from './request.js';
import {
  APP,
  INSTALLATION,
  json,
  noBudget,
  NOW,
  quiet,
  startScriptedGithub,
  type ScriptedGithub,
} from './testing/scripted-github.js';

const RESET = NOW / 1_000 + 600;
const EMPTY = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': String(RESET),
  'x-ratelimit-resource': 'graphql',
  date: new Date(NOW).toUTCString(),
};
const RATE_LIMITED = { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded.' }] };
const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

describe('a limit of GraphQL', () => {
  let server: ScriptedGithub;
  let gateway: Gateway;
  const before = sinon.spy<Budget['before']>((...asked) => noBudget.before(...asked));
  const after = sinon.spy<Budget['after']>((...told) => noBudget.after(...told));

  beforeEach(async () => {
    server = await startScriptedGithub();
    const clock = { now: () => NOW };
    const send = createRequest({ apiUrl: server.url, clock, log: quiet });
    const callAsApp = createAppCalls(APP, { send, clock, log: quiet });
    const tokens = createAppTokens(callAsApp, clock);
    gateway = createGateway({ send, tokens, callAsApp, budget: { before, after }, clock, log: quiet });
  });
  afterEach(async () => {
    await server.stop();
    before.resetHistory();
    after.resetHistory();
  });

  const ask = (): Promise<Called<Answer>> =>
    gateway.asInstallation(
      { installationId: INSTALLATION, installationRowId: null, call: 'background' },
      { method: 'POST', path: '/graphql', body: { query: '{ viewer { login } }' }, write: false },
    );
  const answered = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    server.on('POST', '/graphql', json(status, body, headers));
  };
  const waits = COMES_BACK_AFTER_MS.background;

  it('G2: RATE_LIMITED in a 200 is a limit until the reset, and is charged to GraphQL alone', async () => {
    answered(200, RATE_LIMITED, EMPTY);
    expect(await ask()).to.deep.equal({
      ok: false,
      failure: {
        kind: 'limited',
        until: RESET * 1_000 + waits,
        named: true,
        reason: { code: 'rate_limited', message: 'API rate limit exceeded.' },
      },
    });
    sinon.assert.calledOnceWithMatch(before, INSTALLATION, { resource: 'graphql' });
    sinon.assert.calledOnceWithMatch(after, INSTALLATION, {
      resource: 'graphql',
      headers: { 'x-ratelimit-remaining': '0' },
      failure: sinon.match({ kind: 'limited', until: RESET * 1_000 }),
    });
  });

  for (const [what, status, body, headers, until, named] of [
    [
      'a secondary limit with its time, in a 403',
      403,
      { message: SECONDARY },
      { 'retry-after': '30' },
      30_000,
      true,
    ],
    ['a secondary limit without a time, in a 403', 403, { message: SECONDARY }, {}, 60_000, false],
    [
      'a secondary limit with its time, in a 200',
      200,
      { errors: [{ message: SECONDARY }] },
      { 'retry-after': '30' },
      30_000,
      true,
    ],
    [
      'a secondary limit without a time, in a 200',
      200,
      { errors: [{ message: SECONDARY }] },
      {},
      60_000,
      false,
    ],
  ] as const) {
    it(`G5: ${what} is a limit`, async () => {
      answered(status, body, headers);
      const called = await ask();
      expect(called).to.have.property('ok', false);
      expect(called).to.deep.nested.include({
        'failure.kind': 'limited',
        'failure.until': NOW + until + waits,
        'failure.named': named,
      });
    });
  }

  it('data beside a limit is not believed: it is not whole', async () => {
    answered(200, { data: { viewer: null }, ...RATE_LIMITED }, EMPTY);
    expect(await ask()).to.have.nested.property('failure.kind', 'limited');
  });

  it('other errors are an answer, for the asker to read', async () => {
    const body = {
      data: { node: null },
      errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a node' }],
    };
    answered(200, body);
    expect(await ask()).to.deep.nested.include({ ok: true, 'value.json': body });
  });

  it('says nothing of what is no answer of GraphQL', () => {
    for (const other of [null, 'text', [], {}, { errors: 'many' }, { errors: [] }]) {
      expect(limitInAnswer(other)).to.equal(null);
    }
    expect(limitInAnswer({ errors: [{ type: 'RATE_LIMITED' }] }))
      .to.be.a('string')
      .and.not.equal('');
  });
});
