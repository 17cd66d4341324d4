import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';
import { CALL_CLASSES, COMES_BACK_AFTER_MS } from '../domain/github/budget.js';
import type { Failure } from '../domain/github/failures.js';
import type { Called, Github, GithubWrites } from '../ports/github.js';
import type { Budget } from '../ports/budget.js';
import {
  adapterOn,
  addressOf,
  commentOf,
  INSTALLATION,
  issueOf,
  json,
  markers,
  noBudget,
  NOW,
  startScriptedGithub,
  TOKENS,
  type Reply,
  type ScriptedGithub,
} from './testing/scripted-github.js';

const ID = '01900000-0000-7000-8000-00000000000a';
const task = { kind: 'task', id: ID } as const;
const comment = { kind: 'comment', id: ID } as const;
const ISSUES = '/repos/acme/shop/issues';
const ISSUE = `${ISSUES}/7`;
const NO_FRAME = { before: '', after: '' };
const FRAME = { before: 'by\n\n', after: '\n\nmark' };
const hangUp: Reply = (response) => {
  response.destroy();
};

function failureOf(called: Called<unknown>): Failure {
  if (called.ok) throw new Error('It did not fail.');
  return called.failure;
}

function valueOf<T>(called: Called<T>): T {
  if (!called.ok) throw new Error(called.failure.reason.message);
  return called.value;
}

