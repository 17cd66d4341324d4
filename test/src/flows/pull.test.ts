// Pulling a repo (rules P1 and P2; SCENARIOS pull-*): nothing skipped, nothing doubled, wherever a page ends or breaks.
import { expect } from 'chai';
import type { ImportProgress } from '@tandem/shared/domain/schedule/import-progress.js';
import { bringByWebhook } from '../infra/bring-by-webhook.js';
import { startSimulatedWorker, type SimulatedWorker } from '../infra/simulated-worker.js';

const REPO = 'octo/demo';

/** Which list a request asked for. */
const listOf = (path: string): string => /\/([a-z]+)(\?|$)/.exec(path)?.[1] ?? path;

describe('pulling a repo', () => {
  let worker: SimulatedWorker;
  let repoId: string;
  beforeEach(async () => {
    worker = await startSimulatedWorker('pull');
  });
  afterEach(async () => {
    await worker.stop();
    expect(worker.sim.violations()).to.deep.equal([]);
  });

  const open = (count: number, everyMs = 0): void => {
    for (let index = 0; index < count; index += 1) {
      worker.advance(everyMs);
      worker.sim.world.openIssue(REPO, { title: `Issue ${index}` });
    }
  };
  const pullAll = async (): Promise<void> => {
    await worker.syncRepo(repoId);
    await worker.drain();
  };
  const again = async (): Promise<void> => {
    await worker.query(`UPDATE github_repos SET next_pull_at = '2000-01-01'`);
    await pullAll();
  };
  const progress = async (): Promise<ImportProgress | null> =>
    (await worker.query<{ p: ImportProgress | null }>('SELECT import_progress AS p FROM github_repos'))[0]
      ?.p ?? null;
  const operations = (): Promise<{ state: string; source: string; n: number }[]> =>
    worker.query(
      `SELECT state::text, source::text, count(*)::int AS n FROM (SELECT state, source FROM task_sync_operations
       UNION ALL SELECT state, source FROM comment_sync_operations) o GROUP BY 1, 2 ORDER BY 1, 2`,
    );
  /** Record and GitHub, side by side. */
  const differences = async (): Promise<string[]> => {
    const rows = await worker.query<{ number: number; title: string | null }>(
      'SELECT i.number, t.title FROM tasks t JOIN github_issues i ON i.task_id = t.id WHERE t.deleted_at IS NULL',
    );
    const ours = new Map(rows.map(({ number, title }) => [number, title]));
    const theirs = worker.sim.world.issues(REPO);
    return [
      ...(rows.length === ours.size ? [] : ['a number has two records']),
      ...(ours.size === theirs.length ? [] : [`${ours.size} records of ${theirs.length} issues`]),
      ...theirs.flatMap(({ number, title }) =>
        ours.get(number) === title ? [] : [`#${number}: ${String(ours.get(number))} is not ${title}`],
      ),
    ];
  };

  it('P2: connecting a repo imports its issues, pull requests and comments, with progress to the end', async () => {
    open(120, 1_000);
    worker.sim.world.openPullRequest(REPO, { title: 'A pull request' });
    worker.sim.world.comment(REPO, 1, 'One');
    worker.sim.world.comment(REPO, 121, 'Two');
    repoId = await worker.connect(REPO);
    await pullAll();
    expect(await differences()).to.deep.equal([]);
    const [row] = await worker.query<{ kind: string; comments: number }>(
      `SELECT (SELECT kind::text FROM tasks WHERE title = 'A pull request') AS kind, (SELECT count(*)::int FROM comments WHERE body IS NOT NULL) AS comments`,
    );
    expect(row).to.deep.equal({ kind: 'pull_request', comments: 2 });
    expect(await progress()).to.include({ status: 'done', seen: 123, total: 123 });
    expect(await operations()).to.deep.equal([{ state: 'completed', source: 'import', n: 123 }]);
  });

  it('P1: a pull from the pointer brings what changed, and asks no more than it must', async () => {
    open(30, 1_000);
    repoId = await worker.connect(REPO);
    await pullAll();
    worker.advance(3_600_000);
    worker.sim.world.editIssue(REPO, 7, { title: 'Seven' });
    worker.sim.world.comment(REPO, 9, 'News');
    worker.newRequests();
    await again();
    expect(await differences()).to.deep.equal([]);
    expect(worker.newRequests()).to.have.length(2);
  });

  it('P1: an idle repo is asked conditionally, and its answer is "not modified"', async () => {
    open(5, 1_000);
    repoId = await worker.connect(REPO);
    await pullAll();
    worker.advance(600_000);
    await again();
    worker.newRequests();
    await again();
    expect(worker.newRequests().map(({ path, status }) => `${listOf(path)} ${status}`)).to.deep.equal([
      'issues 304',
    ]);
  });

  it('P1: comments are listed where a conversation changed, even after a crash in between, and else now and then', async () => {
    open(2, 1_000);
    worker.sim.world.comment(REPO, 1, 'One');
    repoId = await worker.connect(REPO);
    await pullAll();
    await worker.query(`UPDATE comments SET next_sync_at = '2999-01-01'`);
    // Once with what lies in the overlap, then without.
    for (const title of ['Nobody talks here', 'Nor now']) {
      worker.advance(600_000);
      worker.sim.world.editIssue(REPO, 2, { title });
      worker.newRequests();
      await again();
    }
    expect(worker.newRequests().map(({ path }) => listOf(path))).to.deep.equal(['issues']);
    worker.advance(60_000);
    worker.sim.world.comment(REPO, 1, 'Two');
    worker.sim.faults.add({ match: { route: /issues\/comments$/ }, kind: 'status', status: 502, times: 1 });
    await again();
    worker.advance(3_600_000);
    await again();
    expect(await worker.query('SELECT body FROM comments ORDER BY body')).to.deep.equal([
      { body: 'One' },
      { body: 'Two' },
    ]);
  });

  it('pull-5: what push and pull bring at once is applied once', async () => {
    open(1, 1_000);
    repoId = await worker.connect(REPO);
    await pullAll();
    worker.advance(3_600_000);
    worker.sim.world.editIssue(REPO, 1, { title: 'Once' });
    const push = bringByWebhook(worker, repoId, 1);
    const [{ wake }] = await Promise.all([push, again()]);
    await worker.context.bell.ring(wake);
    await worker.drain();
    const states = await worker.query<{ state: string; n: number }>(
      `SELECT state::text, count(*)::int AS n FROM task_sync_operations WHERE source <> 'import' GROUP BY 1 ORDER BY 1`,
    );
    expect(states).to.deep.equal([
      { state: 'completed', n: 1 },
      { state: 'duplicate', n: 1 },
    ]);
    expect(await differences()).to.deep.equal([]);
  });

  it('pull-1: what webhooks lost comes by pull, and a webhook never moved the pointer', async () => {
    open(3, 1_000);
    repoId = await worker.connect(REPO);
    await pullAll();
    const pointer = async (): Promise<unknown> =>
      (await worker.query('SELECT issues_pointer_at FROM github_repos'))[0];
    const before = await pointer();
    worker.advance(3_600_000);
    worker.sim.world.editIssue(REPO, 1, { title: 'y' });
    worker.sim.world.editIssue(REPO, 2, { title: 'z' });
    const { wake } = await bringByWebhook(worker, repoId, 2);
    await worker.context.bell.ring(wake);
    await worker.drain();
    expect(await pointer()).to.deep.equal(before);
    await again();
    expect(await differences()).to.deep.equal([]);
    expect(await pointer()).to.not.deep.equal(before);
    const states = await operations();
    expect(states).to.deep.include({ state: 'duplicate', source: 'pull', n: 1 });
    expect(states).to.deep.include({ state: 'completed', source: 'pull', n: 1 });
  });

  it('pull-2: hundreds of issues of one second are neither skipped nor doubled', async () => {
    open(20, 1_000);
    repoId = await worker.connect(REPO);
    await pullAll();
    worker.advance(3_600_000);
    open(260);
    worker.advance(2_000);
    open(90);
    await again();
    expect(await differences()).to.deep.equal([]);
    const doubled = await worker.query(
      `SELECT task_id FROM task_sync_operations WHERE state = 'completed' GROUP BY task_id HAVING count(*) > 1`,
    );
    expect(doubled).to.deep.equal([]);
  });

  it('pull-3: rows that move while pages are read are not skipped', async () => {
    open(350, 1_000);
    repoId = await worker.connect(REPO);
    const { lists } = worker.context;
    const page = lists.page.bind(lists);
    let pages = 0;
    lists.page = async (...args) => {
      const answer = await page(...args);
      pages += 1;
      worker.advance(2_000);
      worker.sim.world.editIssue(REPO, pages * 3, { title: `Moved ${pages}` });
      if (pages === 2) worker.sim.world.openIssue(REPO, { title: 'Between' });
      return answer;
    };
    await pullAll();
    lists.page = page;
    await again();
    expect(await differences()).to.deep.equal([]);
  });

  it('pull-4: a pull that breaks off goes on from the saved place', async () => {
    open(1_000, 1_000);
    repoId = await worker.connect(REPO);
    const { lists } = worker.context;
    const page = lists.page.bind(lists);
    let pages = 0;
    lists.page = (...args) => {
      pages += 1;
      if (pages === 7) throw new Error('killed');
      return page(...args);
    };
    await worker.syncRepo(repoId).catch(() => undefined);
    expect((await progress())?.status).to.equal('running');
    expect((await progress())?.seen).to.be.greaterThan(0);
    lists.page = page;
    worker.newRequests();
    await pullAll();
    expect(await differences()).to.deep.equal([]);
    expect(worker.newRequests().length).to.be.at.most(7);
    expect(await progress()).to.include({ status: 'done', seen: 1_000 });
  });

  it('pull-6: without a pointer the whole history is asked for, and what is known makes no second record', async () => {
    open(150, 1_000);
    repoId = await worker.connect(REPO);
    await pullAll();
    await worker.query('UPDATE github_repos SET issues_pointer_at = NULL, comments_pointer_at = NULL');
    worker.sim.world.editIssue(REPO, 3, { title: 'Three' });
    await again();
    expect(await differences()).to.deep.equal([]);
  });

  it('pull-8: a repo of thirteen pages imported twice has the same counts', async () => {
    open(1_250, 300);
    repoId = await worker.connect(REPO);
    await pullAll();
    const counts = (): Promise<unknown[]> =>
      worker.query(
        'SELECT (SELECT count(*)::int FROM tasks) AS tasks, (SELECT count(*)::int FROM github_issues) AS links',
      );
    const before = await counts();
    await worker.query(
      'UPDATE github_repos SET issues_pointer_at = NULL, comments_pointer_at = NULL, import_progress = NULL',
    );
    await again();
    expect(await counts()).to.deep.equal(before);
    expect(before).to.deep.equal([{ tasks: 1_250, links: 1_250 }]);
  });

  it('P4: changes that no webhook told of show as silent webhooks', async () => {
    open(2, 1_000);
    repoId = await worker.connect(REPO);
    await pullAll();
    const silent = async (): Promise<unknown> =>
      (await worker.query<{ at: Date | null }>('SELECT webhooks_silent_since AS at FROM github_repos'))[0]
        ?.at;
    expect(await silent()).to.equal(null);
    worker.sim.world.editIssue(REPO, 1, { title: 'Not told' });
    worker.advance(600_000);
    await again();
    expect(await silent()).to.not.equal(null);
  });

  it('P2: a paused import stops after its page, and goes on where it was', async () => {
    open(400, 1_000);
    repoId = await worker.connect(REPO);
    const { lists } = worker.context;
    const page = lists.page.bind(lists);
    let pages = 0;
    lists.page = async (...args) => {
      const answer = await page(...args);
      pages += 1;
      if (pages === 2) {
        await worker.query(
          `UPDATE github_repos SET import_progress = import_progress || '{"status": "paused"}'`,
        );
      }
      return answer;
    };
    await worker.syncRepo(repoId);
    expect((await progress())?.status).to.equal('paused');
    const seen = (await progress())?.seen ?? 0;
    expect(seen).to.be.within(100, 300);
    lists.page = page;
    await worker.syncRepo(repoId);
    expect((await progress())?.seen, 'paused means paused').to.equal(seen);
    await worker.query(
      `UPDATE github_repos SET import_progress = import_progress || '{"status": "running"}'`,
    );
    await pullAll();
    expect(await progress()).to.include({ status: 'done', seen: 400 });
    expect(await differences()).to.deep.equal([]);
  });
});
