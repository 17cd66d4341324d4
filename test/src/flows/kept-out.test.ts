// GitHub keeps us out for a while and lets us in again (rule P6; SCENARIOS both-13): nothing is lost on either side.
import { expect } from 'chai';
import type { TaskJson } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

const SLOW = { timeoutMs: 12_000 };

describe('kept out', function () {
  this.timeout(90_000);
  let pair: Pair;
  before(async () => {
    // What is due is looked for every two seconds instead of every two minutes.
    pair = await startPair('kept_out', { env: { SCHEDULER_INTERVAL_MS: '2000' } });
  });
  after(() => pair.stop());

  const task = async (id: string): Promise<TaskJson> =>
    (await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body;
  const linked = async (title: string): Promise<{ id: string; number: number }> => {
    const { body } = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, { title });
    const number = await waitFor(async () => (await task(body.id)).github?.number, {
      ...SLOW,
      describe: 'the task is on GitHub',
    });
    await pair.quiet();
    pair.sim.clock.advance(3_000);
    return { id: body.id, number };
  };
  const disabledWith = (id: string, code: string): Promise<unknown> =>
    waitFor(
      async () =>
        (await pair.operations(`&taskId=${id}&direction=outbound&state=disabled`)).some(
          ({ reason }) => reason?.code === code,
        ),
      { ...SLOW, describe: `the write is disabled: ${code}` },
    );
  const reaches = (number: number, title: string): Promise<unknown> =>
    waitFor(() => pair.sim.world.issue(REPO, number)?.title === title, {
      ...SLOW,
      describe: 'our edit is on GitHub',
    });

  it('both-13: suspended, edited on both sides, unsuspended: both sides are equal', async () => {
    const { id, number } = await linked('before');
    const other = await linked('of which we send nothing');
    await waitFor(
      async () =>
        (await pair.query(`SELECT 1 FROM github_repos WHERE next_pull_at > now() + interval '1 minute'`))
          .length > 0,
      { ...SLOW, describe: 'the import is done, and the next pull is minutes away' },
    );
    pair.sim.world.suspendInstallation('octo');
    await pair.sim.settled();
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'ours' });
    await disabledWith(id, 'installation_suspended');
    expect((await task(id)).sync.status).to.equal('disabled');
    pair.sim.world.editIssue(REPO, number, { body: 'theirs' });
    pair.sim.world.editIssue(REPO, other.number, { title: 'theirs alone' });
    await pair.sim.settled(); // GitHub told nobody: the app was suspended
    pair.sim.world.unsuspendInstallation('octo');
    await reaches(number, 'ours');
    await waitFor(async () => (await task(id)).body === 'theirs', {
      ...SLOW,
      describe: 'their edit is here',
    });
    await waitFor(async () => (await task(other.id)).title === 'theirs alone', {
      ...SLOW,
      describe: 'what no write of ours would have fetched was pulled',
    });
    await pair.quiet();
    expect(await task(id)).to.include({ title: 'ours', body: 'theirs' });
    expect(pair.sim.world.issue(REPO, number)).to.include({ title: 'ours' });
  });

  it('P6: a permission that is lost disables the write; accepted again, it is sent', async () => {
    const { id, number } = await linked('permitted');
    const permissions = pair.sim.world.installation('octo')?.permissions ?? {};
    pair.sim.world.setPermissions('octo', { ...permissions, issues: 'read', pull_requests: 'read' });
    await pair.quiet();
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'permitted again' });
    await disabledWith(id, 'forbidden');
    pair.sim.world.setPermissions('octo', { ...permissions, issues: 'write', pull_requests: 'write' });
    await reaches(number, 'permitted again');
    await pair.quiet();
  });

  it('P6: a repo taken from the installation disables the write; given back, it is sent', async () => {
    const { id, number } = await linked('taken');
    pair.sim.world.removeRepoFromInstallation(REPO);
    await pair.quiet();
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'given back' });
    await disabledWith(id, 'repo_unreadable');
    pair.sim.world.addRepoToInstallation(REPO);
    await reaches(number, 'given back');
    await pair.quiet();
  });

  it('P6: the app is taken off the account; installed anew, under another id, both sides are equal again', async () => {
    const { id, number } = await linked('installed');
    const before = pair.sim.world.installation('octo')?.id;
    pair.sim.world.removeInstallation('octo');
    await pair.quiet();
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'installed again' });
    await pair.api.post(`/api/v1/tasks/${id}/comments`, { body: 'Written meanwhile.' });
    await disabledWith(id, 'installation_removed');
    expect((await task(id)).sync).to.deep.nested.include({
      status: 'disabled',
      'error.code': 'installation_removed',
    });
    pair.sim.world.editIssue(REPO, number, { body: 'theirs' });
    pair.sim.world.installApp('octo', { repos: [REPO] });
    expect(pair.sim.world.installation('octo')?.id).to.not.equal(before);
    await reaches(number, 'installed again');
    await waitFor(() => pair.sim.world.comments(REPO, number).length === 1, {
      ...SLOW,
      describe: 'our comment is on GitHub',
    });
    await waitFor(async () => (await task(id)).body === 'theirs', {
      ...SLOW,
      describe: 'their edit is here',
    });
    await pair.quiet();
    expect(await task(id)).to.include({ title: 'installed again', body: 'theirs' });
  });
});
