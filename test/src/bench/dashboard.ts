// Measures what an operator waits for with a million operations in the tables: the first page, every filter, the search,
// the overview, and the first view in a real browser. `node test/dist/bench/dashboard.js [operations]`.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { repoRoot } from '@tandem/tools/repo-root.js';
import { apiClient } from '../infra/api-client.js';
import { startBrowser } from '../infra/browser.js';
import { createDatabase } from '../infra/databases.js';
import { startTestServers, stopTestServers } from '../infra/servers.js';
import { spawnService } from '../infra/spawn-service.js';
import { startSimulator } from '@tandem/github-sim/simulator.js';
import { seedOperations } from './dashboard-seed.js';

const ADMIN_TOKEN = 'admin-token-of-this-bench';
const ROUNDS = 5;
const operations = Number(process.argv[2] ?? 1_000_000);

await startTestServers(process.env);
const database = await createDatabase('bench');
const sim = await startSimulator();
const client = new pg.Client({ connectionString: database.databaseUrl });
await client.connect();
const seeding = performance.now();
await seedOperations(client, operations);
console.log(`${operations.toLocaleString()} operations seeded in ${seconds(performance.now() - seeding)}`);
const ingest = await spawnService('ingest', {
  ...database.env,
  GITHUB_API_URL: sim.url,
  GITHUB_APP_ID: sim.app.id,
  GITHUB_APP_PRIVATE_KEY: sim.app.privateKey,
  GITHUB_WEBHOOK_SECRET: sim.app.webhookSecret,
  ADMIN_TOKEN,
  APP_SECRET: 'app-secret-of-this-bench',
  API_REQUESTS_PER_SECOND: '1000000',
});
const api = apiClient(ingest.url, ADMIN_TOKEN);

const one = async (sql: string): Promise<string> =>
  String(((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {})['value']);
const taskId = await one(`SELECT task_id AS value FROM task_sync_operations ORDER BY sequence DESC LIMIT 1`);
const deliveryId = await one(
  `SELECT delivery_id AS value FROM task_sync_operations WHERE delivery_id IS NOT NULL ORDER BY sequence DESC LIMIT 1`,
);
const guid = await one(`SELECT guid AS value FROM webhook_deliveries WHERE id = '${deliveryId}'`);
const repoId = '00000000-0000-7000-8000-00000000c007';
const day = new Date(Date.now() - 86_400_000).toISOString();

const QUESTIONS: readonly string[] = [
  '/operations?limit=100',
  ...['queued', 'processing', 'completed', 'errored', 'canceled', 'dropped', 'duplicate', 'disabled'].map(
    (state) => `/operations?limit=100&state=${state}`,
  ),
  ...['inbound', 'outbound'].map((direction) => `/operations?limit=100&direction=${direction}`),
  ...['webhook', 'client', 'pull', 'scheduler', 'manual', 'import'].map(
    (source) => `/operations?limit=100&source=${source}`,
  ),
  '/operations?limit=100&kind=comment',
  '/operations?limit=100&action=delete',
  '/operations?limit=100&reason=invalid',
  '/operations?limit=100&reason=nothing_has_this',
  `/operations?limit=100&repoId=${repoId}`,
  `/operations?limit=100&repoId=${repoId}&state=errored`,
  `/operations?limit=100&taskId=${taskId}`,
  `/operations?limit=100&deliveryId=${deliveryId}`,
  '/operations?limit=100&externalId=1000777',
  `/operations?limit=100&since=${day}`,
  `/operations?limit=100&until=${new Date(Date.now() - 20 * 86_400_000).toISOString()}`,
  '/operations?limit=100&q=%23123',
  '/operations?limit=100&q=4711',
  '/operations?limit=100&q=number%2077777',
  '/operations?limit=100&q=bell',
  '/operations?limit=100&q=nothing-has-this',
  `/operations?limit=100&q=${guid}`,
  `/operations?limit=100&q=${taskId}`,
  '/operations?limit=100&q=same_content',
  '/operations/count?state=errored',
  '/operations/count',
  '/stats/overview?window=hour',
  '/stats/overview?window=day',
  '/stats/overview?window=week',
];

let slowest = 0;
for (const question of QUESTIONS) {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const since = performance.now();
    const { status } = await api.get(`/api/v1${question}`);
    times.push(performance.now() - since);
    if (status !== 200) throw new Error(`${question}: ${status}`);
  }
  // The overview is remembered for a moment: its first answer is the one that costs.
  const worst = Math.max(...times);
  const median = [...times].sort((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? 0;
  slowest = Math.max(slowest, worst);
  console.log(`${ms(median)} median ${ms(worst)} worst  ${question}`);
}
console.log(`slowest of all: ${ms(slowest)}`);
await measureBrowser();
measureSize();

await ingest.stop();
await sim.close();
await client.end();
await database.drop();
await stopTestServers();

async function measureBrowser(): Promise<void> {
  const browser = await startBrowser();
  if (browser === undefined) return;
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${ingest.url}/admin/`);
  await page.getByLabel('Token').fill(ADMIN_TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Needs a person').waitFor();
  for (const [name, address] of [
    ['overview', '/admin/'],
    ['operations', '/admin/operations'],
  ] as const) {
    const fresh = await browser.newContext({ storageState: await page.context().storageState() });
    const view = await fresh.newPage();
    const since = performance.now();
    await view.goto(ingest.url + address);
    await (name === 'overview'
      ? view.getByText('Needs a person').waitFor()
      : view.locator('.rows-row').first().waitFor());
    const painted = await view.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`,
    );
    console.log(
      `${name}: data in view after ${ms(performance.now() - since)}, first paint ${ms(painted)}, empty cache`,
    );
    if (name === 'operations') {
      const frames = await view.evaluate<number[]>(`new Promise((resolve) => {
        const frames = []; let last = performance.now(); let left = 120;
        const step = (now) => { frames.push(now - last); last = now; window.scrollBy(0, 120);
          if (--left > 0) requestAnimationFrame(step); else resolve(frames); };
        requestAnimationFrame(step); })`);
      const sorted = [...frames].sort((left, right) => left - right);
      console.log(
        `scrolling: frame p50 ${ms(sorted[60] ?? 0)}, p95 ${ms(sorted[114] ?? 0)}, worst ${ms(sorted.at(-1) ?? 0)}`,
      );
    }
    await fresh.close();
  }
  await browser.close();
}

function measureSize(): void {
  const folder = path.join(repoRoot, 'services/dashboard/dist/assets');
  for (const ending of ['.js.br', '.js.gz', '.css.br']) {
    const bytes = readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    console.log(`${ending}: ${(bytes / 1000).toFixed(1)} kB`);
  }
}

function ms(value: number): string {
  return `${value.toFixed(0).padStart(5)} ms`;
}

function seconds(value: number): string {
  return `${(value / 1000).toFixed(0)} s`;
}
