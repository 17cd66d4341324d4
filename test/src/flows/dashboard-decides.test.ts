// What a person decides in the dashboard: which version of a conflict holds, what is brought back in step, in whose name is
// written.
import { expect } from 'chai';
import { keepScreenshot } from '../infra/browser.js';
import { REPO } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';
import { REFUSED_PATCH, useDesk } from './dashboard-desk.js';
import { allow, sample, transferOne } from './dashboard-furniture.js';

describe('dashboard: decisions', function () {
  this.timeout(120_000);
  const desk = useDesk('dashboard_decides');

  it('an edit that is given up waits as a conflict, and a person decides it', async () => {
    const { pair, page } = desk();
    const { id } = await pair.taskOf(2);
    pair.sim.faults.add({ ...REFUSED_PATCH, times: 1 });
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Mine, and not theirs' });
    await pair.quiet();
    const [errored] = await pair.operations(`&taskId=${id}&state=errored`);
    await desk().open(`/operations/${errored?.id ?? ''}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.page-head .badge', { hasText: 'canceled' }).waitFor();
    await desk().open('/conflicts?state=open');
    const conflict = page.getByRole('listitem', { name: 'Conflict in title' });
    await conflict.getByText('Mine, and not theirs').waitFor();
    await conflict.getByRole('link', { name: 'Say what a snooze is' }).waitFor();
    await keepScreenshot(page, 'conflict');
    await conflict.locator('.version', { hasText: 'Mine, and not theirs' }).getByRole('button').click();
    await page.getByText('Decided; it goes to GitHub by itself.').waitFor();
    await waitFor(() => pair.sim.world.issue(REPO, 2)?.title === 'Mine, and not theirs', {
      timeoutMs: 20_000,
      describe: 'the decision to reach GitHub',
    });
    await desk().open('/conflicts?state=resolved');
    await conflict.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Open again.').waitFor();
    await desk().open('/conflicts?state=open');
    await conflict.getByRole('button', { name: 'Write another' }).click();
    await conflict.getByLabel('Another version').fill('Neither, but this');
    await conflict.getByRole('button', { name: 'Keep what I wrote' }).click();
    await waitFor(() => pair.sim.world.issue(REPO, 2)?.title === 'Neither, but this', {
      timeoutMs: 20_000,
      describe: 'what was written instead to reach GitHub',
    });
  });

  /** An edit that GitHub refused and that a person gave up: its field waits as a conflict. */
  const giveUp = async (
    number: number,
    edit: object,
    refusal: { readonly method: 'PATCH' | 'POST'; readonly status: 422 | 403 },
  ): Promise<void> => {
    const { pair, page } = desk();
    const { id } = await pair.taskOf(number);
    const { method, status } = refusal;
    const match = { method, route: /\/issues\/\{issue_number\}/ };
    pair.sim.faults.add({ ...REFUSED_PATCH, match, status, times: 1 });
    expect((await pair.api.patch(`/api/v1/tasks/${id}`, edit)).status).to.equal(200);
    await pair.quiet();
    const state = status === 403 ? 'disabled' : 'errored';
    const [refused] = await pair.operations(`&taskId=${id}&state=${state}`);
    await desk().open(`/operations/${refused?.id ?? ''}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.page-head .badge', { hasText: 'canceled' }).waitFor();
    await desk().open(`/conflicts?state=open&taskId=${id}`);
  };

  it('labels in conflict are edited as lines, and go to GitHub as they were written', async () => {
    const { pair, page } = desk();
    const { number } = pair.sim.world.openIssue(REPO, { title: 'Of labels', labels: ['bug'] });
    await pair.taskOf(number);
    await pair.quiet();
    await giveUp(number, { labels: ['bug', 'hull'] }, { method: 'POST', status: 422 });
    const conflict = page.getByRole('listitem', { name: 'Conflict in labels' });
    await conflict.getByRole('button', { name: 'Write another' }).click();
    await conflict.getByLabel('Another version, one name a line').fill('hull\n\n  rudder  \n');
    await conflict.getByRole('button', { name: 'Keep what I wrote' }).click();
    await waitFor(
      () => [...(pair.sim.world.issue(REPO, number)?.labels ?? [])].sort().join() === 'hull,rudder',
      { timeoutMs: 20_000, describe: 'the labels to reach GitHub' },
    );
    await pair.quiet();
  });

  it('assignees in conflict are edited as lines', async () => {
    const { pair, page } = desk();
    const { number } = pair.sim.world.openIssue(REPO, { title: 'Of people' });
    for (const login of ['ada', 'grace']) pair.sim.world.addCollaborator(REPO, login);
    await pair.taskOf(number);
    await pair.quiet();
    await giveUp(number, { assignees: ['ada'] }, { method: 'POST', status: 403 });
    const conflict = page.getByRole('listitem', { name: 'Conflict in assignees' });
    await conflict.getByRole('button', { name: 'Write another' }).click();
    await conflict.getByLabel('Another version, one name a line').fill('grace');
    await conflict.getByRole('button', { name: 'Keep what I wrote' }).click();
    await waitFor(() => pair.sim.world.issue(REPO, number)?.assignees.join() === 'grace', {
      timeoutMs: 20_000,
      describe: 'the assignee to reach GitHub',
    });
    await pair.quiet();
  });

  it('a state in conflict is chosen, not written', async () => {
    const { pair, page } = desk();
    const { number } = pair.sim.world.openIssue(REPO, { title: 'Of states' });
    await pair.taskOf(number);
    await pair.quiet();
    await giveUp(number, { state: 'closed', stateReason: 'not_planned' }, { method: 'PATCH', status: 422 });
    const conflict = page.getByRole('listitem', { name: 'Conflict in state' });
    expect(await conflict.getByRole('button', { name: 'Write another' }).count()).to.equal(0);
    await conflict
      .locator('.version', { hasText: 'closed' })
      .getByRole('button', { name: 'Keep this' })
      .click();
    await waitFor(() => pair.sim.world.issue(REPO, number)?.stateReason === 'not_planned', {
      timeoutMs: 20_000,
      describe: 'the state to reach GitHub',
    });
    await pair.quiet();
  });

  it('what failed stands first on the overview, with its reason, and is sent on again from there', async () => {
    const { pair, page } = desk();
    const { id } = await pair.taskOf(1);
    await desk().open('/');
    const failure = page.locator('.failure', { hasText: 'Validation Failed' });
    await failure.getByText('errored').waitFor();
    await failure.getByRole('button', { name: 'Retry' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('4 operations match.').waitFor();
    await dialog.getByRole('button', { name: 'Retry 4' }).click();
    await page.getByText('Nothing is errored or disabled').waitFor();
    await pair.quiet();
    const [latest] = (await pair.operations(`&taskId=${id}&direction=outbound`)).slice(-1);
    expect(latest?.state).to.equal('completed');
  });

  it('what drifted is told on the overview, and brought back in step by one button', async () => {
    const { pair, page } = desk();
    const { id } = await pair.taskOf(1);
    await sample(pair, id, ['title']);
    await desk().open('/?window=hour');
    const card = page.locator('.card', { hasText: 'Drift' }).last();
    await card.getByText('1 resource was held against GitHub, 1 differed: 100 %.').waitFor();
    await card.getByRole('button', { name: 'Repair 1' }).click();
    await page.getByText('It is being synced now.').waitFor();
    await pair.quiet();
    const asked = await pair.operations(`&taskId=${id}&source=manual`);
    expect(asked.map(({ state }) => state)).to.include('completed');
    await desk().open('/?window=hour');
    await card.getByText('in step again').waitFor();
  });

  it('an account is connected by a link for its owner, and disconnected by an operator', async () => {
    const { pair, page } = desk();
    pair.sim.world.addCollaborator(REPO, 'ada');
    await pair.api.post('/api/v1/users', { name: 'Ada Lovelace' });
    await desk().open('/people');
    const ada = page.getByRole('listitem', { name: 'Ada Lovelace' });
    await ada.getByText('not connected').waitFor();
    await ada.getByRole('button', { name: 'Connect' }).click();
    const link = await page.getByLabel('Link').inputValue();
    await keepScreenshot(page, 'connect-account');
    await page.keyboard.press('Escape');
    await allow(link, 'ada');
    await ada.getByText('as ada').waitFor();
    await ada.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Ada Lovelace writes in the name of the app again.').waitFor();
    await ada.getByText('not connected').waitFor();
  });

  it('P5: the page of a transferred issue tells its old address and its new one', async () => {
    const { pair, page } = desk();
    const id = await transferOne(pair);
    await desk().open(`/tasks/${id}`);
    const transfers = page.getByRole('list', { name: 'Transfers' });
    await transfers.getByText('octo/guides#1').waitFor();
    expect(await transfers.textContent()).to.match(/Transferred from octo\/demo#\d+ to octo\/guides#1/);
  });
});
