// The dashboard in a real browser, on the real services: an operator finds what failed, reads why, mends it, and sees it
// mended.
import { expect } from 'chai';
import { keepScreenshot } from '../infra/browser.js';
import { waitFor } from '../infra/wait-for.js';
import { useDesk } from './dashboard-desk.js';

describe('dashboard: at work', function () {
  this.timeout(120_000);
  const desk = useDesk('dashboard_work');

  it('an errored operation is found by the number of its issue, and says why', async () => {
    const { page } = desk();
    await desk().open('/operations');
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
    const { pair, page } = desk();
    await desk().open('/operations?state=errored');
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
    await desk().open(`/operations/${operation?.id ?? ''}`);
    const moves = page.locator('.moves .badge');
    await moves.last().waitFor();
    expect(await moves.allTextContents(), 'the old attempt stays readable').to.include.members([
      'errored',
      'completed',
    ]);
  });

  it('sync now leaves a manual operation that completes before the eyes', async () => {
    const { pair, page } = desk();
    const { id } = await pair.taskOf(1);
    await desk().open(`/tasks/${id}`);
    await page.getByText('both the same').waitFor();
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.getByText('It is being synced now.').waitFor();
    await page.locator('.move', { hasText: 'by manual' }).first().waitFor();
    await page.locator('.move', { hasText: 'by manual' }).locator('[data-state=completed]').first().waitFor();
  });

  it('a repo is connected from the page, and its import is watched to its end', async () => {
    const { pair, page } = desk();
    pair.sim.world.createRepo({ owner: 'octo', name: 'second' });
    pair.sim.world.openIssue('octo/second', { title: 'It was there before' });
    await desk().open('/repos');
    const repo = page.getByRole('listitem').filter({ hasText: 'octo/second' });
    await repo.getByRole('button', { name: 'Connect' }).click();
    await page.getByText('1 issue or pull request, 0 comments').waitFor();
    await page.getByText('Becomes public').or(page.getByText('Goes to a private repo')).waitFor();
    await keepScreenshot(page, 'connect');
    await page.getByRole('button', { name: 'Connect and import' }).click();
    await page.getByText('octo/second is connected').waitFor();
    await repo.getByText('Import: done').waitFor({ timeout: 30_000 });
    await desk().open('/tasks');
    await page.getByText('It was there before').waitFor();
  });

  it('"?" shows the keys, and j leads from one operation to the next of its list', async () => {
    const { page } = desk();
    await desk().open('/operations');
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

  it('a delivery whose payload is no longer kept says since when, and offers no replay', async () => {
    const { pair, page } = desk();
    const [delivery] = await pair.query<{ id: string }>(
      `SELECT id::text FROM webhook_deliveries WHERE state = 'processed' ORDER BY sequence LIMIT 1`,
    );
    await desk().open(`/deliveries/${delivery?.id ?? ''}`);
    await page.getByRole('button', { name: 'Replay' }).waitFor();
    await pair.query(
      `UPDATE webhook_deliveries SET payload = NULL, payload_dropped_at = now() - interval '2 days' WHERE id = $1`,
      [delivery?.id],
    );
    await page.reload();
    await page.getByText('No longer kept: it was dropped 2 d ago').waitFor();
    expect(await page.getByRole('button', { name: 'Replay' }).count()).to.equal(0);
    await keepScreenshot(page, 'delivery-dropped');
  });

  it('the overview tells which workers live, and which one died', async () => {
    const { pair, page } = desk();
    const long = new Date(Date.now() - 60_000).toISOString();
    await pair.query(
      `INSERT INTO worker_processes (id, concurrency, started_at, seen_at)
       VALUES ('worker:lost-host:0badcafe', 5, '${long}', '${long}') RETURNING id`,
    );
    await desk().open('/?window=week');
    const workers = page.locator('.worker');
    await workers.filter({ hasText: 'lost-host' }).getByText('silent').waitFor();
    await workers.filter({ hasNotText: 'lost-host' }).getByText('alive', { exact: true }).first().waitFor();
  });
});
