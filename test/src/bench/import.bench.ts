// The import of a whole repo by the worker as it runs in production, killed three times on the way: how many issues and
// comments a second, and how many list requests beyond one per hundred.
import { REPO, startPair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';
import type { Bench } from './bench.js';

const ISSUES = Number(process.env['IMPORT_ISSUES'] ?? 20_000);
const COMMENTS_EACH = 2;
const KILLS = Number(process.env['IMPORT_KILLS'] ?? 3);
const ISSUES_A_SECOND = 10;
const PAGE = 100;

interface Progress {
  readonly status: string;
  readonly seen: number;
  readonly total: number | null;
  readonly ranMs: number;
}

export const bench: Bench = {
  name: `import: ${ISSUES} issues and ${ISSUES * COMMENTS_EACH} comments, the worker killed ${KILLS} times`,
  async run() {
    const pair = await startPair('import_bench', {
      connect: false,
      worker: false,
      // In the past by what the issues take: when all are written it is now, and the app's signature is believed.
      simulator: { requestsPerHour: 1_000_000, now: () => Date.now() - (ISSUES / ISSUES_A_SECOND) * 1_000 },
      env: { SCHEDULER_INTERVAL_MS: '1000', LOG_LEVEL: 'warn' },
    });
    pair.sim.setWebhookUrl(undefined);
    for (let index = 0; index < ISSUES; index += 1) {
      if (index % ISSUES_A_SECOND === 0) pair.sim.clock.advance(1_000);
      const { number } = pair.sim.world.openIssue(REPO, {
        title: `Issue ${index}`,
        body: 'A body of some words.',
      });
      for (let n = 0; n < COMMENTS_EACH; n += 1) pair.sim.world.comment(REPO, number, `Comment ${n}`);
    }
    const progress = async (): Promise<Progress | undefined> =>
      (await pair.query<{ p: Progress | null }>('SELECT import_progress AS p FROM github_repos'))[0]?.p ??
      undefined;
    await pair.startWorker();
    const from = pair.sim.requests.length;
    const { status } = await pair.api.put(`/api/v1/projects/${pair.projectId}/repos`, { fullName: REPO });
    if (status !== 202) throw new Error(`The repo could not be connected: ${status}`);
    const since = performance.now();
    const own = process.cpuUsage();
    const total = ISSUES * (1 + COMMENTS_EACH);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await waitFor(async () => ((await progress())?.seen ?? 0) >= (total * kill) / (KILLS + 1), {
        timeoutMs: 600_000,
        describe: `part ${kill} is imported`,
      });
      await pair.worker().kill();
      await pair.startWorker();
    }
    const seenBefore = KILLS === 0 ? 0 : ((await progress())?.seen ?? 0);
    await waitFor(async () => (await progress())?.status === 'done', {
      timeoutMs: 600_000,
      describe: 'the import is done',
    });
    const tookMs = performance.now() - since;
    const simulatorMs = process.cpuUsage(own).user / 1_000;
    const workerMs = (await cpuSeconds(pair.worker().url)) * 1_000;
    const last = await progress();
    const [counts] = await pair.query<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM tasks WHERE title IS NOT NULL) AS tasks,
        (SELECT count(*)::int FROM comments WHERE body IS NOT NULL) AS comments`,
    );
    const lists = pair.sim.requests
      .slice(from)
      .filter(({ route }) => route.endsWith('/issues') || route.endsWith('/comments'));
    const pages = Math.ceil(ISSUES / PAGE) + Math.ceil((ISSUES * COMMENTS_EACH) / PAGE);
    console.log(`records: ${JSON.stringify(counts)}, of ${ISSUES} and ${ISSUES * COMMENTS_EACH}`);
    console.log(
      `list requests: ${lists.length} for ${pages} pages (+${(((lists.length - pages) / pages) * 100).toFixed(1)} %)`,
    );
    console.log(
      `rate: ${Math.round((total * 1_000) / tookMs)} items/s with the kills, ${Math.round((total * 1_000) / (last?.ranMs ?? tookMs))} items/s while it ran`,
    );
    // What another machine, or a busy one, makes of it depends on this: the rest of the time is PostgreSQL and waiting.
    console.log(
      `processor time for each item: worker ${(workerMs / (total - seenBefore)).toFixed(2)} ms, simulator ${(simulatorMs / total).toFixed(2)} ms; ${(tookMs / total).toFixed(2)} ms passed`,
    );
    await pair.stop();
  },
};

async function cpuSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1]);
}
