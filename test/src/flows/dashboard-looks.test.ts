// Every page of the dashboard, on a desk and on a phone, in light and in dark: kept as a picture to be looked at, held against
// axe-core, and measured.
import { expect } from 'chai';
import { seriousBarriers } from '../infra/barriers.js';
import { keepScreenshot } from '../infra/browser.js';
import { waitFor } from '../infra/wait-for.js';
import { measureFirstView, scriptBytes } from '../load/first-view.js';
import { useDesk } from './dashboard-desk.js';
import { furnish } from './dashboard-furniture.js';

describe('dashboard: looks', function () {
  this.timeout(120_000);
  const desk = useDesk('dashboard_looks');
  /** The task of an issue that was transferred. */
  let moved: string;
  before(async () => {
    moved = await furnish(desk().pair);
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const [size, viewport] of [
      ['desk', { width: 1280, height: 900 }],
      ['phone', { width: 390, height: 844 }],
    ] as const) {
      it(`every page on a ${size}, ${theme}: looked at, and without serious barriers`, async () => {
        const { pair, page, hostile } = desk();
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
          ['transferred', `/tasks/${moved}`, 'Side by side'],
          ['conflicts', '/conflicts', 'Conflicts'],
          ['deliveries', '/deliveries', 'Deliveries'],
          ['delivery', `/deliveries/${delivery?.id ?? ''}`, 'Raw payload'],
          ['repos', '/repos', 'Repos'],
          ['people', '/people', 'People'],
          ['schedule', '/schedule', 'Schedule'],
          ['audit', '/audit', 'Audit'],
        ];
        const barriers: string[] = [];
        for (const [name, path, ready] of pages) {
          await desk().open(path);
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

  it('on a phone the head is one row, and by keys alone its menu opens, leads to a page, and closes', async () => {
    const { page } = desk();
    await page.setViewportSize({ width: 390, height: 844 });
    await desk().open('/');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect((await page.locator('.menu').boundingBox())?.height).to.be.below(60);
    const repos = page.locator('.menu').getByRole('link', { name: 'Repos' });
    expect(await repos.isVisible()).to.equal(false);
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.press('Enter');
    await repos.waitFor();
    expect(await seriousBarriers(page, 'menu')).to.deep.equal([]);
    await keepScreenshot(page, 'menu-phone');
    await page.keyboard.press('Escape');
    await repos.waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement?.textContent'), 'the focus').to.equal('Menu');
    await page.keyboard.press('Enter');
    await repos.press('Enter');
    await page.getByRole('heading', { name: 'Repos' }).waitFor();
    await repos.waitFor({ state: 'hidden' });
  });

  it('the overview is in view within a second, and its scripts are small', async () => {
    const { browser, pair, context } = desk();
    expect(scriptBytes()).to.be.within(1, 300_000);
    const signedIn = await context.storageState();
    // The best of three: what is measured is the page, not what else the machine does just now.
    const views: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { inViewMs } = await measureFirstView(browser, `${pair.ingest.url}/admin/`, signedIn);
      views.push(inViewMs);
    }
    expect(Math.min(...views)).to.be.below(1_000);
  });
});
