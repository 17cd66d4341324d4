// Push: the change log brought to a subscriber's door, signed, in order, and never needed (DESIGN section 10).
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { startPair, type Pair } from '../infra/pair.js';
import { startPushReceiver, verifyNotice, type PushReceiver } from '../infra/push-receiver.js';
import { spawnService } from '../infra/spawn-service.js';
import { waitFor } from '../infra/wait-for.js';

interface SubscriptionJson {
  readonly id: string;
  readonly state: string;
  readonly position: string;
  readonly failures: number;
  readonly lastError: string | null;
  readonly disabledReason: string | null;
  readonly secret: string;
}
interface Refused {
  readonly errors: readonly { readonly field: string }[];
}

describe('push subscriptions', () => {
  let pair: Pair;
  const receivers: PushReceiver[] = [];
  before(async () => {
    pair = await startPair('pushes', {
      worker: false,
      connect: false,
      env: { PUSH_ALLOWED_HOSTS: '127.0.0.1' },
    });
  });
  afterEach(async () => {
    await pair.query('DELETE FROM push_subscriptions');
    await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
  });
  after(() => pair.stop());

  const receive = async (): Promise<PushReceiver> => {
    const receiver = await startPushReceiver();
    receivers.push(receiver);
    return receiver;
  };
  const subscribe = async (url: string, body: object = {}): Promise<SubscriptionJson> => {
    const answer = await pair.api.post<SubscriptionJson>('/api/v1/subscriptions', { url, ...body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
    return answer.body;
  };
  const read = async ({ id }: { id: string }): Promise<SubscriptionJson> =>
    (await pair.api.get<SubscriptionJson>(`/api/v1/subscriptions/${id}`)).body;
  const newTask = async (title: string, projectId = pair.projectId): Promise<string> =>
    (await pair.api.post<{ id: string }>(`/api/v1/projects/${projectId}/tasks`, { title })).body.id;
  const becomes = (what: string, condition: () => boolean | Promise<boolean>): Promise<unknown> =>
    waitFor(condition, { timeoutMs: 10_000, describe: what });
  const tasksTaken = (receiver: PushReceiver): string[] =>
    receiver.taken.flatMap(({ body }) => body.data.items.map(({ taskId }) => taskId));
  /** As if the time of the next attempt had come. */
  const nextAttemptNow = (hoursFailing = 0): Promise<unknown> =>
    pair.query(
      `UPDATE push_subscriptions SET next_attempt_at = now(), failing_since = now() - $1 * interval '1 hour'`,
      [hoursFailing],
    );

  it('a change is told at once, signed as Standard Webhooks, with the entry that a pull would read', async () => {
    const receiver = await receive();
    const subscription = await subscribe(receiver.url);
    const id = await newTask('Told');
    await becomes('the notice', () => receiver.taken.length > 0);
    const [notice] = receiver.taken;
    verifyNotice(notice!, subscription.secret);
    expect(() => {
      verifyNotice({ ...notice!, raw: notice!.raw.replace('Told', 'Lied') }, subscription.secret);
    }).to.throw();
    const { body: page } = await pair.api.get<{ items: unknown[]; pointer: string }>(
      `/api/v1/changes?after=${subscription.position}`,
    );
    expect(notice!.body.type).to.equal('changes');
    expect(notice!.body.data.items).to.deep.equal(page.items);
    expect(notice!.body.data.pointer).to.equal(page.pointer);
    expect(tasksTaken(receiver)).to.deep.equal([id]);
    await becomes('the position moved', async () => (await read(subscription)).position === page.pointer);
  });

  it('pull-11: after an hour down its pull has all, the push resumes with all, and signatures verify', async () => {
    const receiver = await receive();
    const subscription = await subscribe(receiver.url);
    receiver.answer(503);
    const missed = [await newTask('While down')];
    await becomes('it fails', async () => (await read(subscription)).state === 'failing');
    missed.push(await newTask('Still down'), await newTask('And still'));
    expect((await read(subscription)).lastError).to.contain('503');

    receiver.answer(200);
    const pulled = await pair.api.get<{ items: { id: string; taskId: string }[] }>(
      `/api/v1/changes?after=${subscription.position}`,
    );
    expect(pulled.body.items.map(({ taskId }) => taskId)).to.deep.equal(missed);
    await nextAttemptNow(1);
    await becomes('the push resumed', () => tasksTaken(receiver).length >= missed.length);
    expect(tasksTaken(receiver)).to.deep.equal(missed);
    for (const notice of receiver.attempts) verifyNotice(notice, subscription.secret);
    const pushed = receiver.taken.flatMap(({ body }) => body.data.items.map(({ id }) => id));
    expect(pushed, 'the ids that the pull knows them by').to.deep.equal(
      pulled.body.items.map(({ id }) => id),
    );
    await becomes('it is well', async () => (await read(subscription)).state === 'active');
  });

  it('F2: a notice that is sent again has the same id and the same entries', async () => {
    const receiver = await receive();
    await subscribe(receiver.url);
    receiver.answer(500);
    await newTask('First');
    await becomes('the first attempt', () => receiver.attempts.length === 1);
    await newTask('Meanwhile');
    receiver.answer(200);
    await becomes('it was noted', async () => (await nextAttemptIsSet()).length === 1);
    await nextAttemptNow();
    await becomes('both', () => tasksTaken(receiver).length === 2);
    const [failed, repeated, next] = receiver.attempts;
    expect(repeated!.webhookId).to.equal(failed!.webhookId);
    expect(repeated!.body.data.items.map(({ id }) => id)).to.deep.equal(
      failed!.body.data.items.map(({ id }) => id),
    );
    expect(next!.webhookId).to.not.equal(failed!.webhookId);
  });
  const nextAttemptIsSet = (): Promise<unknown[]> =>
    pair.query('SELECT 1 FROM push_subscriptions WHERE next_attempt_at > now()');

  it('Retry-After is kept to', async () => {
    const receiver = await receive();
    await subscribe(receiver.url);
    receiver.answer(429, { 'retry-after': '7200' });
    await newTask('Too much');
    await becomes('it was noted', async () => (await nextAttemptIsSet()).length === 1);
    const [row] = await pair.query<{ minutes: number }>(
      'SELECT extract(epoch FROM next_attempt_at - now())::int / 60 AS minutes FROM push_subscriptions',
    );
    expect(row!.minutes).to.be.within(118, 120);
  });

  it('after days of failure it is disabled, the audit says so, and a person enables it again', async () => {
    const receiver = await receive();
    const subscription = await subscribe(receiver.url);
    receiver.answer(500);
    const id = await newTask('Never heard');
    await becomes('it fails', async () => (await read(subscription)).failures === 1);
    await nextAttemptNow(5 * 24 + 1);
    await becomes('it is disabled', async () => (await read(subscription)).state === 'disabled');
    expect((await read(subscription)).disabledReason).to.equal('failed_for_days');
    const audit = await pair.query<{ target: string }>(
      `SELECT target FROM audit_log WHERE action = 'subscription.disabled'`,
    );
    expect(audit).to.deep.equal([{ target: `/subscriptions/${subscription.id}` }]);
    receiver.answer(200);
    await pair.api.patch(`/api/v1/subscriptions/${subscription.id}`, { enabled: true });
    await becomes('it resumed', () => tasksTaken(receiver).includes(id));
  });

  it('410 from the receiver ends it at once', async () => {
    const receiver = await receive();
    const subscription = await subscribe(receiver.url);
    receiver.answer(410);
    await newTask('Gone');
    await becomes('it is disabled', async () => (await read(subscription)).disabledReason === 'gone');
  });

  it('a changed secret signs at once, and the old one signs along for a while', async () => {
    const receiver = await receive();
    const subscription = await subscribe(receiver.url);
    const rotated = await pair.api.post<SubscriptionJson>(`/api/v1/subscriptions/${subscription.id}/rotate`);
    expect(rotated.body.secret).to.not.equal(subscription.secret);
    await newTask('Twice signed');
    await becomes('the notice', () => receiver.taken.length > 0);
    const [notice] = receiver.taken;
    expect(notice!.signatures).to.have.length(2);
    verifyNotice(notice!, subscription.secret);
    verifyNotice(notice!, rotated.body.secret);

    await pair.query(`UPDATE push_subscriptions SET rotated_at = now() - interval '25 hours'`);
    await newTask('Once signed');
    await becomes('the next notice', () => receiver.taken.length > 1);
    expect(receiver.taken[1]!.signatures).to.have.length(1);
    verifyNotice(receiver.taken[1]!, rotated.body.secret);
  });

  it('secrets are stored sealed and never shown again', async () => {
    const receiver = await receive();
    const subscription = await subscribe(receiver.url);
    const [row] = await pair.query<{ held: string }>(
      `SELECT encode(sealed_secrets[1], 'escape') AS held FROM push_subscriptions`,
    );
    expect(row!.held).to.not.contain(subscription.secret.replace('whsec_', ''));
    expect(await read(subscription)).to.not.have.property('secret');
  });

  it('a test notice is sent at once, and its outcome told', async () => {
    const receiver = await receive();
    const subscription = await subscribe(receiver.url);
    const test = (): Promise<{ body: unknown }> =>
      pair.api.post(`/api/v1/subscriptions/${subscription.id}/test`);
    expect((await test()).body).to.include({ taken: true, status: 200, error: null });
    verifyNotice(receiver.taken[0]!, subscription.secret);
    expect(receiver.taken[0]!.body.type).to.equal('test');
    receiver.answer(404);
    expect((await test()).body).to.include({ taken: false, status: 404 });
    expect((await read(subscription)).failures).to.equal(0);
  });

  it('a private network is refused: by address at once, by name when the connection is made', async () => {
    for (const url of [
      'https://10.0.0.1/',
      'https://[::1]/',
      'http://localhost:1/',
      'http://example.com/',
      'x',
    ]) {
      const refused = await pair.api.post<Refused>('/api/v1/subscriptions', { url });
      expect(refused.status, url).to.equal(400);
      expect(refused.body.errors[0]?.field).to.equal('url');
    }
    const named = await subscribe('https://localhost:1/');
    const test = await pair.api.post<{ error: string }>(`/api/v1/subscriptions/${named.id}/test`);
    expect(test.body.error).to.contain('private network');
  });

  it('a redirect is not followed', async () => {
    const [front, behind] = [await receive(), await receive()];
    front.answer(307, { location: behind.url });
    const subscription = await subscribe(front.url);
    const test = await pair.api.post(`/api/v1/subscriptions/${subscription.id}/test`);
    expect(test.body).to.include({ taken: false, status: 307 });
    expect(behind.attempts).to.be.empty;
  });

  it('a subscription for a project that is not there is refused, when it is made and when it is changed', async () => {
    const projectIds = [pair.projectId, randomUUID()];
    const { url } = await receive();
    const subscription = await subscribe(url);
    const answers = [
      await pair.api.post<Refused>('/api/v1/subscriptions', { url, projectIds }),
      await pair.api.patch<Refused>(`/api/v1/subscriptions/${subscription.id}`, { projectIds }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.errors.map(({ field }) => field)]).to.deep.equal([400, ['projectIds.1']]);
    }
  });

  it('a subscription for one project tells that project alone', async () => {
    const receiver = await receive();
    const other = await pair.api.post<{ id: string }>('/api/v1/projects', { title: 'Other' });
    const subscription = await subscribe(receiver.url, { projectIds: [other.body.id] });
    await newTask('Elsewhere');
    const mine = await newTask('Here', other.body.id);
    await becomes('the notice', () => receiver.taken.length > 0);
    expect(tasksTaken(receiver)).to.deep.equal([mine]);
    await pair.api.delete(`/api/v1/subscriptions/${subscription.id}`);
    expect((await pair.api.get(`/api/v1/subscriptions/${subscription.id}`)).status).to.equal(404);
  });

  it('however many processes, a subscription has one sender at a time, and every entry comes once and in order', async () => {
    const second = await spawnService('ingest', pair.env);
    const receiver = await receive();
    await subscribe(receiver.url);
    const ids: string[] = [];
    for (let index = 0; index < 60; index += 1) ids.push(await newTask(`Number ${index}`));
    await becomes('all', () => tasksTaken(receiver).length >= ids.length);
    expect(tasksTaken(receiver)).to.deep.equal(ids);
    expect(receiver.mostAtOnce()).to.equal(1);
    await second.stop();
  });
});
