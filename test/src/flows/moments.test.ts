// Decisions that hang on a second: GitHub counts in whole ones, we in milliseconds, and clocks differ (SCENARIOS decide-*).
import { expect } from 'chai';
import type { OperationJson, Page } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { sidesOf } from '../infra/sides.js';
import { waitFor } from '../infra/wait-for.js';

const SECOND_MS = 1_000;

describe('moments', () => {
  let pair: Pair;
  /** GitHub's clock stands at this moment; null = it runs with ours. */
  let moment: number | null = null;
  before(async () => {
    pair = await startPair('moments', {
      simulator: { now: () => moment ?? Date.now() },
      env: { SCHEDULER_INTERVAL_MS: '500' },
      undisturbed: true,
    });
    // The first pull is over: from now on one comes when a test asks for it.
    await pullNow();
    await waitFor(async () => (await lastPulledAt()) !== null, {
      timeoutMs: 20_000,
      describe: 'the repo was pulled',
    });
  });
  after(() => pair.stop());
  afterEach(() => {
    moment = null;
    pair.sim.faults.clear();
  });

  const pullNow = (): Promise<unknown> => pair.query(`UPDATE github_repos SET next_pull_at = '2000-01-01'`);
  const lastPulledAt = async (): Promise<Date | null> =>
    (await pair.query<{ at: Date | null }>('SELECT last_pulled_at AS at FROM github_repos'))[0]?.at ?? null;
  /** An issue of half a minute ago that both sides know. */
  const known = async (title: string): Promise<{ id: string; number: number }> => {
    moment = Date.now() - 30_000;
    const { number } = pair.sim.world.openIssue(REPO, { title });
    moment = null;
    const { id } = await pair.taskOf(number);
    await pair.quiet();
    return { id, number };
  };
  const { task, issue } = sidesOf(() => pair);
  const titles = async ({ id, number }: { id: string; number: number }): Promise<(string | null)[]> => [
    (await task(id)).title,
    issue(number).title,
  ];
  const latest = async (id: string, direction: string): Promise<OperationJson | undefined> =>
    (await pair.operations(`&taskId=${id}&direction=${direction}`)).at(-1);
  const readsOf = (number: number): number =>
    pair.sim.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(`/issues/${number}`))
      .length;
  const localTitleAt = async (id: string): Promise<number> =>
    (
      await pair.query<{ at: number }>(
        `SELECT (local_modified_at->>'title')::float8 AS at FROM tasks WHERE id = $1`,
        [id],
      )
    )[0]?.at ?? NaN;
  const conflictOf = async (id: string): Promise<unknown> => {
    const { body } = await pair.api.get<Page<{ taskId: string }>>('/api/v1/conflicts?limit=200');
    return body.items.find(({ taskId }) => taskId === id);
  };

  it('decide-4: a change of a field that a client wrote later, and that is on its way, is dropped for that edit', async () => {
    const thing = await known('Draught');
    await pair.worker().stop();
    pair.sim.faults.webhooks({ match: { event: 'issues', action: 'edited' }, kind: 'hold', times: 1 });
    moment = Date.now() - 10_000;
    pair.sim.world.editIssue(REPO, thing.number, { title: 'Theirs' });
    moment = null;
    await pair.api.patch(`/api/v1/tasks/${thing.id}`, { title: 'Ours' });
    pair.sim.faults.releaseWebhooks();
    await pair.decided();
    const edit = await latest(thing.id, 'outbound');
    expect(edit?.state).to.equal('queued');
    expect(await latest(thing.id, 'inbound')).to.deep.include({
      state: 'dropped',
      droppedFor: { type: 'operation', id: edit?.id },
    });
    expect((await latest(thing.id, 'inbound'))?.reason?.code).to.equal('local_newer');
    await pair.startWorker();
    await pair.quiet();
    expect(await titles(thing)).to.deep.equal(['Ours', 'Ours']);
    expect(await conflictOf(thing.id)).to.include({ ours: 'Ours', theirs: 'Theirs', winner: 'ours' });
  });

  it('decide-5: a change of the very second in which a client wrote the field is accepted, and wins', async () => {
    const thing = await known('Freeboard');
    await pair.worker().stop();
    await pair.api.patch(`/api/v1/tasks/${thing.id}`, { title: 'Ours' });
    moment = Math.floor((await localTitleAt(thing.id)) / SECOND_MS) * SECOND_MS;
    pair.sim.world.editIssue(REPO, thing.number, { title: 'Theirs' });
    moment = null;
    await pair.decided();
    expect((await latest(thing.id, 'outbound'))?.state).to.equal('queued');
    expect((await latest(thing.id, 'inbound'))?.state).to.equal('queued');
    await pair.startWorker();
    await pair.quiet();
    expect((await latest(thing.id, 'inbound'))?.state).to.equal('completed');
    expect(await titles(thing)).to.deep.equal(['Theirs', 'Theirs']);
    expect(await conflictOf(thing.id)).to.include({ ours: 'Ours', theirs: 'Theirs', winner: 'theirs' });
  });

  it('decide-18: A, B and A again within one second, with a fetch answered in between, ends as A on both sides', async () => {
    const thing = await known('A');
    moment = Math.floor(Date.now() / SECOND_MS) * SECOND_MS;
    pair.sim.world.editIssue(REPO, thing.number, { title: 'B' });
    pair.sim.world.addLabels(REPO, thing.number, ['in the same second']);
    await waitFor(() => readsOf(thing.number) > 0, {
      timeoutMs: 10_000,
      describe: 'a fetch was answered while the title was B',
    });
    pair.sim.world.editIssue(REPO, thing.number, { title: 'A' });
    await pair.decided();
    moment = null;
    await pair.quiet();
    expect(await titles(thing)).to.deep.equal(['A', 'A']);
    expect((await task(thing.id)).labels).to.deep.equal(['in the same second']);
  });

  it('decide-22: 0 set again within the second in which we wrote 1, and told by the pull alone, is no duplicate of the old 0', async () => {
    const thing = await known('0');
    pair.sim.faults.webhooks({ match: { event: 'issues', action: 'edited' }, kind: 'drop', times: 2 });
    moment = Math.floor(Date.now() / SECOND_MS) * SECOND_MS;
    await pair.api.patch(`/api/v1/tasks/${thing.id}`, { title: '1' });
    await pair.quiet();
    expect(await titles(thing)).to.deep.equal(['1', '1']);
    pair.sim.world.editIssue(REPO, thing.number, { title: '0' });
    moment = null;
    await pullNow();
    await waitFor(async () => (await latest(thing.id, 'inbound'))?.source === 'pull', {
      timeoutMs: 20_000,
      describe: 'the pull brought it',
    });
    await pair.quiet();
    expect((await latest(thing.id, 'inbound'))?.state).to.equal('completed');
    expect(await titles(thing)).to.deep.equal(['0', '0']);
  });

  it('decide-23: with our clock three seconds ahead, an edit on GitHub after our pushed one is applied', async () => {
    const thing = await known('Heel');
    moment = Date.now() - 3 * SECOND_MS;
    await pair.api.patch(`/api/v1/tasks/${thing.id}`, { title: 'Ours' });
    await pair.quiet();
    expect(await titles(thing)).to.deep.equal(['Ours', 'Ours']);
    moment += SECOND_MS;
    pair.sim.world.editIssue(REPO, thing.number, { title: 'Theirs' });
    await pair.quiet();
    const applied = await latest(thing.id, 'inbound');
    expect(Date.parse(applied?.githubUpdatedAt ?? ''), 'it looks older than ours').to.be.below(
      await localTitleAt(thing.id),
    );
    expect(applied?.state).to.equal('completed');
    expect(await titles(thing)).to.deep.equal(['Theirs', 'Theirs']);
    expect(await conflictOf(thing.id)).to.equal(undefined);
  });
});
