// Who gets into the dashboard, what their session may do, and that what strangers wrote stays text.
import { expect } from 'chai';
import { keepScreenshot } from '../infra/browser.js';
import { waitFor } from '../infra/wait-for.js';
import { HOSTILE, NAUGHTY, useDesk } from './dashboard-desk.js';

describe('dashboard: access', function () {
  this.timeout(120_000);
  const desk = useDesk('dashboard_access', { signedIn: false });

  it('a wrong token is told so, in words', async () => {
    const { page } = desk();
    await desk().signIn(page, 'not-a-token');
    await page.getByText('unknown, expired or revoked').waitFor();
    await keepScreenshot(page, 'sign-in-light');
  });

  it('an admin token opens the overview', async () => {
    const { page } = desk();
    await desk().signIn(page);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByText('Needs a person').waitFor();
  });

  it('the session lives in a cookie that no script can read', async () => {
    const { context, page } = desk();
    const [cookie] = await context.cookies();
    expect(cookie).to.include({ name: 'tandem_session', httpOnly: true, sameSite: 'Strict' });
    expect(await page.evaluate('document.cookie')).to.equal('');
  });

  it('what strangers wrote is shown as text, whatever it is', async () => {
    const { page, hostile } = desk();
    await desk().open('/tasks');
    await page.getByText(HOSTILE).first().waitFor();
    for (const address of [`/tasks/${hostile.id}`, '/operations', '/deliveries']) {
      await desk().open(address);
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate('window.pwned'), address).to.equal(undefined);
      expect(await page.locator('main img, main script, main iframe').count(), address).to.equal(0);
    }
    await page.setViewportSize({ width: 1280, height: 60 * (NAUGHTY.length + 20) });
    await desk().open('/tasks');
    await waitFor(async () => (await page.locator('.subject-title').count()) > NAUGHTY.length, {
      timeoutMs: 10_000,
      describe: 'all titles to be shown',
    });
    const shown = (await page.locator('.subject-title').allTextContents()).map(plain);
    for (const title of NAUGHTY) expect(shown, title).to.include(plain(title));
  });

  it('a read-only session sees everything and can write by no call', async () => {
    const { browser, pair, hostile } = desk();
    const made = await pair.api.post<{ token: string; id: string }>('/api/v1/tokens', {
      name: 'the auditor',
      scope: 'read',
    });
    const reader = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const view = await reader.newPage();
    await desk().signIn(view, made.body.token);
    await view.getByText('read-only').waitFor();
    await view.goto(`${pair.ingest.url}/admin/operations`);
    await view.locator('.rows-row').first().waitFor();
    expect(await view.getByRole('button', { name: 'Retry all that match' }).count()).to.equal(0);
    const answers = await view.evaluate<string[]>(`(async () => {
      const { calls } = await (await fetch('/admin/session')).json();
      const answers = [];
      for (const call of calls.filter((name) => !name.startsWith('get '))) {
        const [method, path] = call.split(' ');
        const answer = await fetch('/api/v1' + path.replace(/:\\w+/g, '${hostile.id}'),
          { method: method.toUpperCase(), headers: { 'X-Tandem-Dashboard': '1', 'Content-Type': 'application/json' }, body: '{}' });
        answers.push(answer.status + ' ' + call);
      }
      return answers; })()`);
    expect(answers).to.have.length.above(10);
    expect(answers.filter((answer) => !answer.startsWith('403'))).to.deep.equal([]);
    const revoked = await pair.api.delete(`/api/v1/tokens/${made.body.id}`);
    expect(revoked.status).to.equal(204);
    await view.getByRole('button', { name: 'Sign in' }).waitFor();
    await reader.close();
  });

  it('a write with the cookie alone, or from another page, is refused', async () => {
    const { pair, context, hostile } = desk();
    const [cookie] = await context.cookies();
    const write = (headers: Record<string, string>): Promise<number> =>
      fetch(`${pair.ingest.url}/api/v1/tasks/${hostile.id}/sync`, {
        method: 'POST',
        headers: { cookie: `tandem_session=${cookie?.value ?? ''}`, ...headers },
      }).then(({ status }) => status);
    expect(await write({})).to.equal(403);
    expect(await write({ 'X-Tandem-Dashboard': '1', origin: 'https://evil.example' })).to.equal(403);
    expect(await write({ 'X-Tandem-Dashboard': '1' })).to.equal(202);
  });

  it('the queues are shown raw, to be looked at', async () => {
    const { pair, page, problems } = desk();
    const seen = problems.length;
    await page.goto(`${pair.ingest.url}/admin/queues`);
    await page.getByText('groups').first().waitFor();
    await page
      .getByText(/^\d+ Jobs$/)
      .first()
      .waitFor();
    await page.getByText('Queues of Tandem').first().waitFor();
    await keepScreenshot(page, 'queues');
    // Its font of another host is refused, and it says so.
    problems.splice(seen);
  });

  it('signing out ends the session', async () => {
    const { page } = desk();
    await desk().open('/');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    await desk().open('/operations');
    await page.getByLabel('Token').waitFor();
  });
});

/** Browsers fold white space; what is compared is what is read. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
