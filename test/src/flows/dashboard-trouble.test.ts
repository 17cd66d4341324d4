// What a page says while Tandem is slow, fails, or knows its reader no longer; and that it recovers by itself.
import { expect } from 'chai';
import { keepScreenshot } from '../infra/browser.js';
import { useDesk } from './dashboard-desk.js';

const API = '**/api/v1/**';
const REFUSED = {
  status: 503,
  contentType: 'application/problem+json',
  body: JSON.stringify({ detail: 'The database cannot be reached.' }),
};

describe('dashboard: in trouble', function () {
  this.timeout(120_000);
  const desk = useDesk('dashboard_trouble');
  let seen = 0;
  beforeEach(() => {
    seen = desk().problems.length;
  });
  afterEach(async () => {
    await desk().page.unrouteAll({ behavior: 'ignoreErrors' });
    // Browsers call every failed request an error.
    desk().problems.splice(seen);
  });

  it('an answer that is long in coming is told to be long in coming', async () => {
    const { page } = desk();
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route(API, async (route) => {
      await held;
      await route.continue();
    });
    await desk().open('/operations');
    await page.getByText('This takes longer than usual').waitFor();
    await keepScreenshot(page, 'trouble-slow');
    release();
    await page.locator('.rows-row').first().waitFor();
  });

  it('a page that cannot be read says why, and fills by itself when it can be', async () => {
    const { page } = desk();
    await page.route(API, (route) => route.fulfill(REFUSED));
    await desk().open('/');
    await page.getByText('The database cannot be reached.').waitFor({ timeout: 15_000 });
    await keepScreenshot(page, 'trouble-unread');
    await page.unroute(API);
    await page.getByRole('heading', { name: 'Needs a person' }).waitFor();
  });

  it('old figures are called old when they cannot be read again, until they can', async () => {
    const { pair, page } = desk();
    await desk().open('/operations');
    await page.locator('.live-mark[data-live=live]').waitFor();
    await page.locator('.rows-row').first().waitFor();
    await page.route(API, (route) => route.fulfill(REFUSED));
    pair.sim.world.openIssue('octo/demo', { title: 'It comes while the tables cannot be read' });
    await page.getByText('What you see may be old').waitFor({ timeout: 15_000 });
    expect(await page.locator('.rows-row').count(), 'what was read before').to.be.above(0);
    await keepScreenshot(page, 'trouble-old');
    await page.unroute(API);
    await page.getByText('It comes while the tables cannot be read').waitFor();
    await page.getByText('What you see may be old').waitFor({ state: 'detached' });
  });

  it('whoever is signed in is shown no door while ingest cannot be asked who they are', async () => {
    const { page } = desk();
    await page.route('**/admin/session', (route) => route.abort());
    await desk().open('/operations');
    await page.getByText('Tandem cannot be reached').waitFor({ timeout: 15_000 });
    expect(await page.getByLabel('Token').count()).to.equal(0);
    await keepScreenshot(page, 'trouble-opening');
    await page.unroute('**/admin/session');
    await page.getByRole('heading', { name: 'Operations' }).waitFor();
  });

  it('a session that ended says so, and signing in again leads back to the same view', async () => {
    const { pair, context, page } = desk();
    await desk().open('/operations?state=errored&direction=outbound');
    await page.locator('.rows-row').first().waitFor();
    await page.locator('.live-mark[data-live=live]').waitFor();
    await context.clearCookies();
    pair.sim.world.openIssue('octo/demo', { title: 'News that the page wants to read' });
    await page.getByText('Your session has ended.').waitFor();
    await keepScreenshot(page, 'trouble-session-ended');
    await page.setViewportSize({ width: 390, height: 844 });
    await keepScreenshot(page, 'trouble-session-ended-phone');
    await page.getByLabel('Token').fill(pair.env['ADMIN_TOKEN'] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.rows-row').first().waitFor();
    expect(new URL(page.url()).search).to.equal('?state=errored&direction=outbound');
  });

  it('a deed that fails in a dialog says why inside of it, and can be tried again there', async () => {
    const { page } = desk();
    await desk().open('/operations?state=errored');
    await page.getByRole('button', { name: 'Retry all that match' }).click();
    await page.route('**/api/v1/operations/retry*', (route) => route.fulfill(REFUSED));
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Retry \d/ }).click();
    await dialog.getByText('The database cannot be reached.').waitFor();
    await keepScreenshot(page, 'trouble-deed');
    await page.unrouteAll();
    await dialog.getByRole('button', { name: /^Retry \d/ }).click();
    await page.getByText('back in the queue.').waitFor();
    await dialog.waitFor({ state: 'detached' });
  });

  it('an address of nothing says so, and shows the way out', async () => {
    const { page } = desk();
    await desk().open('/operations/01890000-0000-7000-8000-000000000000');
    await page.getByText('There is nothing at this address').waitFor();
    await page.getByRole('link', { name: 'Back to the overview' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });
});
