// A real browser for the tests of the dashboard: the system's Chromium, driven by playwright-core. Where there is none it
// is installed the system's own way if that needs no password; else the tests say that they were skipped, and why.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { repoRoot } from '@tandem/tools/repo-root.js';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const INSTALL_WITHIN_MS = 240_000;
const HIGHEST = 6_000;
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const SCREENSHOTS = path.join(repoRoot, 'test-output', 'dashboard');

/** Undefined where there is no browser and none could be installed. */
export async function startBrowser(): Promise<Browser | undefined> {
  const executablePath = findBrowser() ?? installBrowser();
  if (executablePath === undefined) {
    console.warn('\n  !! There is no Chromium here: the tests of the dashboard in a browser are NOT run.\n');
    return undefined;
  }
  return chromium.launch({ executablePath, args: QUIET });
}

/** Waits until nothing moves, then keeps what is seen. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.evaluate('document.fonts.ready');
  // A long list holds only the rows in sight: the window is made as high as the page.
  const size = page.viewportSize();
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  if (size !== null && height > size.height) {
    await page.setViewportSize({ ...size, height: Math.min(height, HIGHEST) });
    await page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))',
    );
  }
  await page.screenshot({
    path: path.join(SCREENSHOTS, `${name}.png`),
    fullPage: true,
    animations: 'disabled',
  });
  if (size !== null) await page.setViewportSize(size);
}

function findBrowser(): string | undefined {
  return PLACES.find((place) => existsSync(place));
}

function installBrowser(): string | undefined {
  if (process.getuid?.() !== 0 || spawnSync('which', ['apt-get']).status !== 0) return undefined;
  console.log('\n  There is no Chromium: installing it with apt-get.');
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'],
  ]) {
    spawnSync('apt-get', args, {
      stdio: 'ignore',
      timeout: INSTALL_WITHIN_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  return findBrowser();
}
