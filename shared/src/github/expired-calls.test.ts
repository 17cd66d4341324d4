// Rule G3: a worker that stood still between its plan and its write does not send it.
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { LATE_WRITE_MS, SEND_WITHIN_MS } from '../domain/merge/write-intents.js';
import type { AccountStore } from '../ports/people.js';
import { createAsPerson } from './as-person.js';
import { EXPIRED } from './expired-calls.js';
import { REQUEST_TIMEOUT_MS } from './request.js';
import {
  adapterOn,
  addressOf,
  INSTALLATION,
  issueOf,
  json,
  noBudget,
  NOW,
  quiet,
  startScriptedGithub,
  TOKENS,
  type ScriptedGithub,
} from './testing/scripted-github.js';

const ISSUE = '/repos/acme/shop/issues/7';
const task = { kind: 'task', id: '01900000-0000-7000-8000-00000000000a' } as const;
const NO_FRAME = { before: '', after: '' };
const UNTIL = NOW + SEND_WITHIN_MS;

describe('G3: a plan that became too old', () => {
  let server: ScriptedGithub;
  let now = NOW;
  const clock = { now: () => now };
  const patch = (): Promise<unknown> =>
    adapterOn(server.url, { clock }).github.writes(UNTIL).patch(task, addressOf(), { title: 't' }, NO_FRAME);

  beforeEach(async () => {
    now = NOW;
    server = await startScriptedGithub();
    server.on('PATCH', ISSUE, json(200, issueOf()));
  });
  afterEach(() => server.stop());

  it('leaves until its very last millisecond, and not after it', async () => {
    now = UNTIL;
    expect(await patch()).to.include({ ok: true });
    now = UNTIL + 1;
    expect(await patch()).to.deep.equal(EXPIRED);
    expect(server.seen).to.have.length(1);
  });

  it('is found out after the wait for a token, however long that was', async () => {
    server.on('POST', TOKENS, (response, call) => {
      now = UNTIL + 1;
      json(201, { token: 't', expires_at: new Date(NOW + 3_600_000).toISOString() })(response, call);
    });
    expect(await patch()).to.deep.equal(EXPIRED);
    expect(server.seen).to.deep.equal([]);
  });

  it('is found out again before a second try with another token', async () => {
    await patch();
    server.on('PATCH', ISSUE, (response, call) => {
      now = UNTIL + 1;
      json(401, { message: 'Bad credentials' })(response, call);
    });
    const { github } = adapterOn(server.url, { clock });
    await github.read(task, addressOf(), 'event'); // so that its token is not a new one
    expect(await github.writes(UNTIL).patch(task, addressOf(), { title: 't' }, NO_FRAME)).to.deep.equal(
      EXPIRED,
    );
    expect(server.seen.filter(({ method }) => method === 'PATCH')).to.have.length(2);
  });

  it('G8: does not leave in a person’s name either', async () => {
    now = UNTIL + 1;
    const asPerson = createAsPerson({
      send: () => Promise.reject(new Error('It was sent.')),
      tokens: {
        authorization: () => Promise.resolve({ kind: 'token', access: 't', version: 1, troubled: false }),
        afterRefusal: () => Promise.resolve({ kind: 'none' }),
      },
      accounts: {} as AccountStore,
      budget: noBudget,
      clock,
      log: quiet,
    });
    const call = { method: 'POST', path: '/x', body: {}, write: true, until: UNTIL } as const;
    const writer = { accountId: 'a', externalId: '1', login: 'ann' };
    expect(await asPerson(writer, { installationId: INSTALLATION, call: 'event' }, call)).to.deep.equal(
      EXPIRED,
    );
  });

  it('a read has no such time', async () => {
    server.on('GET', ISSUE, json(200, issueOf()));
    now = NOW + 10 * LATE_WRITE_MS;
    const { github } = adapterOn(server.url, { clock });
    expect(await github.read(task, addressOf(), 'event')).to.include({ ok: true });
  });

  it('what left in time arrives before its intent is forgotten', () => {
    expect(SEND_WITHIN_MS + REQUEST_TIMEOUT_MS).to.be.below(LATE_WRITE_MS);
  });
});
