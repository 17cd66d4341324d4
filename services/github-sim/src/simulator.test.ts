// How the simulator behaves where GitHub's description says nothing: who may call, what moves, what is sent, what is refused.
import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { type AppClient, appJwt, asApp, connectApp, request } from './testing/app-client.js';
import { type HookReceiver, startHookReceiver } from './testing/hook-receiver.js';
import { startTestSimulator } from './testing/start-test-simulator.js';
import { type Simulator, startSimulator } from './simulator.js';

const REPO = '/repos/octo/demo';
const START = Date.parse('2026-03-01T10:00:00.750Z');

describe('the simulator', function () {
  this.timeout(20_000);
  let receiver: HookReceiver;
  let simulator: Simulator;
  let client: AppClient;

  beforeEach(async () => {
    receiver = await startHookReceiver();
    simulator = await startTestSimulator({
      webhookUrl: receiver.url,
      now: () => START,
      webhookConcurrency: 1,
    });
    simulator.world.createRepo({ owner: 'octo', name: 'demo' });
    client = await connectApp(simulator);
    await simulator.settled();
    receiver.hooks.length = 0;
  });

  afterEach(async () => {
    await simulator.close();
    await receiver.close();
  });

  describe('knows its callers', () => {
    const refusal = async (claims: Record<string, unknown>): Promise<unknown[]> => {
      const answer = await request(simulator, appJwt(simulator, claims), 'GET', '/app');
      return [answer.status, answer.body['message']];
    };

    it('a JWT of another app is refused', async () => {
      expect(await refusal({ iss: '1' })).to.deep.equal([401, 'Integration not found']);
    });

    it('a JWT may be issued by the client id', async () => {
      expect((await refusal({ iss: simulator.app.clientId }))[0]).to.equal(200);
    });

    it('a JWT that lives longer than ten minutes is refused', async () => {
      const [status, message] = await refusal({ exp: START / 1000 + 3600 });
      expect([status, message]).to.deep.equal([
        401,
        "'Expiration time' claim ('exp') is too far in the future",
      ]);
    });

    it('a JWT signed with another key is refused', async () => {
      const other = await startSimulator();
      const token = appJwt({ ...simulator, app: { ...simulator.app, privateKey: other.app.privateKey } });
      await other.close();
      const answer = await request(simulator, token, 'GET', '/app');
      expect([answer.status, answer.body['message']]).to.deep.equal([
        401,
        'A JSON web token could not be decoded',
      ]);
    });

    it('a token dies after its hour', async () => {
      simulator.clock.advance(3_600_000);
      const answer = await client.call('GET', REPO);
      expect([answer.status, answer.body['message']]).to.deep.equal([401, 'Bad credentials']);
    });

    it('a suspended installation gets no token, and its tokens no service', async () => {
      simulator.world.suspendInstallation('octo');
      const id = String(simulator.world.installation('octo')?.id);
      const mint = await asApp(simulator, 'POST', `/app/installations/${id}/access_tokens`);
      const read = await client.call('GET', REPO);
      const sentence = 'This installation has been suspended';
      expect([mint.status, mint.body['message'], read.status, read.body['message']]).to.deep.equal([
        403,
        sentence,
        403,
        sentence,
      ]);
    });

    it('a private repo outside the installation does not exist', async () => {
      simulator.world.createRepo({ owner: 'octo', name: 'hidden', installed: false });
      expect((await client.call('GET', '/repos/octo/hidden')).status).to.equal(404);
    });

    it('without the permission a write is refused', async () => {
      simulator.world.setPermissions('octo', { metadata: 'read', issues: 'read' });
      const answer = await client.call('POST', `${REPO}/issues`, { title: 'x' });
      expect([answer.status, answer.body['message']]).to.deep.equal([
        403,
        'Resource not accessible by integration',
      ]);
    });
  });

  describe('keeps GitHub’s manners', () => {
    it('writes of the app are the bot’s, and say through which app', async () => {
      const { body } = await client.call('POST', `${REPO}/issues`, { title: ' One ' });
      expect(body).to.deep.include({ title: 'One', number: 1, state: 'open', body: null });
      expect(body['user']).to.include({ login: 'tandem-sync[bot]', type: 'Bot' });
      expect(body['performed_via_github_app']).to.include({ slug: 'tandem-sync' });
    });

    it('times are whole seconds of the clock', async () => {
      const { body, headers } = await client.call('POST', `${REPO}/issues`, { title: 'x' });
      expect(body['created_at']).to.equal('2026-03-01T10:00:00Z');
      expect(headers.get('date')).to.equal('Sun, 01 Mar 2026 10:00:00 GMT');
    });

    it('a comment moves the time of its issue', async () => {
      simulator.world.openIssue('octo/demo', { title: 'x' });
      simulator.clock.advance(5000);
      await client.call('POST', `${REPO}/issues/1/comments`, { body: 'hi' });
      expect(simulator.world.issue('octo/demo', 1)?.updatedAt).to.equal('2026-03-01T10:00:05Z');
    });

    it('what equals the present state changes nothing and sends nothing', async () => {
      simulator.world.openIssue('octo/demo', { title: 'x', labels: ['bug'] });
      await simulator.settled();
      receiver.hooks.length = 0;
      simulator.clock.advance(5000);
      await client.call('PATCH', `${REPO}/issues/1`, { title: 'x', state: 'open', labels: ['BUG'] });
      await simulator.settled();
      expect(receiver.names()).to.deep.equal([]);
      expect(simulator.world.issue('octo/demo', 1)).to.include({ updatedAt: '2026-03-01T10:00:00Z' });
    });

    it('labels match without case and keep their first spelling', async () => {
      simulator.world.createLabel('octo/demo', { name: 'bug' });
      const { body } = await client.call('POST', `${REPO}/issues`, { title: 'x', labels: ['Bug', 'new'] });
      expect((body['labels'] as { name: string }[]).map((label) => label.name)).to.deep.equal(['bug', 'new']);
    });

    it('an assignee without access is left out without a word', async () => {
      simulator.world.createUser('stranger');
      const { status, body } = await client.call('POST', `${REPO}/issues`, {
        title: 'x',
        assignees: ['stranger', 'octocat'],
      });
      expect(status).to.equal(201);
      expect((body['assignees'] as { login: string }[]).map((user) => user.login)).to.deep.equal(['octocat']);
    });

    it('65,536 characters fit, one more is refused in the shape of a validation', async () => {
      const fits = await client.call('POST', `${REPO}/issues`, { title: 'x', body: '😀'.repeat(65_536) });
      const over = await client.call('POST', `${REPO}/issues`, { title: 'x', body: 'a'.repeat(65_537) });
      expect([fits.status, over.status]).to.deep.equal([201, 422]);
      expect(over.body).to.deep.include({
        message: 'Validation Failed',
        status: '422',
        errors: [
          {
            resource: 'Issue',
            field: 'body',
            code: 'custom',
            message: 'body is too long (maximum is 65536 characters)',
          },
        ],
      });
    });

    it('a deleted issue is 410, a number that never was 404, issues switched off 410', async () => {
      simulator.world.openIssue('octo/demo', { title: 'x' });
      simulator.world.deleteIssue('octo/demo', 1);
      const deleted = await client.call('GET', `${REPO}/issues/1`);
      const never = await client.call('GET', `${REPO}/issues/9`);
      simulator.world.setHasIssues('octo/demo', false);
      const off = await client.call('GET', `${REPO}/issues/1`);
      expect([deleted.status, never.status, off.status]).to.deep.equal([410, 404, 410]);
      expect(off.body['message']).to.equal('Issues are disabled for this repo');
    });

    it('a transferred issue is a 301 to its new repo by id, under a new id and number', async () => {
      simulator.world.createRepo({ owner: 'octo', name: 'other' });
      simulator.world.openIssue('octo/other', { title: 'first' });
      const old = simulator.world.openIssue('octo/demo', { title: 'x' });
      simulator.world.comment('octo/demo', 1, 'kept');
      const moved = simulator.world.transferIssue('octo/demo', 1, 'octo/other');
      const answer = await client.call('GET', `${REPO}/issues/1`);
      expect(answer.status).to.equal(301);
      expect(answer.headers.get('location')).to.equal(
        `${simulator.url}/repositories/${moved.repoId}/issues/${moved.number}`,
      );
      const write = await client.call('PATCH', `${REPO}/issues/1`, { title: 'y' });
      expect([write.status, write.headers.get('location')]).to.deep.equal([
        301,
        answer.headers.get('location'),
      ]);
      const followed = await client.call('GET', String(answer.headers.get('location')));
      expect(followed.body).to.include({ number: 2, title: 'x', comments: 1 });
      expect(followed.body['id']).not.to.equal(old.id);
    });

    it('a renamed repo answers reads with 301 and writes with 307', async () => {
      simulator.world.renameRepo('octo/demo', 'renamed');
      const read = await client.call('GET', `${REPO}/issues?state=all`);
      const write = await client.call('POST', `${REPO}/issues`, { title: 'x' });
      expect([read.status, write.status]).to.deep.equal([301, 307]);
      const followed = await client.call('GET', String(read.headers.get('location')));
      expect(followed.status).to.equal(200);
    });

    it('a repo that was deleted is asked for by its id as before, and is not found', async () => {
      const id = String(simulator.world.repo('octo/demo')?.id);
      expect((await client.call('GET', `/repositories/${id}`)).status).to.equal(200);
      simulator.world.deleteRepo('octo/demo');
      expect((await client.call('GET', `/repositories/${id}`)).status).to.equal(404);
      expect((await client.call('GET', `/repositories/${id}/issues/1`)).status).to.equal(404);
      expect(simulator.violations()).to.deep.equal([]);
    });

    it('pull requests stand in the list of issues', async () => {
      simulator.world.openIssue('octo/demo', { title: 'issue' });
      simulator.world.openPullRequest('octo/demo', { title: 'pull' });
      const { list } = await client.call('GET', `${REPO}/issues`);
      expect(list.map((one) => 'pull_request' in one)).to.deep.equal([true, false]);
      const pull = await client.call('GET', `${REPO}/pulls/2`);
      expect(pull.body['id']).not.to.equal(list[0]?.['id']);
    });

    it('pages are linked by the repo’s id', async () => {
      for (const title of ['a', 'b', 'c']) simulator.world.openIssue('octo/demo', { title });
      const id = String(simulator.world.repo('octo/demo')?.id);
      const first = await client.call('GET', `${REPO}/issues?per_page=2&direction=asc`);
      const next = `${simulator.url}/repositories/${id}/issues?per_page=2&direction=asc&page=2`;
      expect(first.headers.get('link')).to.equal(`<${next}>; rel="next", <${next}>; rel="last"`);
      const second = await client.call('GET', next);
      expect(second.list.map((one) => one['title'])).to.deep.equal(['c']);
      expect(second.headers.get('link')).to.include('rel="prev"');
    });

    it('since takes the second that it names along', async () => {
      simulator.world.openIssue('octo/demo', { title: 'old' });
      simulator.clock.advance(10_000);
      simulator.world.openIssue('octo/demo', { title: 'new' });
      const { list } = await client.call('GET', `${REPO}/issues?since=2026-03-01T10:00:10Z`);
      expect(list.map((one) => one['title'])).to.deep.equal(['new']);
    });

    it('a known ETag is a 304 that costs nothing, until the token changes', async () => {
      simulator.world.openIssue('octo/demo', { title: 'x' });
      const first = await client.call('GET', `${REPO}/issues/1`);
      const known = { 'if-none-match': String(first.headers.get('etag')) };
      const again = await client.call('GET', `${REPO}/issues/1`, undefined, known);
      expect(again.status).to.equal(304);
      expect(again.headers.get('x-ratelimit-used')).to.equal(first.headers.get('x-ratelimit-used'));
      const other = await connectApp(simulator);
      expect((await other.call('GET', `${REPO}/issues/1`, undefined, known)).status).to.equal(200);
    });

    it('broken JSON is a 400', async () => {
      const answer = await client.call('POST', `${REPO}/issues`, '{"title":');
      expect([answer.status, answer.body['message']]).to.deep.equal([400, 'Problems parsing JSON']);
    });
  });

  describe('sends webhooks', () => {
    it('an issue opened with two labels sends three', async () => {
      simulator.world.openIssue('octo/demo', { title: 'x', labels: ['a', 'b'] });
      await simulator.settled();
      expect(receiver.names().filter((name) => name.startsWith('issues.'))).to.deep.equal([
        'issues.opened',
        'issues.labeled',
        'issues.labeled',
      ]);
    });

    it('signed over the bytes, with GitHub’s headers', async () => {
      simulator.world.openIssue('octo/demo', { title: 'Grüße 😀' });
      await simulator.settled();
      const { headers, text } = receiver.hooks[0]!;
      const digest = createHmac('sha256', simulator.app.webhookSecret).update(text).digest('hex');
      expect(headers).to.include({
        'x-hub-signature-256': `sha256=${digest}`,
        'x-github-hook-installation-target-type': 'integration',
        'x-github-hook-installation-target-id': simulator.app.id,
        'content-type': 'application/json',
      });
      expect(headers['x-github-delivery']).to.match(/^[0-9a-f-]{36}$/);
      expect(headers['user-agent']).to.match(/^GitHub-Hookshot\//);
    });

    it('an edit tells what was there before', async () => {
      simulator.world.openIssue('octo/demo', { title: 'x', body: 'old' });
      await client.call('PATCH', `${REPO}/issues/1`, { body: 'new' });
      await simulator.settled();
      expect(receiver.hooks.at(-1)?.payload['changes']).to.deep.equal({ body: { from: 'old' } });
    });

    it('a deletion carries the issue with its old time', async () => {
      simulator.world.openIssue('octo/demo', { title: 'x' });
      simulator.clock.advance(60_000);
      simulator.world.deleteIssue('octo/demo', 1);
      await simulator.settled();
      expect(receiver.hooks.at(-1)?.payload['issue']).to.include({ updated_at: '2026-03-01T10:00:00Z' });
    });

    it('none to a suspended installation but its own', async () => {
      simulator.world.suspendInstallation('octo');
      simulator.world.openIssue('octo/demo', { title: 'x' });
      await simulator.settled();
      expect(receiver.names()).to.deep.equal(['installation.suspend']);
    });

    it('a failed delivery is listed and redelivered under its GUID, not by itself', async () => {
      receiver.answerWith(500);
      simulator.world.openIssue('octo/demo', { title: 'x' });
      await simulator.settled();
      receiver.answerWith(202);
      const failed = await asApp(simulator, 'GET', '/app/hook/deliveries?status=failure');
      expect(failed.list).to.have.length(1);
      const { id, guid } = failed.list[0]!;
      await asApp(simulator, 'POST', `/app/hook/deliveries/${String(id)}/attempts`);
      await simulator.settled();
      expect(receiver.hooks.map((hook) => hook.headers['x-github-delivery'])).to.deep.equal([guid, guid]);
      expect(simulator.deliveries()[0]).to.include({ guid, redelivery: true, statusCode: 202 });
    });

    it('a receiver that is away is a failed delivery, not a stop', async () => {
      simulator.setWebhookUrl('http://127.0.0.1:1/webhooks');
      simulator.world.openIssue('octo/demo', { title: 'x' });
      await simulator.settled();
      expect(simulator.deliveries()[0]).to.include({ statusCode: 502, status: 'failed to connect to host' });
    });

    it('deliveries are kept for three days', async () => {
      simulator.world.openIssue('octo/demo', { title: 'x' });
      await simulator.settled();
      simulator.clock.advance(3 * 86_400_000 + 1000);
      expect(simulator.deliveries()).to.deep.equal([]);
    });
  });

  it('is not healthy before what others need is there', async () => {
    const seen: number[] = [];
    const started = await startSimulator({
      prepare: async ({ url }) => {
        seen.push((await fetch(`${url}/healthz`)).status);
      },
    });
    seen.push((await fetch(`${started.url}/healthz`)).status);
    await started.close();
    expect(seen).to.deep.equal([503, 200]);
  });

  it('ids are beyond 32 bits, and a later start does not repeat them', async () => {
    const first = simulator.world.openIssue('octo/demo', { title: 'x' });
    const later = await startTestSimulator();
    later.world.createRepo({ owner: 'octo', name: 'demo' });
    const second = later.world.openIssue('octo/demo', { title: 'x' });
    await later.close();
    expect(first.id).to.be.greaterThan(2 ** 32);
    expect(second.id).to.be.greaterThan(first.id);
  });
});
