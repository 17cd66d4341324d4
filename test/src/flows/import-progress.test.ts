// An import that people watch, pause and resume (rule P2), through the real services.
import { expect } from 'chai';
import type { Page } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

interface Progress {
  readonly status: string;
  readonly seen: number;
  readonly total: number;
  readonly requests: number;
  readonly ratePerSecond: number | null;
  readonly etaAt: string | null;
}

const ISSUES = 450;
/** Pages, and one small request for each of the two totals. */
const REQUESTS = 5 + 1 + 2;

describe('the import of a repo, watched', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('import_watched', { connect: false, env: { SCHEDULER_INTERVAL_MS: '500' } });
    pair.sim.setWebhookUrl(undefined);
    for (let index = 0; index < ISSUES; index += 1) {
      if (index % 20 === 0) pair.sim.clock.advance(1_000);
      pair.sim.world.openIssue(REPO, { title: `Issue ${index}` });
    }
  });
  after(() => pair.stop());

  const progress = async (): Promise<Progress | null> =>
    (await pair.api.get<Page<{ import: Progress | null }>>('/api/v1/repos')).body.items[0]?.import ?? null;

  it('P2: it tells seen, total, rate, its end and what it took; paused and resumed it ends with every issue once', async () => {
    // Each page takes a while, so that there is something to watch.
    pair.sim.faults.add({ match: { route: /\/issues$/ }, kind: 'delay', ms: 700, times: 12 });
    const { body, status } = await pair.api.put<{ id: string }>(`/api/v1/projects/${pair.projectId}/repos`, {
      fullName: REPO,
    });
    expect(status).to.equal(202);
    const hand = async (what: 'pause' | 'resume'): Promise<number> =>
      (await pair.api.post(`/api/v1/repos/${body.id}/import/${what}`, {})).status;
    const when = (description: string, holds: (now: Progress) => boolean): Promise<Progress> =>
      waitFor(
        async () => {
          const now = await progress();
          return now !== null && holds(now) ? now : undefined;
        },
        { timeoutMs: 30_000, describe: description },
      );

    const running = await when('it tells when it will be done', ({ etaAt }) => etaAt !== null);
    expect(running).to.include({ status: 'running', total: ISSUES });
    expect(running.seen).to.be.within(100, ISSUES - 50);
    expect(running.ratePerSecond).to.be.greaterThan(0);
    expect(running.requests).to.be.within(3, REQUESTS);

    expect(await hand('pause')).to.equal(202);
    expect(await hand('pause'), 'it is paused already').to.equal(409);
    // The page under way is still written.
    const paused = await when('the page under way is written', ({ seen }) => seen > running.seen);
    expect(paused).to.include({ status: 'paused', etaAt: null });
    expect(paused.seen).to.be.lessThan(ISSUES);

    expect(await hand('resume')).to.equal(202);
    const done = await when('it is done', ({ status: now }) => now === 'done');
    expect(done).to.include({ seen: ISSUES, total: ISSUES, etaAt: null });
    // What was asked ahead when the pause came was asked once more, and counts once.
    expect(done.requests).to.be.within(REQUESTS, REQUESTS + 1);
    const [count] = await pair.query<{ n: number }>(
      'SELECT count(DISTINCT number)::int AS n FROM github_issues WHERE base IS NOT NULL',
    );
    expect(count?.n).to.equal(ISSUES);
    expect(await hand('pause'), 'it is done').to.equal(409);
  });
});
