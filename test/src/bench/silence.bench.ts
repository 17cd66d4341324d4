// A day without webhooks, on a simulated clock: whether every edit arrives within the bound that its resource had, and
// what it costs in requests, against one request per due resource.
import { nextSyncAt } from '@tandem/shared/domain/schedule/next-sync-at.js';
import { startSimulatedWorker } from '../infra/simulated-worker.js';
import type { Bench } from './bench.js';

const REPOS = 20;
const ISSUES_EACH = Number(process.env['SILENCE_ISSUES'] ?? 250);
const EDITS = Number(process.env['SILENCE_EDITS'] ?? 2_000);
const DAY_MS = 24 * 3_600_000;
const WINDOW_MS = 120_000;

interface Edit {
  readonly at: number;
  readonly repo: string;
  readonly number: number;
  readonly title: string;
  bound: number;
}

export const bench: Bench = {
  name: `silence: a day, ${REPOS * ISSUES_EACH} issues in ${REPOS} repos, ${EDITS} edits, no webhook`,
  async run() {
    const repos = Array.from({ length: REPOS }, (_, index) => `octo/r${index}`);
    const worker = await startSimulatedWorker('silence', {
      repos,
      simulator: { requestsPerHour: 1_000_000 },
    });
    for (const repo of repos) {
      for (let n = 0; n < ISSUES_EACH; n += 1) {
        if (n % 10 === 0) worker.advance(1_000);
        worker.sim.world.openIssue(repo, { title: `Issue ${n}` });
      }
      await worker.syncRepo(await worker.connect(repo));
    }
    // The day begins when nothing is hot any more.
    worker.advance(DAY_MS);
    for (let n = 0; n < 3; n += 1) await worker.window();
    const began = worker.now();
    let chance = 1;
    const random = (): number => (chance = (chance * 16_807) % 2_147_483_647) / 2_147_483_647;
    const edits = Array.from({ length: EDITS }, (_, index): Edit => ({
      at: began + random() * DAY_MS,
      repo: repos[Math.floor(random() * REPOS)] ?? '',
      number: 1 + Math.floor(random() * ISSUES_EACH),
      title: `Edit ${index}`,
      bound: 0,
    })).sort((a, b) => a.at - b.at);

    worker.newRequests();
    const open = new Map<string, Edit>();
    const late: Edit[] = [];
    const byKind = new Map<string, number>();
    let [asked, notModified, done] = [0, 0, 0];
    while (worker.now() < began + DAY_MS + 8 * 3_600_000 && (done < EDITS || open.size > 0)) {
      for (; done < EDITS && (edits[done]?.at ?? Infinity) <= worker.now(); done += 1) {
        const edit = edits[done] as Edit;
        worker.sim.world.editIssue(edit.repo, edit.number, { title: edit.title });
        const [row] = await worker.query<{ next: Date }>(
          `SELECT t.next_sync_at AS next FROM tasks t JOIN github_issues i ON i.task_id = t.id JOIN github_repos r ON r.id = i.repo_id
           WHERE r.owner || '/' || r.name = $1 AND i.number = $2`,
          edit.repo,
          edit.number,
        );
        const key = `${edit.repo}#${edit.number}`;
        // A second edit of one issue is to arrive when the first is.
        edit.bound = open.get(key)?.bound ?? row?.next.getTime() ?? 0;
        open.set(key, edit);
      }
      await worker.window();
      const requests = worker.newRequests();
      asked += requests.length;
      for (const request of requests) byKind.set(kindOf(request), (byKind.get(kindOf(request)) ?? 0) + 1);
      notModified += requests.filter(({ status }) => status === 304).length;
      if (open.size === 0) continue;
      const titles = await worker.query<{ key: string; title: string }>(
        `SELECT r.owner || '/' || r.name || '#' || i.number AS key, t.title FROM tasks t
         JOIN github_issues i ON i.task_id = t.id JOIN github_repos r ON r.id = i.repo_id
         WHERE r.owner || '/' || r.name || '#' || i.number = ANY($1)`,
        [...open.keys()],
      );
      for (const { key, title } of titles) {
        const edit = open.get(key);
        if (edit?.title !== title) continue;
        open.delete(key);
        if (worker.now() > Math.max(edit.bound, edit.at) + 2 * WINDOW_MS) late.push(edit);
      }
    }
    const naive = oneByOne(edits, began);
    console.log(`edits: ${EDITS}, late: ${late.length}, never arrived: ${open.size}`);
    console.log(
      `requests: ${asked} (${notModified} of them "not modified", free) against ${naive} of one per due resource: ${(asked / naive).toFixed(3)}`,
    );
    console.log(
      [...byKind]
        .sort()
        .map(([kind, n]) => `${n} ${kind}`)
        .join(', '),
    );
    for (const complaint of worker.complaints.slice(0, 3)) console.log(complaint);
    await worker.stop();
  },
};

function kindOf({ path, status }: { readonly path: string; readonly status: number }): string {
  const what = path
    .replace(/\?.*/, '')
    .replace(/^\/repos\/[^/]+\/[^/]+/, '')
    .replace(/\d+/, ':number');
  const list = /[?&]since=/.test(path) ? ' since' : /[?&]sort=/.test(path) ? ' whole' : '';
  return `${what}${list}${status === 200 ? '' : ` ${status}`}`;
}

/** What a scheduler would ask that spends one request on each resource whenever it is due. */
function oneByOne(edits: readonly Edit[], began: number): number {
  const byThing = new Map<string, number[]>();
  for (const { repo, number, at } of edits) {
    const key = `${repo}#${number}`;
    byThing.set(key, [...(byThing.get(key) ?? []), at]);
  }
  let requests = (REPOS * ISSUES_EACH - byThing.size) * 3; // every eight hours
  for (const times of byThing.values()) {
    let [synced, changed] = [began, began - DAY_MS];
    while (synced < began + DAY_MS) {
      synced = nextSyncAt({ lastSyncedAt: synced, remoteUpdatedAt: changed, latestEventAt: null }) ?? synced;
      changed = times.filter((at) => at <= synced).at(-1) ?? changed;
      requests += 1;
    }
  }
  return requests;
}
