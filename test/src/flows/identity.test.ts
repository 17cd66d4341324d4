// Who a repo is does not hang on what it is called (rule P5; SCENARIOS both-12): renamed, its owner renamed, archived,
// deleted. The full pair, told by webhooks; what is found without them stands in absence.test.ts.
import { expect } from 'chai';
import type { TaskJson } from '../infra/api-client.js';
import { startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

const SLOW = { timeoutMs: 20_000 };

describe('identity of repos', function () {
  this.timeout(60_000);
  let pair: Pair;
  let owners = 0;
  /** The owner and the repo of the present test, and the task of its one issue. */
  let owner: string;
  let demo: string;
  let id: string;
  let repoId: string;
  before(async () => {
    pair = await startPair('identity', { connect: false });
  });
  after(() => pair.stop());
  beforeEach(async () => {
    owners += 1;
    owner = `owner-${owners}`;
    demo = `${owner}/demo`;
    pair.sim.world.createRepo({ owner, name: 'demo' });
    pair.sim.world.openIssue(demo, { title: 'Here' });
    await pair.sim.settled();
    const { body } = await pair.api.put<{ id: string }>(`/api/v1/projects/${pair.projectId}/repos`, {
      fullName: demo,
    });
    repoId = body.id;
    ({ id } = await waitFor(async () => (await tasks())[0], { ...SLOW, describe: 'the issue is a task' }));
    await pair.quiet();
    pair.sim.clock.advance(5_000);
  });

  const tasks = async (): Promise<readonly TaskJson[]> =>
    (await pair.tasks()).filter(({ github, title }) => github?.repoId === repoId && title !== null);
  const task = async (): Promise<TaskJson> => (await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body;
  const goesBothWays = async (name: string): Promise<void> => {
    expect((await task()).github).to.include({ repo: name, repoId, number: 1 });
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Ours' });
    await waitFor(() => pair.sim.world.issue(name, 1)?.title === 'Ours', {
      ...SLOW,
      describe: 'our edit is there',
    });
    await pair.quiet();
    pair.sim.clock.advance(5_000);
    pair.sim.world.editIssue(name, 1, { body: 'Theirs.' });
    await waitFor(async () => (await task()).body === 'Theirs.', { ...SLOW, describe: 'their edit is here' });
    await pair.quiet();
    expect(await tasks()).to.have.length(1);
  };

  it('both-12: a renamed repo is the same under its new name, and another may take the old one', async () => {
    pair.sim.world.renameRepo(demo, 'renamed');
    pair.sim.world.createRepo({ owner, name: 'demo' });
    await pair.quiet();
    await goesBothWays(`${owner}/renamed`);
  });

  it('both-12: when its owner is renamed, the repo and the installation go by the new login', async () => {
    pair.sim.world.renameOwner(owner, `new-${owner}`);
    await pair.quiet();
    await goesBothWays(`new-${owner}/demo`);
    const installations = await pair.api.get<{ items: { account: { login: string } }[] }>(
      '/api/v1/installations',
    );
    expect(installations.body.items.map(({ account }) => account.login)).to.include(`new-${owner}`);
  });

  it('both-12: when the webhook of an owner’s renaming is lost, a redirect tells it', async () => {
    pair.sim.faults.webhooks({ match: { event: 'installation_target' }, kind: 'drop' });
    pair.sim.world.renameOwner(owner, `new-${owner}`);
    await pair.quiet();
    await pair.api.post(`/api/v1/tasks/${id}/sync`);
    await pair.quiet();
    await goesBothWays(`new-${owner}/demo`);
  });

  it('both-12: an archived repo disables its records with that reason; unarchived, they go on', async () => {
    pair.sim.world.archive(demo);
    await pair.quiet();
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Ours' });
    await pair.quiet();
    expect((await task()).sync)
      .to.deep.include({ status: 'disabled' })
      .and.nested.include({
        'error.code': 'repo_archived',
      });
    pair.sim.world.unarchive(demo);
    await waitFor(() => pair.sim.world.issue(demo, 1)?.title === 'Ours', {
      ...SLOW,
      describe: 'our edit is there',
    });
    await pair.quiet();
    expect((await task()).sync.status).to.equal('synced');
  });

  it('both-12: a write that is refused because the repo is archived says so, and goes on afterwards', async () => {
    pair.sim.faults.webhooks({ match: { event: 'repository', action: 'archived' }, kind: 'drop' });
    pair.sim.world.archive(demo);
    await pair.quiet();
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Ours' });
    await pair.quiet();
    const [write] = await pair.operations(`&taskId=${id}&direction=outbound`);
    expect(write).to.include({ state: 'disabled' }).and.nested.include({ 'reason.code': 'repo_archived' });
    pair.sim.world.unarchive(demo);
    await waitFor(() => pair.sim.world.issue(demo, 1)?.title === 'Ours', {
      ...SLOW,
      describe: 'our edit is there',
    });
    await pair.quiet();
  });

  it('both-12: a deleted repo disables its records, and tombstones none', async () => {
    pair.sim.world.deleteRepo(demo);
    await pair.quiet();
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Ours' });
    await pair.quiet();
    const kept = await task();
    expect(kept).to.include({ title: 'Ours', deletedAt: null });
    expect(kept.sync).to.deep.include({ status: 'disabled' }).and.nested.include({
      'error.code': 'repo_unreadable',
    });
  });
});