describe('the adapter to GitHub', () => {
  let server: ScriptedGithub;
  let github: Github;
  let writes: GithubWrites;

  beforeEach(async () => {
    server = await startScriptedGithub('/api/v3');
    ({ github } = adapterOn(server.url));
    writes = github.writes(Infinity);
  });
  afterEach(() => server.stop());

  const read = (etag: string | null = null): Promise<Called<unknown>> =>
    github.read(task, addressOf({ etag }), 'event');
  const post = (): Promise<Called<unknown>> => writes.create(task, addressOf(), { title: 't' }, NO_FRAME);
  const patch = (): Promise<Called<unknown>> => writes.patch(task, addressOf(), { title: 't' }, NO_FRAME);

  describe('reading', () => {
    it('an issue comes in normal form, with its ETag and GitHub’s clock', async () => {
      server.on('GET', ISSUE, json(200, issueOf(), { etag: '"e1"' }));
      const state = valueOf(await github.read(task, addressOf(), 'event'));
      expect(state).to.deep.include({ etag: '"e1"', answeredAt: NOW });
      expect(state).to.have.nested.property('content.title', 'A title');
    });

    it('a comment is read by its id', async () => {
      server.on('GET', `${ISSUES}/comments/555`, json(200, commentOf()));
      const state = valueOf(await github.read(comment, addressOf(), 'event'));
      expect(state).to.have.deep.property('content', { body: 'A comment' });
    });

    it('a text passes byte for byte, digits and line ends too', async () => {
      const body = 'a\r\n"12345678901234567890n" 12345678901234567890\u2028';
      server.on('GET', ISSUE, json(200, issueOf({ body })));
      expect(valueOf(await read())).to.have.nested.property('content.body', body);
    });

    it('a read is conditional where an ETag is known, and 304 is no failure (G4)', async () => {
      server.on('GET', ISSUE, (response) => response.writeHead(304, { etag: '"e1"' }).end());
      expect(valueOf(await read('"e1"'))).to.equal('not_modified');
      expect(server.seen[0]?.headers['if-none-match']).to.equal('"e1"');
    });

    it('every call names us and the version of the API', async () => {
      server.on('GET', ISSUE, json(200, issueOf()));
      await read();
      expect(server.seen[0]?.headers).to.include({
        'user-agent': 'tandem-sync',
        'x-github-api-version': '2022-11-28',
        authorization: 'token t1',
      });
    });

    it('an answer that is no issue is tried again later', async () => {
      server.on('GET', ISSUE, json(200, '<html>'));
      expect(failureOf(await read())).to.deep.include({ kind: 'transient' });
    });

    it('a thing without an address on GitHub is a bug of the caller', async () => {
      const called = github.read(task, addressOf({ number: null }), 'event');
      expect(await called.catch((error: unknown) => error)).to.be.an('error');
    });
  });

  describe('failures are values (G5)', () => {
    it('a redirect is not followed: the thing has moved', async () => {
      const location = 'https://api.github.example/repositories/1/issues/7';
      server.on('GET', ISSUE, json(301, { message: 'Moved Permanently' }, { location }));
      expect(failureOf(await read())).to.deep.include({ kind: 'moved', location });
      expect(server.seen).to.have.length(1);
    });

    for (const status of [404, 410] as const) {
      it(`${status} is gone`, async () => {
        server.on('GET', ISSUE, json(status, { message: 'Not Found' }));
        expect(failureOf(await read())).to.deep.include({ kind: 'gone', status });
      });
    }

    it('422 keeps GitHub’s own words', async () => {
      const errors = [
        { resource: 'Issue', field: 'title', code: 'missing_field' },
        { message: 'body is too long' },
      ];
      server.on('POST', ISSUES, json(422, { message: 'Validation Failed', errors }));
      expect(failureOf(await post())).to.deep.equal({
        kind: 'invalid',
        reason: { code: 'invalid', message: 'Validation Failed: title missing_field, body is too long' },
      });
    });

    it('403 with retry-after is a limit until then', async () => {
      const message = 'You have exceeded a secondary rate limit';
      server.on('GET', ISSUE, json(403, { message }, { 'retry-after': '90' }));
      for (const call of CALL_CLASSES) {
        // Each class comes back a moment after the more urgent one.
        const until = NOW + 90_000 + COMES_BACK_AFTER_MS[call];
        const refused = failureOf(await github.read(task, addressOf(), call));
        expect(refused).to.deep.include({ kind: 'limited', until, named: true });
      }
    });

    it('403 without a limit is a missing permission', async () => {
      server.on('GET', ISSUE, json(403, { message: 'Resource not accessible by integration' }));
      expect(failureOf(await read())).to.deep.include({ kind: 'forbidden', suspended: false });
    });

    it('429 without a time waits at least a minute', async () => {
      server.on('GET', ISSUE, json(429, { message: 'Too many requests' }));
      const until = NOW + 60_000 + COMES_BACK_AFTER_MS.event;
      expect(failureOf(await read())).to.deep.include({ kind: 'limited', until, named: false });
    });

    it('a 5xx on a read is transient', async () => {
      server.on('GET', ISSUE, json(502, 'Bad Gateway'));
      expect(failureOf(await read()).kind).to.equal('transient');
    });

    it('a 5xx on a write may hide a write that was done', async () => {
      server.on('PATCH', ISSUE, json(502, '<html>'));
      expect(failureOf(await patch()).kind).to.equal('unknown_outcome');
    });

    it('a hang-up after a write was sent leaves its outcome unknown, and it is not repeated (G7)', async () => {
      server.on('POST', ISSUES, hangUp);
      expect(failureOf(await post()).kind).to.equal('unknown_outcome');
      expect(server.seen).to.have.length(1);
    });

    it('a hang-up on a read is transient', async () => {
      server.on('GET', ISSUE, hangUp);
      expect(failureOf(await read()).kind).to.equal('transient');
    });

    it('an answer that breaks off leaves the outcome of a write unknown', async () => {
      server.on('POST', ISSUES, (response) => {
        response.writeHead(201, { 'content-type': 'application/json', 'content-length': '500' });
        response.write('{"id":', () => response.destroy());
      });
      expect(failureOf(await post()).kind).to.equal('unknown_outcome');
    });

    it('a success that cannot be read leaves the outcome of a write unknown', async () => {
      server.on('POST', ISSUES, json(201, {}));
      expect(failureOf(await post()).kind).to.equal('unknown_outcome');
    });

    it('a write that GitHub does not answer in time has an unknown outcome', async () => {
      writes = adapterOn(server.url, { timeoutMs: 100 }).github.writes(Infinity);
      server.on('POST', ISSUES, () => undefined);
      expect(failureOf(await post()).kind).to.equal('unknown_outcome');
    });
  });

  describe('writing', () => {
    it('a create sends the text in its frame', async () => {
      server.on('POST', ISSUES, json(201, issueOf()));
      const values = { title: 't', body: 'b', labels: ['x'], assignees: ['ann'] };
      valueOf(await writes.create(task, addressOf(), values, FRAME));
      expect(server.seen[0]?.body).to.deep.equal({
        title: 't',
        body: 'by\n\nb\n\nmark',
        labels: ['x'],
        assignees: ['ann'],
      });
    });

    it('a comment is created under its issue', async () => {
      server.on('POST', `${ISSUE}/comments`, json(201, commentOf()));
      valueOf(await writes.create(comment, addressOf(), { body: 'b' }, FRAME));
      expect(server.seen[0]?.body).to.deep.equal({ body: 'by\n\nb\n\nmark' });
    });

    it('a PATCH names the changed fields only (M2)', async () => {
      server.on('PATCH', ISSUE, json(200, issueOf()));
      valueOf(await writes.patch(task, addressOf(), { title: '12n' }, FRAME));
      expect(server.seen[0]?.body).to.deep.equal({ title: '12n' });
    });

    it('a cleared body is sent as cleared, with its frame kept', async () => {
      server.on('PATCH', ISSUE, json(200, issueOf()));
      valueOf(await writes.patch(task, addressOf(), { body: '' }, FRAME));
      expect(server.seen[0]?.body).to.deep.equal({ body: 'by\n\n\n\nmark' });
    });

    it('a reason goes with closing, not with opening', async () => {
      server.on('PATCH', ISSUE, json(200, issueOf()));
      await writes.patch(task, addressOf(), { state: { state: 'closed', reason: 'not_planned' } }, FRAME);
      await writes.patch(task, addressOf(), { state: { state: 'open', reason: 'reopened' } }, FRAME);
      expect(server.seen.map(({ body }) => body)).to.deep.equal([
        { state: 'closed', state_reason: 'not_planned' },
        { state: 'open' },
      ]);
    });

    it('names are added to a set in one call', async () => {
      server.on('POST', `${ISSUE}/labels`, json(200, []));
      valueOf(await writes.addToSet(addressOf(), 'labels', ['a', 'b']));
      expect(server.seen.map(({ body }) => body)).to.deep.equal([{ labels: ['a', 'b'] }]);
    });

    it('labels are taken away one by one, whatever is in their names', async () => {
      server.on('DELETE', `${ISSUE}/labels/a%2Fb%20%3F`, json(200, []));
      valueOf(await writes.removeFromSet(addressOf(), 'labels', ['a/b ?']));
    });

    it('a label that is gone already is no failure, and tells nothing of the rest', async () => {
      server.on('DELETE', `${ISSUE}/labels/a`, json(404, { message: 'Label does not exist' }));
      expect(valueOf(await writes.removeFromSet(addressOf(), 'labels', ['a']))).to.equal(null);
    });

    it('what is in a set after a write is what the last answer says, labels and assignees alike', async () => {
      server.on('DELETE', `${ISSUE}/labels/a`, json(200, [{ name: 'b' }, { name: 'c' }]));
      server.on('DELETE', `${ISSUE}/labels/b`, json(200, [{ name: 'c' }]));
      const labels = valueOf(await writes.removeFromSet(addressOf(), 'labels', ['a', 'b']));
      expect(labels?.names).to.deep.equal(['c']);
      server.on('POST', `${ISSUE}/assignees`, json(201, issueOf({ assignees: [{ login: 'ann' }] })));
      const assignees = valueOf(await writes.addToSet(addressOf(), 'assignees', ['ann', 'stranger']));
      expect(assignees?.names).to.deep.equal(['ann']);
    });

    it('a label named "." is refused: its address would take all labels away', async () => {
      const called = await writes.removeFromSet(addressOf(), 'labels', ['a', '.']);
      expect(failureOf(called).kind).to.equal('invalid');
      expect(server.seen).to.be.empty;
    });

    it('assignees are taken away in one call', async () => {
      server.on('DELETE', `${ISSUE}/assignees`, json(200, issueOf()));
      valueOf(await writes.removeFromSet(addressOf(), 'assignees', ['ann', 'bob']));
      expect(server.seen[0]?.body).to.deep.equal({ assignees: ['ann', 'bob'] });
    });

    it('nothing to add or remove is no call', async () => {
      valueOf(await writes.addToSet(addressOf(), 'labels', []));
      valueOf(await writes.removeFromSet(addressOf(), 'assignees', []));
      expect(server.seen).to.be.empty;
    });

    it('a comment is deleted; 204 has no body', async () => {
      server.on('DELETE', `${ISSUES}/comments/555`, (response) => response.writeHead(204).end());
      expect(valueOf(await writes.remove(comment, addressOf()))).to.be.null;
    });
  });

  describe('the budget', () => {
    const budgetOf = (patch: Partial<Budget>): { github: Github; after: sinon.SinonSpy } => {
      const after = sinon.spy(patch.after ?? (() => Promise.resolve()));
      return { github: adapterOn(server.url, { budget: { ...noBudget, ...patch, after } }).github, after };
    };

    it('a refusal is a limit with its time, and no call is made (G2)', async () => {
      const refuse: Budget['before'] = () =>
        Promise.resolve({ ok: false, until: NOW + 5, reason: 'until then' });
      ({ github } = budgetOf({ before: refuse }));
      expect(failureOf(await read())).to.deep.equal({
        kind: 'limited',
        until: NOW + 5,
        named: true,
        reason: { code: 'rate_limited', message: 'until then' },
      });
      expect(server.seen).to.be.empty;
    });

    it('hears the headers and the failure of every answer', async () => {
      const { github: heard, after } = budgetOf({});
      server.on('GET', ISSUE, json(404, { message: 'Not Found' }, { 'x-ratelimit-remaining': '17' }));
      await heard.read(task, addressOf(), 'event');
      sinon.assert.calledOnceWithMatch(after, INSTALLATION, {
        resource: 'core',
        headers: { 'x-ratelimit-remaining': '17' },
        failure: { kind: 'gone' },
      });
    });

    it('the wait after an unnamed limit grows with the strikes', async () => {
      ({ github } = budgetOf({ before: () => Promise.resolve({ ok: true, strikes: 2, write: null }) }));
      server.on('GET', ISSUE, json(429, { message: 'Too many requests' }));
      const until = NOW + 240_000 + COMES_BACK_AFTER_MS.event;
      expect(failureOf(await read())).to.deep.include({ kind: 'limited', until });
    });

    it('a write that was done stays done when the budget cannot be updated', async () => {
      ({ github } = budgetOf({ after: () => Promise.reject(new Error('no database')) }));
      server.on('POST', ISSUES, json(201, issueOf()));
      expect((await post()).ok).to.be.true;
    });
  });

  describe('tokens', () => {
    beforeEach(() => {
      server.on('GET', ISSUE, json(200, issueOf()));
    });

    it('many calls at once mint one token', async () => {
      await Promise.all([read(), read(), read()]);
      await read();
      expect(server.minted()).to.equal(1);
    });

    it('a token is renewed some minutes before it expires', async () => {
      let now = NOW;
      ({ github } = adapterOn(server.url, { clock: { now: () => now } }));
      await read();
      now += 54 * 60_000;
      await read();
      expect(server.minted()).to.equal(1);
      now += 2 * 60_000;
      await read();
      expect(server.minted()).to.equal(2);
    });

    it('a clock that is wrong by an hour does not make tokens look expired', async () => {
      ({ github } = adapterOn(server.url, { clock: { now: () => NOW + 3_600_000 } }));
      await read();
      await read();
      expect(server.minted()).to.equal(1);
    });

    it('a token that GitHub refuses is replaced once, even for a write: nothing was done', async () => {
      await read();
      server.on('POST', ISSUES, (response, call) => {
        const refused = call.headers.authorization === 'token t1';
        (refused ? json(401, { message: 'Bad credentials' }) : json(201, issueOf()))(response, call);
      });
      expect((await post()).ok).to.be.true;
      expect(server.minted()).to.equal(2);
    });

    it('a fresh token that GitHub refuses is not replaced for ever', async () => {
      server.on('GET', ISSUE, json(401, { message: 'Bad credentials' }));
      expect(failureOf(await read()).kind).to.equal('forbidden');
      expect(server.minted()).to.equal(1);
    });

    it('a suspended installation shows when a token is minted', async () => {
      server.on('POST', TOKENS, json(403, { message: 'This installation has been suspended' }));
      expect(failureOf(await read())).to.deep.include({ kind: 'forbidden', suspended: true });
    });

    it('a removed installation is not taken for a deleted issue', async () => {
      server.on('POST', TOKENS, json(404, { message: 'Not Found' }));
      expect(failureOf(await read())).to.have.nested.property('reason.code', 'installation_removed');
    });

    it('a repo without an installation is forbidden, without a call', async () => {
      const called = await github.read(task, addressOf({ installationId: null }), 'event');
      expect(failureOf(called)).to.have.nested.property('reason.code', 'installation_removed');
      expect(server.minted()).to.equal(0);
    });

    it('a lost answer to a mint leaves no write in doubt', async () => {
      server.on('POST', TOKENS, hangUp);
      expect(failureOf(await post()).kind).to.equal('transient');
    });

    it('after a failed mint the next call tries again', async () => {
      server.on('POST', TOKENS, json(500, { message: 'oops' }));
      await read();
      server.on(
        'POST',
        TOKENS,
        json(201, { token: 'x', expires_at: new Date(NOW + 3_600_000).toISOString() }),
      );
      expect((await read()).ok).to.be.true;
    });
  });

  it('frames a new text with a marker of ours', () => {
    const { mac } = markers.sign('comment', ID);
    expect(github.frameFor(comment, 'text', 'Ann')).to.deep.equal({
      before: '<!-- tandem by -->posted by **Ann**<!-- /tandem by -->\n\n',
      after: `\n\n<!-- tandem comment ${ID} ${mac} -->`,
    });
  });
});
