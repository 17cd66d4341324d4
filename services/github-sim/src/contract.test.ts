// Walks over every call and every act once and asks whether GitHub's description was kept.
import { expect } from 'chai';
import { type AppClient, asApp, connectApp, request } from './testing/app-client.js';
import { type HookReceiver, startHookReceiver } from './testing/hook-receiver.js';
import { startTestSimulator } from './testing/start-test-simulator.js';
import type { Simulator } from './simulator.js';

describe('the description of GitHub', function () {
  this.timeout(60_000);
  let receiver: HookReceiver;
  let simulator: Simulator;
  let client: AppClient;

  beforeEach(async () => {
    receiver = await startHookReceiver();
    simulator = await startTestSimulator({ webhookUrl: receiver.url });
    simulator.world.createRepo({ owner: 'octo', name: 'demo' });
    simulator.world.createRepo({ owner: 'octo', name: 'other' });
    client = await connectApp(simulator);
  });

  afterEach(async () => {
    await simulator.close();
    await receiver.close();
  });

  it('is kept by every webhook of every act', async () => {
    const { world } = simulator;
    const demo = 'octo/demo';
    world.createLabel(demo, { name: 'seen' });
    const { number } = world.openIssue(demo, {
      title: 'One',
      body: 'text',
      labels: ['bug', 'seen'],
      assignees: ['ann'],
    });
    world.editIssue(demo, number, { title: 'Two', body: null });
    world.closeIssue(demo, number, { reason: 'not_planned' });
    world.reopenIssue(demo, number);
    world.addLabels(demo, number, ['More']);
    world.removeLabel(demo, number, 'more');
    world.assign(demo, number, ['bob']);
    world.unassign(demo, number, ['ann']);
    world.lock(demo, number, { reason: 'spam' });
    world.unlock(demo, number);
    const { id } = world.comment(demo, number, 'hello', { as: 'eve' });
    world.editComment(demo, id, 'hello again');
    world.deleteComment(demo, id);
    world.comment(demo, number, 'stays');
    world.transferIssue(demo, number, 'octo/other');
    const second = world.openIssue(demo, { title: 'gone' });
    world.deleteIssue(demo, second.number);
    const pull = world.openPullRequest(demo, {
      title: 'pull',
      labels: ['bug'],
      assignees: ['ann'],
      draft: true,
    });
    world.editPullRequest(demo, pull.number, { title: 'pull two' });
    world.readyForReview(demo, pull.number);
    world.convertToDraft(demo, pull.number);
    world.closePullRequest(demo, pull.number);
    world.reopenPullRequest(demo, pull.number);
    world.comment(demo, pull.number, 'on a pull');
    world.removeLabel(demo, pull.number, 'bug');
    world.unassign(demo, pull.number, ['ann']);
    world.lock(demo, pull.number);
    world.unlock(demo, pull.number);
    world.mergePullRequest(demo, pull.number);
    world.editLabel(demo, 'bug', { name: 'Bug', color: 'ff0000', description: 'broken' });
    world.deleteLabel(demo, 'Bug');
    world.archive(demo);
    world.unarchive(demo);
    world.setPrivate(demo, false);
    world.setPrivate(demo, true);
    world.renameRepo(demo, 'renamed');
    world.renameOwner('octo', 'octo2');
    world.setPermissions('octo2', { issues: 'write', metadata: 'read' });
    world.setPermissions('octo2', { issues: 'write', metadata: 'read', pull_requests: 'write' });
    world.suspendInstallation('octo2');
    world.unsuspendInstallation('octo2');
    world.installApp('acme');
    world.transferRepo('octo2/renamed', 'acme');
    world.deleteRepo('acme/renamed');
    world.removeRepoFromInstallation('octo2/other');
    world.addRepoToInstallation('octo2/other');
    world.removeInstallation('octo2');
    await simulator.settled();
    expect(simulator.violations()).to.deep.equal([]);
    expect(new Set(receiver.names()).size).to.be.greaterThan(40);
  });

  it('is kept by every request and reply of a busy app', async () => {
    const repo = '/repos/octo/demo';
    const issue = `${repo}/issues/1`;
    simulator.world.addCollaborator('octo/demo', 'ann');
    const comment = simulator.world.comment(
      'octo/other',
      simulator.world.openIssue('octo/other', { title: 'x' }).number,
      'y',
    );
    const calls: [string, string, unknown?][] = [
      [
        'POST',
        `${repo}/issues`,
        { title: 'One', body: 'b', labels: ['bug', { name: 'x' }], assignees: ['ann', 'nobody'] },
      ],
      ['GET', `${repo}/issues?state=all&since=2020-01-01T00:00:00Z&sort=updated&direction=asc&per_page=100`],
      ['GET', issue],
      ['PATCH', issue, { title: 'Two', body: null, state: 'closed', state_reason: 'not_planned' }],
      ['POST', `${issue}/labels`, { labels: ['new'] }],
      ['PUT', `${issue}/labels`, { labels: ['only'] }],
      ['GET', `${issue}/labels`],
      ['DELETE', `${issue}/labels/only`],
      ['DELETE', `${issue}/labels`],
      ['POST', `${issue}/assignees`, { assignees: ['ann'] }],
      ['DELETE', `${issue}/assignees`, { assignees: ['ann'] }],
      ['PUT', `${issue}/lock`, { lock_reason: 'spam' }],
      ['DELETE', `${issue}/lock`],
      ['GET', `${issue}/events`],
      ['GET', `${issue}/timeline`],
      ['POST', `${issue}/comments`, { body: 'hi' }],
      ['GET', `${issue}/comments`],
      ['GET', `${repo}/issues/comments?sort=updated&direction=asc`],
      ['GET', `/repos/octo/other/issues/comments/${comment.id}`],
      ['PATCH', `/repos/octo/other/issues/comments/${comment.id}`, { body: 'new' }],
      ['DELETE', `/repos/octo/other/issues/comments/${comment.id}`],
      ['GET', repo],
      ['GET', `${repo}/labels`],
      ['POST', `${repo}/labels`, { name: 'made', color: 'ff0000' }],
      ['GET', `${repo}/labels/made`],
      ['PATCH', `${repo}/labels/made`, { new_name: 'remade' }],
      ['DELETE', `${repo}/labels/remade`],
      ['GET', `${repo}/assignees`],
      ['POST', `${repo}/milestones`, { title: 'm' }],
      ['GET', `${repo}/milestones`],
      ['PATCH', issue, { milestone: 1 }],
      ['GET', `${repo}/collaborators/ann/permission`],
      ['POST', `${repo}/pulls`, { title: 'p', head: 'b', base: 'main' }],
      ['GET', `${repo}/pulls`],
      ['GET', `${repo}/pulls/2`],
      ['PATCH', `${repo}/pulls/2`, { state: 'closed' }],
      ['GET', '/installation/repositories'],
      ['GET', '/rate_limit'],
      ['GET', '/users/ann'],
    ];
    for (const [method, path, body] of calls) {
      const answer = await client.call(method, path, body);
      expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).to.be.within(200, 204);
    }
    const id = String(simulator.world.installation('octo')?.id);
    await simulator.settled();
    const delivery = String(simulator.deliveries()[0]?.id);
    for (const [method, path, body] of [
      ['GET', '/app'],
      ['GET', '/app/installations'],
      ['GET', `/app/installations/${id}`],
      ['GET', `${repo}/installation`],
      ['GET', '/app/hook/config'],
      ['PATCH', '/app/hook/config', { url: receiver.url }],
      ['GET', '/app/hook/deliveries?per_page=5&status=success'],
      ['GET', `/app/hook/deliveries/${delivery}`],
      ['POST', `/app/hook/deliveries/${delivery}/attempts`],
      ['POST', '/app-manifests/abc/conversions'],
      ['DELETE', `/app/installations/${id}`],
    ] as [string, string, unknown?][]) {
      const answer = await asApp(simulator, method, path, body);
      expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).to.be.within(200, 204);
    }
    await simulator.settled();
    expect(simulator.violations()).to.deep.equal([]);
  });

  it('is held against requests too: a breach is written down and the call is answered as GitHub would', async () => {
    const answer = await client.call('POST', '/repos/octo/demo/issues', { body: 'no title' });
    expect(answer.status).to.equal(422);
    expect(simulator.violations().map((one) => [one.direction, one.operation])).to.deep.equal([
      ['request', 'POST /repos/{owner}/{repo}/issues'],
    ]);
  });

  it('is held against calls that are limited, spoiled or unknown too: they were sent all the same', async () => {
    const issues = '/repos/octo/demo/issues';
    simulator.faults.add({ kind: 'secondary-limit', sticky: false });
    simulator.faults.add({ kind: 'reset' });
    await client.call('POST', issues, { title: null });
    await client.call('POST', issues, { title: null }).catch(() => undefined);
    await client.call('GET', '/repos/octo/demo/thoughts');
    expect(simulator.violations().map(({ operation }) => operation)).to.deep.equal([
      'POST /repos/{owner}/{repo}/issues',
      'POST /repos/{owner}/{repo}/issues',
      'GET /repos/octo/demo/thoughts',
    ]);
    // The token's own minting among them.
    expect(simulator.checked().requests).to.equal(4);
  });

  it('allows calls without a token on what is public', async () => {
    simulator.world.setPrivate('octo/demo', false);
    const answer = await request(simulator, undefined, 'GET', '/repos/octo/demo');
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('x-ratelimit-limit')).to.equal('60');
  });
});
