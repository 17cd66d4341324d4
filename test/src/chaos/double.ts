// The double test: creates of which every second reply is lost or reset, while the worker is killed again and again. What
// must hold in the end: on GitHub as many as were asked for, no more and no less, and each linked to its record (G3).
import { expect } from 'chai';
import type { CommentJson, Page, TaskJson } from '../infra/api-client.js';
import { passTime } from '../infra/pass-time.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

export interface DoubleTest {
  /** Half of them tasks, half comments. */
  readonly creates: number;
  readonly kills: number;
  readonly tell?: (line: string) => void;
}

export interface DoubleResult {
  readonly tookMs: number;
  /** POSTs that reached GitHub, the repeated ones included. */
  readonly posts: number;
  /** Replies that were cut off. */
  readonly lost: number;
}

/** What is looked for after an unknown outcome is looked for a minute: here it passes at once. */
const LOOKED_FOR_MS = 61_000;
const STEP_TIMEOUT_MS = 120_000;
const ISSUES = { method: 'POST', route: /\/issues$/ };
const COMMENTS = { method: 'POST', route: /\/comments$/ };

/** Throws where anything is doubled, lost or not linked. */
export async function doubleTest({
  creates,
  kills,
  tell = () => undefined,
}: DoubleTest): Promise<DoubleResult> {
  const since = performance.now();
  const pair = await startPair('double');
  for (const match of [ISSUES, COMMENTS]) {
    // Of every four: one applied with its reply lost, one reset before anything was done.
    pair.sim.faults.add({ match, kind: 'lose-reply', every: 4 });
    pair.sim.faults.add({ match, kind: 'reset', every: 3 });
  }
  const tasks = await askFor(pair, creates);
  tell(`${creates} creates asked for`);
  await killAndWait(pair, creates, kills, tell);
  pair.sim.faults.clear();
  await settle(pair);
  await expectOnce(pair, tasks, creates);
  const { requests } = pair.sim;
  const posts = requests.filter(({ method, repo }) => method === 'POST' && repo !== null).length;
  const lost = requests.filter(({ fault }) => fault === 'lose-reply' || fault === 'reset').length;
  await pair.stop();
  return { tookMs: performance.now() - since, posts, lost };
}

async function askFor(pair: Pair, creates: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < creates / 2; index += 1) {
    const { body } = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title: `task ${index}`,
    });
    ids.push(body.id);
    const comment = await pair.api.post<CommentJson>(`/api/v1/tasks/${body.id}/comments`, {
      body: `comment ${index}`,
    });
    expect(comment.status).to.equal(201);
  }
  return ids;
}

const created = (pair: Pair): number =>
  pair.sim.world.issues(REPO).length + pair.sim.world.comments(REPO).length;

/** Kills the worker each time that another part of the work is done. */
async function killAndWait(
  pair: Pair,
  creates: number,
  kills: number,
  tell: (line: string) => void,
): Promise<void> {
  for (let kill = 1; kill <= kills; kill += 1) {
    const part = Math.floor((creates * kill) / (kills + 1));
    await untilWithTimePassing(pair, () => Promise.resolve(created(pair) >= part), `${part} are on GitHub`);
    await pair.worker().kill();
    await pair.startWorker();
    // As if the leases of the dead had run out.
    for (const table of ['task_sync_operations', 'comment_sync_operations']) {
      await pair.query(
        `UPDATE ${table} SET lease_until = now() - interval '1 second' WHERE state = 'processing' AND processing_at < now()`,
      );
    }
    tell(`killed ${kill} times, ${created(pair)} on GitHub`);
  }
}

async function settle(pair: Pair): Promise<void> {
  await untilWithTimePassing(
    pair,
    async () => {
      const open = await Promise.all(
        ['queued', 'processing'].map((state) => pair.operations(`&state=${state}`)),
      );
      return open.every((list) => list.length === 0);
    },
    'nothing is open',
  );
  await pair.quiet();
}

/** Waits for a condition, and lets a minute pass whenever everything that is left waits to be looked for again. */
async function untilWithTimePassing(
  pair: Pair,
  condition: () => Promise<boolean>,
  describe: string,
): Promise<void> {
  let last = { created: -1, at: 0 };
  await waitFor(
    async () => {
      if (await condition()) return true;
      const now = { created: created(pair), at: performance.now() };
      if (now.created !== last.created) last = now;
      else if (now.at - last.at > 3_000) {
        await passTime(pair, LOOKED_FOR_MS);
        last = now;
      }
      return false;
    },
    { timeoutMs: STEP_TIMEOUT_MS, everyMs: 200, describe },
  );
}

async function expectOnce(pair: Pair, tasks: readonly string[], creates: number): Promise<void> {
  const issues = pair.sim.world.issues(REPO);
  const comments = pair.sim.world.comments(REPO);
  expect(issues.length + comments.length, 'on GitHub').to.equal(creates);
  expect(new Set(issues.map(({ title }) => title)).size, 'no task twice').to.equal(creates / 2);
  expect(new Set(comments.map(({ body }) => body.split('\n')[0])).size, 'no comment twice').to.equal(
    creates / 2,
  );
  const numbers = new Set<number>();
  for (const id of tasks) {
    const { body: task } = await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`);
    const { body: page } = await pair.api.get<Page<CommentJson>>(`/api/v1/tasks/${id}/comments`);
    expect(task.sync.status, id).to.equal('synced');
    expect(task.github, `${id} is linked`).to.not.equal(null);
    numbers.add(task.github?.number ?? 0);
    expect(page.items.map(({ github }) => github !== null)).to.deep.equal([true]);
  }
  expect(numbers.size, 'each task has its own issue').to.equal(creates / 2);
  const [rows] = await pair.query<{ n: number }>('SELECT count(*)::int AS n FROM tasks');
  expect(rows?.n, 'no task was made of an echo').to.equal(creates / 2);
}
