// GitHub's limits through the real worker (SCENARIOS "Limits"): who waits, until when, and who does not.
import { expect } from 'chai';
import type { CommentJson, OperationJson, TaskJson } from '../infra/api-client.js';
import { passTime } from '../infra/pass-time.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

const MINUTE_MS = 60_000;
const SLOW = { timeoutMs: 25_000 };
const ISSUE = /\/issues\/\d+$/;
const CREATE = { method: 'POST', route: /\/issues$/ };

describe('limits', function () {
  this.timeout(90_000);
  this.retries(1); // the simulated half hours pass beside a real clock, and a busy machine can miss one
  let pair: Pair;
  before(async () => {
    pair = await startPair('limits');
  });
  afterEach(async () => {
    pair.sim.faults.clear();
    await pair.query(`UPDATE github_app_installations SET blocked_until = NULL, strikes = 0, budget = '{}'`);
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
    const { id } = await create('thirty seconds');
    const waiting = await snoozed(id);
    expect(secondsUntil(waiting.notBefore)).to.be.within(24, 30.5);
    expect(waiting.attempt).to.equal(0);
    const other = await create('waits with it');
    expect(secondsUntil((await snoozed(other.id)).notBefore)).to.be.within(24, 33);
    const before = pair.sim.requests.length;
    await passTime(pair, 31_000);
    await Promise.all([synced(id), synced(other.id)]);
    expect(pair.sim.requests.slice(before).filter(({ method }) => method === 'POST')).to.have.length(2);
    const [operation] = await pair.operations(`&taskId=${id}&direction=outbound`);
    expect(operation).to.include({ state: 'completed', attempt: 0 });
  });

  it('limit-2: with nothing left all wait for the reset, and come back in the order of their classes', async () => {
    const [person, event, scheduled] = [
      await linked('person'),
      await linked('event'),
      await linked('scheduled'),
    ];
    pair.sim.faults.add({
      match: { method: 'GET', route: ISSUE },
      kind: 'primary-limit',
      resetAfterMs: 10 * MINUTE_MS,
    });
    // The least urgent first: its refusal tells of the limit.
    await pair.query(
      `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_issue_id, needs_fetch, queued_at)
       SELECT gen_random_uuid(), 'inbound', 'queued', 'scheduler', 'update', task_id, id, true, now() - interval '10 seconds'
       FROM github_issues WHERE number = $1`,
      [scheduled.number],
    );
    await snoozed(scheduled.id);
    pair.sim.clock.advance(2_000);
    pair.sim.world.addLabels(REPO, event.number, ['a']);
    pair.sim.world.addLabels(REPO, event.number, ['b']); // of one second: must be fetched
    await snoozed(event.id);
    await pair.api.post(`/api/v1/tasks/${person.id}/sync`);
    await snoozed(person.id);
    for (const { id } of [person, event, scheduled]) {
      const { notBefore, attempt } = await snoozed(id);
      expect(secondsUntil(notBefore)).to.be.within(580, 605);
      expect(attempt).to.equal(0);
    }
    const before = pair.sim.requests.length;
    await passTime(pair, 9.95 * MINUTE_MS);
    await pair.quiet();
    const order = pair.sim.requests
      .slice(before)
      .filter(({ method, route }) => method === 'GET' && route.endsWith('/issues/{issue_number}'))
      .map(({ path }) => Number(path.split('/').at(-1)));
    expect([...new Set(order)]).to.deep.equal([person.number, event.number, scheduled.number]);
  });

  it('limit-3: with 20 % left background work waits, and what a person waits for goes on', async () => {
    const [person, scheduled] = [await linked('goes on'), await linked('gives way')];
    const until = Date.now() + 30 * MINUTE_MS;
    await pair.query(
      `UPDATE github_app_installations SET budget = jsonb_build_object('core',
         jsonb_build_object('limit', 5000, 'remaining', 1000, 'reset', 9999999999, 'until', $1::float8))`,
      [until],
    );
    await pair.query(
      `INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, github_issue_id, needs_fetch, queued_at)
       SELECT gen_random_uuid(), 'inbound', 'queued', 'scheduler', 'update', task_id, id, true, now() - interval '10 seconds'
       FROM github_issues WHERE number = $1`,
      [scheduled.number],
    );
    expect(secondsUntil((await snoozed(scheduled.id)).notBefore)).to.be.within(1_780, 1_802);
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
    const { id } = await create('growing');
    for (const seconds of [60, 120, 240]) {
      const { notBefore, attempt } = await snoozed(id);
      expect(secondsUntil(notBefore)).to.be.within(seconds - 8, seconds + 1);
      expect(attempt).to.equal(0);
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
    const held = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`held ${index}`)));
    await snoozed(held[0]?.id ?? '');
    const since = Date.now();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        pair.api.post(`/api/v1/projects/${project.body.id}/tasks`, { title: `free ${index}` }),
      ),
    );
    await waitFor(() => pair.sim.world.issues('acme/other').length === 20, {
      ...SLOW,
      describe: 'the other installation has all its issues',
    });
    expect(Date.now() - since).to.be.below(10_000);
    expect(pair.sim.requests.filter(({ status }) => status === 403)).to.have.length.below(10);
    await passTime(pair, 31 * MINUTE_MS);
    await pair.quiet();
    expect(pair.sim.world.issues(REPO).filter(({ title }) => title.startsWith('held'))).to.have.length(20);
  }).timeout(60_000);

  it('decide-16: while the outbound operation is snoozed, GitHub’s change of the same task is applied at once', async () => {
    const { id, number } = await linked('both sides');
    pair.sim.clock.advance(5_000);
    pair.sim.faults.add({ match: { route: ISSUE }, kind: 'secondary-limit', retryAfterSeconds: 1_800 });
    await pair.api.patch(`/api/v1/tasks/${id}`, { body: 'ours' });
    const { notBefore } = await snoozed(id);
    expect(secondsUntil(notBefore)).to.be.within(1_780, 1_801);
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
    const { id } = await create('foreseen');
    await snoozed(id);
    const { body } = await pair.api.get<{ items: readonly Record<string, unknown>[] }>(
      '/api/v1/installations',
    );
    const octo = body.items.find((item) => (item['account'] as { login: string }).login === 'octo');
    expect(octo).to.have.nested.property('writes.waiting', 1);
    expect(octo?.['forecast']).to.match(/^1 to write; clear by \d\d:\d\d UTC$/);
    expect(secondsUntil(octo?.['clearBy'] as string)).to.be.within(590, 605);
    const metrics = await (await fetch(`${pair.worker().url}/metrics`)).text();
    expect(metrics).to.match(/tandem_installation_writes_waiting\{installation="\d+"\} 1/);
    await passTime(pair, 11 * MINUTE_MS);
    await synced(id);
  });
});

