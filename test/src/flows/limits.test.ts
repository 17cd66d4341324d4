// GitHub's limits through the real worker (SCENARIOS "Limits"): who waits, until when, and who does not.
import { expect } from 'chai';
import type { OperationJson, TaskJson } from '../infra/api-client.js';
import { passTime } from '../infra/pass-time.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

const MINUTE_MS = 60_000;
const SLOW = { timeoutMs: 25_000 };
const ISSUE = /\/issues\/\d+$/;
const CREATE = { method: 'POST', route: /\/issues$/ };

describe('limits', function () {
  this.timeout(90_000);
  let pair: Pair;
  before(async () => {
    pair = await startPair('limits');
  });
  afterEach(async () => {
    pair.sim.faults.clear();
    await pair.query(`UPDATE github_app_installations SET blocked_until = NULL, strikes = 0, budget = '{}'`);
    // What a failed test left waiting for an hour must not fail the next one.
    await pair.query(`UPDATE task_sync_operations SET not_before = NULL WHERE state = 'queued'`);
  });
  after(async () => {
    expect(pair.sim.limitViolations(), 'nobody calls before the named time').to.deep.equal([]);
    await pair.stop();
  });

  const create = async (title: string): Promise<TaskJson> =>
    (await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, { title })).body;
  const task = async (id: string): Promise<TaskJson> =>
    (await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body;
  const synced = (id: string): Promise<TaskJson> =>
    waitFor(
      async () => {
        const found = await task(id);
        return found.sync.status === 'synced' ? found : undefined;
      },
      { ...SLOW, describe: 'the task is synced' },
    );
  /** The outbound operation, once it waits. */
  const snoozed = (taskId: string, code = 'rate_limited'): Promise<OperationJson & { notBefore: string }> =>
    waitFor(
      async () => {
        const found = (await pair.operations(`&taskId=${taskId}&state=queued`)) as (OperationJson & {
          notBefore: string | null;
        })[];
        const waiting = found.find(({ reason, notBefore }) => reason?.code === code && notBefore !== null);
        return waiting as (OperationJson & { notBefore: string }) | undefined;
      },
      { ...SLOW, describe: 'the operation is snoozed' },
    );
  const secondsUntil = (at: string): number => (Date.parse(at) - Date.now()) / 1_000;
  /**
   * GitHub named a number of seconds at a moment after `since` and before now: however slow the machine, the wait ends no
   * earlier than counted from the one and no later than counted from the other. `slack`: GitHub's whole seconds, and the
   * moment by which a class gives way to a more urgent one.
   */
  const expectWait = (notBefore: string, seconds: number, since: number, slack = 0): void => {
    expect((Date.parse(notBefore) - since) / 1_000, 'not too early').to.be.at.least(seconds - slack);
    expect(secondsUntil(notBefore), 'not too late').to.be.at.most(seconds + slack);
  };
  /** A fetch that is asked for past every door, and so found by the sweep alone. */
  const fetchFor = (source: string, number: number): Promise<unknown> =>
    pair.query(
      `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_issue_id, needs_fetch, queued_at)
       SELECT gen_random_uuid(), 'inbound', 'queued', $1::operation_source, 'update', task_id, id, true, now() - interval '10 seconds'
       FROM github_issues WHERE number = $2`,
      [source, number],
    );
  const linked = async (title: string): Promise<{ id: string; number: number }> => {
    const { id } = await create(title);
    const { github } = await synced(id);
    await pair.quiet();
    return { id, number: github?.number ?? 0 };
  };

  it('limit-1: retry-after comes first, also where nothing remains; no attempt is counted, nobody calls meanwhile', async () => {
    const reset = String(Math.ceil(pair.sim.clock.now() / 1_000) + 3_600);
    pair.sim.faults.add({
      match: CREATE,
      kind: 'status',
      status: 403,
      headers: {
        'retry-after': '30',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-limit': '5000',
        'x-ratelimit-reset': reset,
      },
    });
    const since = Date.now();
    const { id } = await create('thirty seconds');
    const waiting = await snoozed(id);
    expectWait(waiting.notBefore, 30, since);
    expect(waiting.attempt).to.equal(0);
    const other = await create('waits with it');
    expect((await snoozed(other.id)).notBefore >= waiting.notBefore, 'the other waits as long').to.equal(
      true,
    );
    const before = pair.sim.requests.length;
    await passTime(pair, 31_000);
    await Promise.all([synced(id), synced(other.id)]);
    expect(pair.sim.requests.slice(before).filter(({ method }) => method === 'POST')).to.have.length(2);
    const [operation] = await pair.operations(`&taskId=${id}&direction=outbound`);
    expect(operation).to.include({ state: 'completed', attempt: 0 });
  });

  it('limit-2: with nothing left all wait for the reset, whoever they are, and nobody calls meanwhile', async () => {
    const [person, event, scheduled] = [
      await linked('person'),
      await linked('event'),
      await linked('scheduled'),
    ];
    const since = Date.now();
    pair.sim.faults.add({
      match: { method: 'GET', route: ISSUE },
      kind: 'primary-limit',
      resetAfterMs: 10 * MINUTE_MS,
    });
    await fetchFor('scheduler', scheduled.number);
    await snoozed(scheduled.id);
    await fetchFor('webhook', event.number);
    await snoozed(event.id);
    await pair.api.post(`/api/v1/tasks/${person.id}/sync`);
    await snoozed(person.id);
    for (const { id } of [person, event, scheduled]) {
      const { notBefore, attempt } = await snoozed(id);
      expectWait(notBefore, 600, since, 3);
      expect(attempt).to.equal(0);
    }
    const before = pair.sim.requests.length;
    await passTime(pair, 9.95 * MINUTE_MS);
    await pair.quiet();
    const asked = pair.sim.requests.slice(before).filter(({ route }) => route.endsWith('{issue_number}'));
    expect(new Set(asked.map(({ path }) => Number(path.split('/').at(-1))))).to.deep.equal(
      new Set([person.number, event.number, scheduled.number]),
    );
    expect(pair.sim.limitViolations()).to.deep.equal([]);
  });

  it('limit-3: with 20 % left background work waits, and what a person waits for goes on', async () => {
    const [person, scheduled] = [await linked('goes on'), await linked('gives way')];
    const until = Date.now() + 30 * MINUTE_MS;
    await pair.query(
      `UPDATE github_app_installations SET budget = jsonb_build_object('core',
         jsonb_build_object('limit', 5000, 'remaining', 1000, 'reset', 9999999999, 'until', $1::float8))`,
      [until],
    );
    await fetchFor('scheduler', scheduled.number);
    const waiting = await snoozed(scheduled.id);
    expect(Date.parse(waiting.notBefore)).to.be.within(until, until + 2_000);
    await pair.api.patch(`/api/v1/tasks/${person.id}`, { title: 'went on' });
    await waitFor(() => pair.sim.world.issue(REPO, person.number)?.title === 'went on', {
      ...SLOW,
      describe: 'the person’s edit is on GitHub',
    });
    await passTime(pair, 31 * MINUTE_MS);
    await pair.quiet();
  });

  it('limit-5: a secondary limit that names no time is waited out for a minute, then for longer', async () => {
    pair.sim.faults.add({ match: CREATE, kind: 'secondary-limit', times: 3 });
    let since = Date.now();
    const { id } = await create('growing');
    for (const seconds of [60, 120, 240]) {
      const { notBefore, attempt } = await snoozed(id);
      expectWait(notBefore, seconds, since);
      expect(attempt).to.equal(0);
      since = Date.now();
      await passTime(pair, seconds * 1_000);
      await waitFor(
        async () => {
          const [operation] = (await pair.operations(
            `&taskId=${id}&direction=outbound`,
          )) as (OperationJson & {
            notBefore: string | null;
          })[];
          return operation?.state === 'completed' || secondsUntil(operation?.notBefore ?? '') > 1;
        },
        { ...SLOW, describe: 'it was tried again' },
      );
    }
    await synced(id);
  }).timeout(60_000);

  it('limit-6: while one installation is limited the other is not slowed', async () => {
    pair.sim.world.createRepo({ owner: 'acme', name: 'other' });
    await pair.quiet(); // its webhook is read: the repo is known, and nobody has to ask for it
    const project = await pair.api.post<{ id: string }>('/api/v1/projects', { title: 'Other' });
    const connected = await pair.api.put(`/api/v1/projects/${project.body.id}/repos`, {
      fullName: 'acme/other',
    });
    expect(connected.status, JSON.stringify(connected.body)).to.equal(202);
    await pair.quiet();
    pair.sim.faults.add({
      match: { ...CREATE, repo: REPO },
      kind: 'secondary-limit',
      retryAfterSeconds: 1_800,
    });
    const held = await Promise.all(Array.from({ length: 6 }, (_, index) => create(`held ${index}`)));
    for (const { id } of held) await snoozed(id);
    const before = pair.sim.requests.length;
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        pair.api.post(`/api/v1/projects/${project.body.id}/tasks`, { title: `free ${index}` }),
      ),
    );
    await waitFor(() => pair.sim.world.issues('acme/other').length === 20, {
      ...SLOW,
      describe: 'the other installation has all its issues',
    });
    expect(pair.sim.requests.slice(before).filter(({ repo }) => repo === REPO)).to.deep.equal([]);
    for (const { id } of held) expect((await task(id)).sync.status).to.equal('pending');
    await passTime(pair, 31 * MINUTE_MS);
    await pair.quiet();
    expect(pair.sim.world.issues(REPO).filter(({ title }) => title.startsWith('held'))).to.have.length(6);
  }).timeout(60_000);

  it('decide-16: while the outbound operation is snoozed, GitHub’s change of the same task is applied at once', async () => {
    const { id, number } = await linked('both sides');
    pair.sim.clock.advance(5_000);
    pair.sim.faults.add({ match: { route: ISSUE }, kind: 'secondary-limit', retryAfterSeconds: 1_800 });
    const since = Date.now();
    await pair.api.patch(`/api/v1/tasks/${id}`, { body: 'ours' });
    const { notBefore } = await snoozed(id);
    expectWait(notBefore, 1_800, since);
    pair.sim.world.editIssue(REPO, number, { title: 'theirs' });
    await waitFor(async () => (await task(id)).title === 'theirs', { ...SLOW, describe: 'it is applied' });
    expect(await task(id)).to.include({ title: 'theirs', body: 'ours' });
    expect(pair.sim.world.issue(REPO, number)?.body).to.not.include('ours');
    await passTime(pair, 31 * MINUTE_MS);
    await waitFor(() => (pair.sim.world.issue(REPO, number)?.body ?? '').startsWith('ours'), {
      ...SLOW,
      describe: 'the outbound operation sends the rest',
    });
    await pair.quiet();
    expect(pair.sim.world.issue(REPO, number)?.title).to.equal('theirs');
    expect(await task(id)).to.include({ title: 'theirs', body: 'ours' });
  });

  it('G1: how much waits, and when it will be clear, stands in the list of installations and in the metrics', async () => {
    pair.sim.faults.add({ match: CREATE, kind: 'secondary-limit', retryAfterSeconds: 600 });
    const since = Date.now();
    const { id } = await create('foreseen');
    await snoozed(id);
    const { body } = await pair.api.get<{ items: readonly Record<string, unknown>[] }>(
      '/api/v1/installations',
    );
    const octo = body.items.find((item) => (item['account'] as { login: string }).login === 'octo');
    expect(octo).to.have.nested.property('writes.waiting', 1);
    expect(octo?.['forecast']).to.match(/^1 to write; clear by \d\d:\d\d UTC$/);
    expectWait(octo?.['clearBy'] as string, 600, since, 3);
    const metrics = await (await fetch(`${pair.worker().url}/metrics`)).text();
    expect(metrics).to.match(/tandem_installation_writes_waiting\{installation="\d+"\} 1/);
    await passTime(pair, 11 * MINUTE_MS);
    await synced(id);
  });
});
