// The bar of the dashboard: the overview, signed in and with an empty cache, in view within a second, for less than 300 kB of
// scripts. (What a million operations cost is measured by dashboard.ts.)
import { startBrowser } from '../infra/browser.js';
import { REPO, startPair } from '../infra/pair.js';
import { measureFirstView, scriptBytes } from '../load/first-view.js';
import type { Bench } from './bench.js';

const ROUNDS = 10;
const ISSUES = 100;

export const bench: Bench = { name: 'the first view of the dashboard', run };

async function run(): Promise<void> {
  const browser = await startBrowser();
  if (browser === undefined) return;
  const pair = await startPair('first_view');
  for (let index = 0; index < ISSUES; index += 1) pair.sim.world.openIssue(REPO, { title: `Issue ${index}` });
  await pair.quiet(60_000);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${pair.ingest.url}/admin/`);
  await page.getByLabel('Token').fill(pair.env['ADMIN_TOKEN'] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  const signedIn = await context.storageState();
  await context.close();

  const views = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    views.push(await measureFirstView(browser, `${pair.ingest.url}/admin/`, signedIn));
  }
  for (const [name, values] of [
    ['first paint', views.map(({ paintedMs }) => paintedMs)],
    ['figures in view', views.map(({ inViewMs }) => inViewMs)],
  ] as const) {
    const sorted = [...values].sort((left, right) => left - right);
    const [best = 0, median = 0, worst = 0] = [sorted[0], sorted[ROUNDS / 2], sorted.at(-1)];
    console.log(`${name}: best ${ms(best)}, median ${ms(median)}, worst ${ms(worst)} of ${ROUNDS}`);
  }
  console.log(`scripts: ${(scriptBytes() / 1000).toFixed(1)} kB compressed`);
  await browser.close();
  await pair.stop();
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}