describe('limit-4', () => {
  it('limit-4: of 200 comments no minute holds more than 80, and none is lost', async () => {
    const pair = await startPair('limit_4', {
      simulator: { enforceSecondaryLimits: true },
      env: { GITHUB_WRITES_PER_MINUTE: '80', GITHUB_WRITES_PER_HOUR: '500' },
    });
    const { body: task } = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title: 'busy',
    });
    for (let index = 0; index < 200; index += 1) {
      const posted = await pair.api.post<CommentJson>(`/api/v1/tasks/${task.id}/comments`, {
        body: `no ${index}`,
      });
      expect(posted.status).to.equal(201);
    }
    const written = (): number => pair.sim.world.comments(REPO).length;
    for (const most of [79, 159, 200]) {
      await waitFor(() => written() >= most, { timeoutMs: 60_000, describe: `${most} comments are written` });
      await passTime(pair, MINUTE_MS + 1_000);
    }
    await pair.quiet();
    const bodies = pair.sim.world.comments(REPO).map(({ body }) => body.split('\n')[0]);
    expect(new Set(bodies).size).to.equal(200);
    expect(bodies).to.have.length(200);
    const writes = pair.sim.requests.filter(
      ({ method, route }) => method === 'POST' && !route.startsWith('/app'),
    );
    const over = writes.filter(({ at }, index) => (writes[index + 80]?.at ?? Infinity) < at + MINUTE_MS);
    expect(over).to.deep.equal([]);
    expect(pair.sim.limitViolations()).to.deep.equal([]);
    await pair.stop();
  }).timeout(180_000);
});
