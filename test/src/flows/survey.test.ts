// Many repos, one question (rule S5, ADR 10): what GitHub's GraphQL says did not change costs no request of its own, and
// whatever it does not say is asked the long way.
import { expect } from 'chai';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { startSimulatedWorker, type SimulatedWorker } from '../infra/simulated-worker.js';
import { waitFor } from '../infra/wait-for.js';

const REPOS = ['octo/a', 'octo/b', 'octo/c', 'octo/d'];
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

describe('repos that share a question', () => {
  let worker: SimulatedWorker;
  let ids: Map<string, string>;

  beforeEach(async () => {
    worker = await startSimulatedWorker('survey', { repos: REPOS });
    ids = new Map();
    for (const repo of REPOS) {
      for (const n of [1, 2, 3]) worker.sim.world.openIssue(repo, { title: `Issue ${n}` });
      worker.advance(1_000);
      ids.set(repo, await worker.connect(repo));
      await worker.syncRepo(ids.get(repo) ?? '');
    }
    worker.advance(9 * HOUR_MS);
    // The pulls after so long a silence: from here on the repos are as the tables know them.
    await worker.window();
    worker.advance(5 * MINUTE_MS);
    await notDue();
    await pullLater();
    worker.newRequests();
  });
  afterEach(async () => {
    await worker.stop();
    expect(worker.sim.violations()).to.deep.equal([]);
  });

  const notDue = (): Promise<unknown> => worker.query(`UPDATE tasks SET next_sync_at = '2999-01-01'`);
  const pullLater = (repos: readonly string[] = REPOS): Promise<unknown> =>
    worker.query(
      `UPDATE github_repos SET next_pull_at = $1::timestamptz WHERE id = ANY($2::uuid[])`,
      new Date(worker.now() + 25 * MINUTE_MS).toISOString(),
      repos.map((repo) => ids.get(repo)),
    );
  const due = (number = 1, repos: readonly string[] = REPOS): Promise<unknown> =>
    worker.query(
      `UPDATE tasks t SET next_sync_at = $1::timestamptz FROM github_issues i
       WHERE i.task_id = t.id AND i.number = $2 AND i.repo_id = ANY($3::uuid[])`,
      new Date(worker.now()).toISOString(),
      number,
      repos.map((repo) => ids.get(repo)),
    );
  const titles = async (number: number): Promise<(string | null)[]> =>
    (
      await worker.query<{ title: string | null }>(
        `SELECT t.title FROM tasks t JOIN github_issues i ON i.task_id = t.id JOIN github_repos r ON r.id = i.repo_id
         WHERE i.number = $1 ORDER BY r.name`,
        number,
      )
    ).map(({ title }) => title);
  const dueStill = async (): Promise<number> =>
    (
      await worker.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM tasks WHERE next_sync_at <= $1::timestamptz',
        new Date(worker.now()).toISOString(),
      )
    )[0]?.n ?? -1;
  const asked = (): string[] =>
    worker.newRequests().map(({ path, status }) => `${path.replace(/\?.*/, '')} ${status}`);
  const pointers = (): Promise<unknown[]> =>
    worker.query('SELECT name, issues_pointer_at, comments_pointer_at FROM github_repos ORDER BY name');

  it('S5: what is due in many repos and did not change costs one request in all, and moves no pointer', async () => {
    await due();
    const before = await pointers();
    await worker.window();
    expect(asked()).to.deep.equal(['/graphql 200']);
    expect(await dueStill()).to.equal(0);
    expect(await pointers(), 'P1: the pointer moves with pages alone').to.deep.equal(before);
  });

  it('S5: the requests for each re-synced resource are a metric', async () => {
    const names = ['tandem_resync_requests_total', 'tandem_resynced_total'];
    const before = await Promise.all(names.map((name) => worker.metric(name)));
    await due(1);
    await due(2);
    await worker.window();
    const after = await Promise.all(names.map((name) => worker.metric(name)));
    expect(after.map((value, index) => value - (before[index] ?? 0))).to.deep.equal([1, 8]);
    expect(await worker.metric('tandem_resync_requests_per_resource')).to.equal(after[0]! / after[1]!);
  });

  it('S5: a repo where nothing changed needs no pull; it comes again after its period', async () => {
    await worker.query(
      'UPDATE github_repos SET next_pull_at = $1::timestamptz',
      new Date(worker.now() + MINUTE_MS).toISOString(),
    );
    await worker.window();
    expect(asked()).to.deep.equal(['/graphql 200']);
    const [row] = await worker.query<{ least: Date }>('SELECT min(next_pull_at) AS least FROM github_repos');
    expect(row!.least.getTime()).to.be.greaterThan(worker.now() + 20 * MINUTE_MS);
  });

  it('P5: comments are listed and deletions looked for in their time, though every question says that nothing changed', async () => {
    const [now, soon] = [worker.now(), worker.now() + MINUTE_MS].map((ms) => new Date(ms).toISOString());
    await worker.query('UPDATE github_repos SET next_pull_at = $1::timestamptz', now);
    await worker.query(
      `UPDATE github_repos SET comments_listed_at = $1::timestamptz - interval '4 hours' WHERE name = 'a'`,
      now,
    );
    await worker.query(`UPDATE github_repos SET next_compare_at = $1::timestamptz WHERE name = 'b'`, soon);
    await worker.window();
    const first = asked().map((line) => line.replace(/ \d+$/, ''));
    expect(first).to.include('/repos/octo/a/issues/comments');
    expect(first.filter((line) => /octo\/[cd]/.test(line))).to.deep.equal([]);
    const compared = async (): Promise<Date | undefined> =>
      (await worker.query<{ at: Date }>(`SELECT next_compare_at AS at FROM github_repos WHERE name = 'b'`))[0]
        ?.at;
    for (let turn = 0; turn < 20 && (await compared())!.getTime() < worker.now(); turn += 1)
      await worker.window();
    expect((await compared())?.getTime()).to.be.greaterThan(worker.now() + 20 * HOUR_MS);
  });

  it('S5: only the repo in which something due changed is asked by a list of its own', async () => {
    worker.sim.world.editIssue('octo/b', 1, { title: 'Edited' });
    worker.advance(10_000);
    await due();
    await worker.window();
    expect(asked()).to.deep.equal(['/graphql 200', '/repos/octo/b/issues 200']);
    expect(await titles(1)).to.deep.equal(['Issue 1', 'Edited', 'Issue 1', 'Issue 1']);
    expect(await dueStill()).to.equal(0);
  });

  it('S5: what changed and is not due is not taken for unchanged: it comes when it is due, or with the pull', async () => {
    worker.sim.world.editIssue('octo/b', 2, { title: 'Edited' });
    worker.sim.world.openIssue('octo/c', { title: 'New' });
    worker.advance(10_000);
    await due(1);
    // Half its wait is over: were it taken for unchanged, the answer would put it off.
    await due(2, []);
    await worker.query(
      `UPDATE tasks t SET next_sync_at = $1::timestamptz FROM github_issues i WHERE i.task_id = t.id AND i.number = 2`,
      new Date(worker.now() + 3 * MINUTE_MS).toISOString(),
    );
    await worker.window();
    expect(asked()).to.deep.equal(['/graphql 200']);
    expect(await titles(2)).to.not.include('Edited');
    await due(1, ['octo/a', 'octo/d']);
    await worker.window();
    expect(asked()).to.deep.equal(['/graphql 200', '/repos/octo/b/issues 200']);
    expect(await titles(2)).to.include('Edited');
    for (let turn = 0; turn < 15; turn += 1) await worker.window();
    expect(await titles(4)).to.deep.equal(['New']);
  });

  it('P1: an edit in the second in which the issue was read is found, though its time is known', async () => {
    await due(1, ['octo/a']);
    worker.sim.world.editIssue('octo/a', 1, { title: 'First' });
    await worker.window();
    await worker.query(
      `UPDATE tasks t SET title = 'Before', last_synced_at = i.github_updated_at FROM github_issues i
       WHERE i.task_id = t.id AND t.title = 'First'`,
    );
    await worker.query(
      `UPDATE github_issues SET base = jsonb_set(base, '{title}', '"Before"') WHERE base ->> 'title' = 'First'`,
    );
    worker.newRequests();
    await notDue();
    await due();
    await worker.window();
    expect(asked()).to.include('/repos/octo/a/issues 200');
    expect(await titles(1)).to.include('First');
  });

  it('P5: a renamed repo is asked by its id, and answers for its issues like any other', async () => {
    worker.sim.world.renameRepo('octo/b', 'renamed');
    await due();
    await worker.window();
    expect(asked()).to.deep.equal(['/graphql 200']);
    expect(await dueStill()).to.equal(0);
  });

  it('P5: of a repo whose issues were switched off the question says nothing: it is asked by itself', async () => {
    worker.sim.world.setHasIssues('octo/b', false);
    await due();
    await worker.window();
    expect(asked().map((line) => line.replace(/ \d+$/, ''))).to.deep.equal([
      '/graphql',
      '/repos/octo/b/issues',
    ]);
  });

  it('S5: an app that may not read pull requests asks each repo by itself: GraphQL would hide them', async () => {
    await worker.query(`UPDATE github_app_installations SET permissions = permissions - 'pull_requests'`);
    await due();
    await worker.window();
    const lines = asked().map((line) => line.replace(/ \d+$/, ''));
    expect(lines).to.deep.equal(REPOS.map((repo) => `/repos/${repo}/issues`));
  });

  it('S5: more changed than one question tells is pulled', async () => {
    for (let n = 0; n < 60; n += 1) worker.sim.world.openIssue('octo/a', { title: `More ${n}` });
    worker.advance(10_000);
    await due();
    await worker.window();
    expect(asked()).to.deep.equal(['/graphql 200', '/repos/octo/a/issues 200']);
    expect(await titles(63)).to.deep.equal(['More 59']);
  });

  it('S5: a changed pull request is found too', async () => {
    worker.sim.world.openPullRequest('octo/d', { title: 'A pull request' });
    worker.advance(10_000);
    await worker.query(
      'UPDATE github_repos SET next_pull_at = $1::timestamptz',
      new Date(worker.now()).toISOString(),
    );
    await worker.window();
    expect(asked()).to.include('/repos/octo/d/issues 200').and.not.include('/repos/octo/a/issues 200');
    expect(await titles(4)).to.deep.equal(['A pull request']);
  });

  describe('that GitHub does not answer', () => {
    const ownTurns = REPOS.map((repo) => `/repos/${repo}/issues`);
    const answersItself = (status: number, body: unknown): void => {
      worker.sim.faults.add({ match: { route: /^\/graphql$/ }, kind: 'status', status, body, times: 1 });
    };
    const expectOwnTurns = async (repos: readonly string[]): Promise<void> => {
      worker.sim.world.editIssue('octo/b', 1, { title: 'Edited' });
      worker.advance(10_000);
      await due();
      await worker.window();
      const lists = asked().filter((line) => line.startsWith('/repos/'));
      expect(lists.map((line) => line.replace(/ \d+$/, '')).sort()).to.deep.equal(repos);
      expect(await titles(1)).to.deep.equal(['Issue 1', 'Edited', 'Issue 1', 'Issue 1']);
      expect(await dueStill()).to.equal(0);
    };

    it('a 502: each repo is asked by itself', async () => {
      answersItself(502, { message: 'Bad Gateway' });
      await expectOwnTurns(ownTurns);
    });

    it('a 200 with errors and no data: each repo is asked by itself', async () => {
      answersItself(200, { errors: [{ message: 'Something went wrong while executing your query.' }] });
      await expectOwnTurns(ownTurns);
    });

    it('limit-2: GraphQL’s budget is used up, REST’s is not: each repo is asked by itself', async () => {
      worker.sim.faults.add({
        match: { route: /^\/graphql$/ },
        kind: 'primary-limit',
        resetAfterMs: 600_000,
      });
      await expectOwnTurns(ownTurns);
    });

    it('G2: a secondary limit on the question silences the installation: nobody is asked before the named time', async () => {
      worker.sim.faults.add({
        match: { route: /^\/graphql$/ },
        kind: 'secondary-limit',
        retryAfterSeconds: 600,
      });
      await due();
      await worker.window();
      expect(asked()).to.deep.equal(['/graphql 403']);
      expect(await dueStill()).to.be.above(0);
      worker.advance(12 * MINUTE_MS);
      for (let windows = 0; windows < 10 && (await dueStill()) > 0; windows += 1) await worker.window();
      expect(await dueStill()).to.equal(0);
      expect(worker.sim.limitViolations()).to.deep.equal([]);
    });

    it('a repo of which nothing is said: that repo alone is asked by itself', async () => {
      await worker.query(`UPDATE github_repos SET node_id = 'R_bm93aGVyZQ' WHERE name IN ('b', 'c')`);
      await expectOwnTurns(['/repos/octo/b/issues', '/repos/octo/c/issues']);
    });
  });
});

