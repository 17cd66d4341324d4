// Edits that meet others of their own side, or GitHub's refusal, on their way through the real services (SCENARIOS decide-*).
import { expect } from 'chai';
import type { TaskJson } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { sidesOf } from '../infra/sides.js';
import { waitFor } from '../infra/wait-for.js';

describe('edits', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('edits', { undisturbed: true });
  });
  after(() => pair.stop());

  const { agreed, task, issue, writesTo } = sidesOf(() => pair);

  it('decide-15: three edits before the first is sent are one PATCH with the last values', async () => {
    const { id, number } = await agreed({ title: 'one', body: 'first' });
    // The worker is busy with the first read, so that the edits queue up behind each other.
    pair.sim.faults.add({ match: { method: 'GET', route: /\/issues\/\d+$/ }, kind: 'delay', ms: 500 });
    await pair.worker().stop();
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'two' });
    await pair.api.patch(`/api/v1/tasks/${id}`, { body: 'second' });
    await pair.api.patch(`/api/v1/tasks/${id}`, { title: 'three' });
    await pair.startWorker();
    await pair.quiet();
    const patches = writesTo(number).filter(({ method }) => method === 'PATCH');
    expect(patches).to.have.length(1);
    expect(patches[0]?.body).to.deep.equal({ title: 'three', body: 'second' });
    const outbound = await pair.operations(`&taskId=${id}&direction=outbound`);
    expect(outbound.map(({ state }) => state)).to.deep.equal(['canceled', 'canceled', 'completed']);
    expect(outbound[1]?.canceledBy).to.equal(outbound[2]?.id);
  });

  it('decide-3: labels and assignees within one second, in any order and with repeats, end as GitHub has them', async () => {
    const { id, number } = await agreed({ title: 'Crew' });
    pair.sim.faults.webhooks({ match: { event: 'issues' }, kind: 'reorder', window: 4 });
    pair.sim.faults.webhooks({ match: { event: 'issues' }, kind: 'double', times: 2 });
    pair.sim.world.addLabels(REPO, number, ['cook', 'mate']);
    pair.sim.world.assign(REPO, number, ['octo']);
    pair.sim.world.removeLabel(REPO, number, 'cook');
    pair.sim.clock.advance(3_000);
    await pair.quiet();
    pair.sim.faults.clear();
    await pair.quiet();
    const record = await task(id);
    expect(record.labels).to.deep.equal([...issue(number).labels]);
    expect(record.assignees).to.deep.equal([...issue(number).assignees]);
  });

  it('decide-17: what came while sync was off is applied when the same state comes again', async () => {
    const { id, number } = await agreed({ title: 'Off' });
    await pair.query('UPDATE github_repos SET sync_enabled = false');
    pair.sim.world.editIssue(REPO, number, { title: 'While off' });
    await pair.sim.settled();
    await waitFor(
      async () => (await pair.operations(`&taskId=${id}`)).some(({ state }) => state === 'disabled'),
      { timeoutMs: 10_000, describe: 'the change is disabled' },
    );
    expect((await task(id)).title).to.equal('Off');
    await pair.query('UPDATE github_repos SET sync_enabled = true');
    await pair.query(
      `INSERT INTO webhook_deliveries (id, guid, event, headers, payload)
       SELECT gen_random_uuid(), gen_random_uuid()::text, event, headers, payload FROM webhook_deliveries
       WHERE action = 'edited' ORDER BY sequence DESC LIMIT 1`,
    );
    await pair.quiet();
    expect((await task(id)).title).to.equal('While off');
  });

  it('decide-19: a late webhook, older than what a fetch already brought, is dropped for the base', async () => {
    const { id, number } = await agreed({ title: 'Wind' });
    pair.sim.faults.webhooks({ match: { event: 'issues' }, kind: 'hold', times: 2 });
    pair.sim.world.editIssue(REPO, number, { title: 'Gale' });
    pair.sim.clock.advance(3_000);
    pair.sim.world.editIssue(REPO, number, { title: 'Storm' });
    pair.sim.clock.advance(3_000);
    await pair.api.post(`/api/v1/tasks/${id}/sync`);
    await pair.quiet();
    expect((await task(id)).title).to.equal('Storm');
    pair.sim.faults.releaseWebhooks();
    await pair.quiet();
    const late = (await pair.operations(`&taskId=${id}`))
      .filter(({ source }) => source === 'webhook')
      .slice(-2);
    expect(late.map(({ state }) => state).sort()).to.deep.equal(['dropped', 'duplicate']);
    expect((await task(id)).title).to.equal('Storm');
  });

  it('decide-21: what GitHub does not accept is noted, and not sent again', async () => {
    const { id, number } = await agreed({ title: 'Muster', labels: ['bug'] });
    await pair.api.patch(`/api/v1/tasks/${id}`, {
      labels: ['Bug'],
      assignees: ['nobody-with-access', 'octo'],
    });
    await pair.quiet();
    expect(issue(number).labels).to.deep.equal(['bug']);
    expect(issue(number).assignees).to.deep.equal(['octo']);
    expect((await task(id)).assignees).to.deep.equal(['octo']);
    const written = writesTo(number).length;
    await pair.api.post(`/api/v1/tasks/${id}/sync`);
    await pair.quiet();
    expect(writesTo(number)).to.have.length(written);
    const [operation] = await pair.operations(`&taskId=${id}&direction=outbound`);
    const { body } = await pair.api.get<{ notAccepted: unknown }>(
      `/api/v1/operations/${operation?.id ?? ''}`,
    );
    expect(body.notAccepted).to.have.property('assignees');
  });

  describe('where every read comes from a replica that lags behind our write', () => {
    /** No echo mends what is believed wrongly. */
    const lagging = async (number: number): Promise<void> => {
      await pair.quiet();
      pair.sim.setWebhookUrl(undefined);
      pair.sim.world.openIssue(REPO, { title: 'Written last' }); // only what was written last is unknown to a replica
      pair.sim.faults.add({
        match: { method: 'GET', route: new RegExp(`/issues/${number}$`) },
        kind: 'stale-read',
        count: 100,
      });
    };
    afterEach(() => {
      pair.sim.faults.clear();
      pair.sim.setWebhookUrl(`${pair.ingest.url}/webhooks/github`);
    });

    it('decide-21: the write’s own answer says what is there: a label that was added does not go and come back', async () => {
      const { id, number } = await agreed({ title: 'Roll call', labels: ['bug', 'early'] });
      await lagging(number);
      await pair.api.patch(`/api/v1/tasks/${id}`, { labels: ['bug', 'late'] });
      await pair.quiet();
      expect(issue(number).labels).to.deep.equal(['bug', 'late']);
      expect((await task(id)).labels).to.deep.equal(['bug', 'late']);
      const operations = await pair.operations(`&taskId=${id}&direction=outbound`);
      expect(operations.map(({ state }) => state)).to.deep.equal(['completed']);
      expect(writesTo(number).map(({ method }) => method)).to.deep.equal(['POST', 'DELETE']);
    });

    it('decide-21: what GitHub did not accept is noted, and ends', async () => {
      const { id, number } = await agreed({ title: 'Old list' });
      pair.sim.world.editIssue(REPO, number, { title: 'New list' });
      await lagging(number);
      await pair.api.patch(`/api/v1/tasks/${id}`, { assignees: ['nobody-with-access'] });
      await pair.quiet();
      expect(await task(id)).to.deep.include({ title: 'New list', assignees: [] });
      const [operation, ...others] = await pair.operations(`&taskId=${id}&direction=outbound`);
      expect(others).to.deep.equal([]);
      const { body } = await pair.api.get(`/api/v1/operations/${operation?.id ?? ''}`);
      expect(body).to.deep.include({ state: 'completed', notAccepted: { assignees: [] } });
      expect(writesTo(number).map(({ method }) => method)).to.deep.equal(['POST']);
    });
  });

  it('decide-20: a create that GitHub refused, mended by the client, makes one issue by the later operation', async () => {
    pair.sim.faults.add({
      match: { method: 'POST', route: /\/issues$/ },
      kind: 'status',
      status: 422,
      body: { message: 'Validation Failed', errors: [{ resource: 'Issue', field: 'title', code: 'custom' }] },
    });
    const created = await pair.api.post<TaskJson>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title: 'Refused',
    });
    await waitFor(async () => (await task(created.body.id)).sync.status === 'errored', {
      timeoutMs: 20_000,
      describe: 'the create is errored',
    });
    expect((await task(created.body.id)).sync.error?.message).to.include('Validation Failed');
    await pair.api.patch(`/api/v1/tasks/${created.body.id}`, { title: 'Accepted' });
    await pair.quiet();
    expect(
      pair.sim.world.issues(REPO).filter(({ title }) => ['Refused', 'Accepted'].includes(title)),
    ).to.have.length(1);
    const outbound = await pair.operations(`&taskId=${created.body.id}&direction=outbound`);
    expect(outbound.map(({ state }) => state)).to.deep.equal(['canceled', 'completed']);
    expect((await task(created.body.id)).sync).to.deep.include({ status: 'synced', error: null });
  });
});
