// The dashboard of a Tandem that has done nothing yet: every page says what to do next.
import { expect } from 'chai';
import { seriousBarriers } from '../infra/barriers.js';
import { keepScreenshot } from '../infra/browser.js';
import { useDesk } from './dashboard-desk.js';

const PAGES = [
  ['overview', '/', 'No repo is connected yet'],
  ['operations', '/operations', 'Nothing has happened yet'],
  ['operations-narrowed', '/operations?q=bell', 'Nothing matches'],
  ['resources', '/tasks', 'There is no task yet'],
  ['resources-narrowed', '/tasks?q=bell', 'No task matches'],
  ['conflicts', '/conflicts?state=open', 'No conflict is open'],
  ['deliveries', '/deliveries', 'No delivery has come yet'],
  ['repos', '/repos', 'not connected'],
  ['people', '/people', 'There are no users yet'],
  ['schedule', '/schedule', 'Nothing is planned'],
  ['audit', '/audit?action=POST+%2Fconflicts%2F%3Aid%2Fresolve', 'Nobody did this'],
  ['no-such-page', '/bells', 'There is no such page'],
] as const;

describe('dashboard: empty', function () {
  this.timeout(120_000);
  const desk = useDesk('dashboard_empty', { empty: true });

  for (const [size, viewport] of [
    ['desk', { width: 1280, height: 900 }],
    ['phone', { width: 390, height: 844 }],
  ] as const) {
    it(`every empty page on a ${size} says what to do next, without serious barriers`, async () => {
      const { page } = desk();
      await page.setViewportSize(viewport);
      const barriers: string[] = [];
      for (const [name, path, says] of PAGES) {
        await desk().open(path);
        await page.getByText(says).waitFor();
        barriers.push(...(await seriousBarriers(page, name)));
        await keepScreenshot(page, `empty-${name}-${size}`);
      }
      expect(barriers).to.deep.equal([]);
    });
  }
});