describe('repos that share a question, through the real services', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('survey_pair', {
      // A window is longer than any schedule in it: whatever their phases, both repos are due in each.
      env: { SCHEDULER_INTERVAL_MS: '2500', SYNC_MIN_INTERVAL_MS: '1000', SYNC_MAX_INTERVAL_MS: '2000' },
    });
    pair.sim.setWebhookUrl(undefined);
  });
  after(() => pair.stop());

  it('S5: without webhooks edits arrive in both repos, which are asked about in one question', async () => {
    pair.sim.world.createRepo({ owner: 'octo', name: 'second' });
    pair.sim.world.openIssue(REPO, { title: 'Here' });
    pair.sim.world.openIssue('octo/second', { title: 'There' });
    const { status } = await pair.api.put(`/api/v1/projects/${pair.projectId}/repos`, {
      fullName: 'octo/second',
    });
    expect(status).to.equal(202);
    const titles = async (): Promise<(string | null)[]> =>
      (await pair.tasks()).map(({ title }) => title).sort();
    const shows = (wanted: string[]): Promise<boolean> =>
      waitFor(async () => JSON.stringify(await titles()) === JSON.stringify(wanted), {
        timeoutMs: 30_000,
        describe: `the tasks are ${wanted.join(' and ')}`,
      });
    await shows(['Here', 'There']);
    await waitFor(
      () => pair.sim.requests.some(({ route, status: answer }) => route === '/graphql' && answer === 200),
      {
        timeoutMs: 30_000,
        describe: 'both are asked about in one question',
      },
    );
    pair.sim.clock.advance(60_000);
    pair.sim.world.editIssue(REPO, 1, { title: 'Here, edited' });
    pair.sim.world.editIssue('octo/second', 1, { title: 'There, edited' });
    await shows(['Here, edited', 'There, edited']);
  });
});
