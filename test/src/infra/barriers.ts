// What axe-core finds on a page that keeps somebody out.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE_SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core calls serious or critical, each with the name of the page. */
export async function seriousBarriers(page: Page, name: string): Promise<string[]> {
  await page.evaluate(AXE_SOURCE);
  const found = await page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ target, any }) => target + ' ' + (any[0]?.message ?? '')).join(' | ')))`,
  );
  return found.map((barrier) => `${name}: ${barrier}`);
}
