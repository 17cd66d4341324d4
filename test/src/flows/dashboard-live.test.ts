// A page of the dashboard keeps itself fresh: it hears by one stream what changed, and asks where it cannot hear.
import { expect } from 'chai';
import { REPO } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';
import { useDesk } from './dashboard-desk.js';

describe('dashboard: live', function () {
  this.timeout(120_000);
  const desk = useDesk('dashboard_live');

  it('an open page hears by the stream what changed, and asks nothing while nothing does', async () => {
    const { pair, page } = desk();
    await desk().open('/tasks?q=heard');
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
    const { pair, page, problems } = desk();
    let tries = 0;
    await page.route('**/admin/live', (route) => {
      tries += 1;
      return route.abort();
    });
    const seen = problems.length;
    await desk().open('/tasks?q=polled');
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
    const { pair, page } = desk();
    await desk().open('/tasks?q=hidden');
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

  it('the stream of news is for whoever is signed in', async () => {
    const { pair } = desk();
    expect((await fetch(`${pair.ingest.url}/admin/live`)).status).to.equal(401);
  });
});
