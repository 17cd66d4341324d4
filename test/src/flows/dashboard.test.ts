// The dashboard in a real browser, on the real services: an operator signs in, finds what failed, reads why, mends it,
// and sees it mended.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { TaskJson } from '../infra/api-client.js';
import { keepScreenshot, startBrowser } from '../infra/browser.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

const require = createRequire(import.meta.url);
const AXE_SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> & "quotes"';

describe('dashboard', function () {
  this.timeout(120_000);
  let browser: Browser;
  let pair: Pair;
  const stops: (() => Promise<void>)[] = [];
  let context: BrowserContext;
  let page: Page;
  let hostile: TaskJson;
  const problems: string[] = [];

  before(async function () {
    const started = await startBrowser();
    if (started === undefined) this.skip();
    browser = started;
    stops.push(() => started.close());
    pair = await startPair('dashboard');
    stops.push(() => pair.stop());
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
    for (const stop of stops) await stop();
  });

  const open = async (path: string): Promise<void> => {
    await page.goto(`${pair.ingest.url}/admin${path}`);
  };
  const signIn = async (on: Page, token: string): Promise<void> => {
    await on.goto(`${pair.ingest.url}/admin/`);
    await on.getByLabel('Token').fill(token);
    await on.getByRole('button', { name: 'Sign in' }).click();
  };
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

  for (const theme of ['light', 'dark'] as const) {
    for (const [size, viewport] of [
      ['desk', { width: 1280, height: 900 }],
      ['phone', { width: 390, height: 844 }],
    ] as const) {
      it(`every page on a ${size}, ${theme}: looked at, and without serious barriers`, async () => {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: theme });
        const [errored] = await pair.operations('&state=errored');
        const [delivery] = await pair.query<{ id: string }>(
          `SELECT id FROM webhook_deliveries WHERE event = 'issues' ORDER BY sequence LIMIT 1`,
        );
        const pages: readonly (readonly [name: string, path: string, ready: string])[] = [
          ['overview', '/?window=hour', 'Needs a person'],
          ['operations', '/operations', 'Operations'],
          ['operation', `/operations/${errored?.id ?? ''}`, 'What became of it'],
          ['resources', '/tasks', 'Resources'],
          ['resource', `/tasks/${hostile.id}`, 'Side by side'],
          ['conflicts', '/conflicts', 'Conflicts'],
          ['deliveries', '/deliveries', 'Deliveries'],
          ['delivery', `/deliveries/${delivery?.id ?? ''}`, 'Raw payload'],
          ['repos', '/repos', 'Repos'],
        ];
        const barriers: string[] = [];
        for (const [name, path, ready] of pages) {
          await open(path);
          await page.getByRole('heading', { name: ready }).first().waitFor();
          await page.waitForLoadState('networkidle');
          barriers.push(...(await seriousBarriers(page, name)));
          await keepScreenshot(page, `${name}-${size}-${theme}`);
        }
        expect(barriers).to.deep.equal([]);
      });
    }
  }
});

/** What axe-core calls serious or critical. */
async function seriousBarriers(page: Page, name: string): Promise<string[]> {
  await page.evaluate(AXE_SOURCE);
  const found = await page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ target, any }) => target + ' ' + (any[0]?.message ?? '')).join(' | ')))`,
  );
  return found.map((barrier) => `${name}: ${barrier}`);
}

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
