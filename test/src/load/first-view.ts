// How long an operator looks at nothing: the dashboard's overview in a fresh browser with an empty cache, signed in, until
// its figures are there; and how much of scripts that costs.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { repoRoot } from '@tandem/tools/repo-root.js';

export interface FirstView {
  /** ms from the address being entered to the overview with its figures. */
  readonly inViewMs: number;
  /** ms to the first thing painted. */
  readonly paintedMs: number;
}

export async function measureFirstView(
  browser: Browser,
  overview: string,
  signedIn: Awaited<ReturnType<BrowserContext['storageState']>>,
): Promise<FirstView> {
  const fresh = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    storageState: signedIn,
  });
  const view = await fresh.newPage();
  const since = performance.now();
  await view.goto(overview);
  await view.getByRole('heading', { name: 'What became of the work' }).waitFor();
  const inViewMs = performance.now() - since;
  const paintedMs = await view.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`,
  );
  await fresh.close();
  return { inViewMs, paintedMs };
}

/** Bytes of all scripts as they go over the wire. */
export function scriptBytes(): number {
  const assets = path.join(repoRoot, 'services/dashboard/dist/assets');
  return readdirSync(assets)
    .filter((name) => name.endsWith('.js.br'))
    .reduce((sum, name) => sum + statSync(path.join(assets, name)).size, 0);
}
