// Import, schedule and sync-now through the real services (rules P2, P3, S4; SCENARIOS time-7, time-10).
import { expect } from 'chai';
import type { OperationJson, Page, TaskJson } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

interface RepoJson {
  readonly id: string;
  readonly webhooksSilentSince: string | null;
  readonly import: { readonly status: string; readonly seen: number; readonly total: number } | null;
}
interface ScheduleJson {
  readonly kind: string;
  readonly id: string;
  readonly dueAt: string;
  readonly why: string;
}

describe('import and schedule', () => {
  let pair: Pair;
  let repoId = '';
  /** The repo, once its import is done: every rule here is about what has been imported. */
  let imported: RepoJson;
  before(async () => {
    pair = await startPair('imports', {
      connect: false,
      env: { SCHEDULER_INTERVAL_MS: '500', SYNC_MIN_INTERVAL_MS: '1000', SYNC_MAX_INTERVAL_MS: '2000' },
    });
    pair.sim.setWebhookUrl(undefined);
    for (let index = 0; index < 30; index += 1) pair.sim.world.openIssue(REPO, { title: `Old ${index}` });
    pair.sim.world.comment(REPO, 1, 'Old comment');
    repoId = await connect();
    imported = await waitFor(
      async () => (await repos()).find((repo) => repo.id === repoId && repo.import?.status === 'done'),
      { timeoutMs: 20_000, describe: 'the import is done' },
    );
  });
  after(() => pair.stop());

  const repos = async (): Promise<readonly RepoJson[]> =>
    (await pair.api.get<Page<RepoJson>>('/api/v1/repos')).body.items;
  const connect = async (): Promise<string> => {
    const connected = await pair.api.put<{ id: string }>(`/api/v1/projects/${pair.projectId}/repos`, {
      fullName: REPO,
    });
    expect(connected.status).to.equal(202);
    return connected.body.id;
  };

  it('P2: connecting a repo starts its import, and its progress shows to the end', async () => {
    expect(imported.import).to.include({ seen: 31, total: 31 });
    const tasks = await pair.tasks();
    expect(tasks).to.have.length(30);
    expect(tasks.every(({ sync, title }) => sync.status === 'synced' && title !== null)).to.equal(true);
    const first = await pair.taskOf(1);
    expect((await pair.comments(first.id)).map(({ body }) => body)).to.deep.equal(['Old comment']);
    expect((await pair.api.post(`/api/v1/repos/${repoId}/import/pause`, {})).status).to.equal(409);
  });

  it('P4: that webhooks are silent shows on the repo, until one comes again', async () => {
    const silent = async (): Promise<string | null | undefined> =>
      (await repos()).find(({ id }) => id === repoId)?.webhooksSilentSince;
    expect(await silent()).to.equal(null);
    // When this is set, pull.test.ts says.
    await pair.query('UPDATE github_repos SET webhooks_silent_since = now() WHERE id = $1', [repoId]);
    expect(await silent()).to.be.a('string');
    const overview = await pair.api.get<{ silentRepos: number }>('/api/v1/stats/overview');
    expect(overview.body.silentRepos).to.equal(1);
    pair.sim.setWebhookUrl(`${pair.ingest.url}/webhooks/github`);
    pair.sim.world.editIssue(REPO, 9, { title: 'Told' });
    await waitFor(async () => (await silent()) === null, {
      timeoutMs: 20_000,
      describe: 'the silence is over',
    });
    pair.sim.setWebhookUrl(undefined);
  });

  it('time-10: without webhooks and with two workers, an edit arrives and is synced once', async () => {
    const first = pair.worker();
    await pair.startWorker();
    pair.sim.clock.advance(60_000);
    pair.sim.world.editIssue(REPO, 4, { title: 'Edited in silence' });
    await waitFor(async () => (await pair.taskOf(4)).title === 'Edited in silence', {
      timeoutMs: 20_000,
      describe: 'the edit arrives by the schedule',
    });
    const task = await pair.taskOf(4);
    const operations = await pair.operations(`&taskId=${task.id}`);
    const brought = operations.filter(({ source, state }) => source !== 'import' && state === 'completed');
    expect(brought, JSON.stringify(operations)).to.have.length(1);
    await first.stop();
  });

  it('S4: the schedule tells what is due when, and why, page by page', async () => {
    const all = (await pair.api.get<Page<ScheduleJson>>('/api/v1/schedule?limit=200')).body.items;
    expect(all).to.have.length(32); // 30 tasks, a comment, and the repo's own pull
    expect(new Set(all.map(({ why }) => why))).to.deep.equal(new Set(['resync', 'pull']));
    const times = all.map(({ dueAt }) => dueAt);
    expect([...times].sort()).to.deep.equal(times);
    const page = await pair.api.get<Page<ScheduleJson> & { next: string }>('/api/v1/schedule?limit=10');
    expect(page.body.items).to.have.length(10);
    const next = await pair.api.get<Page<ScheduleJson>>(`/api/v1/schedule?limit=10&cursor=${page.body.next}`);
    expect(next.status).to.equal(200);
  });

  it('P3: issues imported by number are there at once, unsynced, and fill; a number that is none is errored', async () => {
    const number = pair.sim.world.openIssue(REPO, { title: 'By number' }).number;
    const imported = await pair.api.post<{ items: TaskJson[] }>(
      `/api/v1/projects/${pair.projectId}/imports`,
      {
        repoId,
        numbers: [number, 999_999],
      },
    );
    expect(imported.status).to.equal(202);
    expect(imported.body.items.map(({ title, body, github }) => [title, body, github?.number])).to.deep.equal(
      [
        [null, null, number],
        [null, null, 999_999],
      ],
    );
    const [known, unknown] = imported.body.items;
    const read = async (id: string): Promise<TaskJson> =>
      (await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body;
    await waitFor(async () => (await read(known!.id)).title === 'By number', {
      timeoutMs: 10_000,
      describe: 'the imported issue fills',
    });
    const errored = await waitFor(
      async () => {
        const task = await read(unknown!.id);
        return task.sync.status === 'errored' ? task : undefined;
      },
      { timeoutMs: 10_000, describe: 'the number that does not exist is errored' },
    );
    expect(errored.sync.error?.code).to.equal('not_found');
    const foreign = await pair.api.post(`/api/v1/projects/${pair.projectId}/imports`, {
      repoId: pair.projectId,
      numbers: [1],
    });
    expect(foreign.status).to.equal(400);
  });

  it('time-7: sync now five times on one resource, the worker restarted between, is one sync, and not lost', async () => {
    const task = await pair.taskOf(2);
    await pair.worker().kill();
    const before = (await pair.operations(`&taskId=${task.id}&source=manual`)).length;
    for (let times = 0; times < 5; times += 1) {
      expect((await pair.api.post(`/api/v1/tasks/${task.id}/sync`, {})).status).to.equal(202);
    }
    await pair.startWorker();
    const settled = await waitFor(
      async () => {
        const operations = await pair.operations(`&taskId=${task.id}&source=manual`);
        return operations.every(({ state }) => state !== 'queued' && state !== 'processing')
          ? operations
          : undefined;
      },
      { timeoutMs: 40_000, describe: 'what was asked for is done' },
    );
    expect(settled.map(({ state }: OperationJson) => state)).to.deep.equal([
      ...Array.from({ length: before }, () => 'completed'),
      'completed',
    ]);
  });
});
