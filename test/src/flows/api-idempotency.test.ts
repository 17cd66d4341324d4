// A create that is repeated makes one thing.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { HOUR_MS, MINUTE_MS } from '@tandem/shared/domain/clock.js';
import type { TaskView } from '@tandem/shared/db/reads/read-tasks.js';
import { seedProject, startApi, type Answer, type Api, type Made } from './api-harness.js';

describe('the API: creates with an Idempotency-Key', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('api_idempotency');
    made = await seedProject(api, 'ada/engine');
  });
  after(() => api.stop());

  it('door-16: the same request gets the same answer and makes one; another body is 422', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const path = `/projects/${made.projectId}/tasks`;
    const first = await api.call<TaskView>('POST', path, { title: 'Once' }, headers);
    const second = await api.call<TaskView>('POST', path, { title: 'Once' }, headers);
    expect(second.body).to.deep.equal(first.body);
    expect(second.headers.get('etag')).to.equal(first.headers.get('etag'));
    expect(await api.database.task.count({ where: { title: 'Once' } })).to.equal(1);
    expect((await api.call('POST', path, { title: 'Other' }, headers)).status).to.equal(422);
  });

  it('many at once make one; the others are told to wait or get the answer', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        api.call('POST', `/projects/${made.projectId}/tasks`, { title: 'Raced' }, headers),
      ),
    );
    expect(answers.map(({ status }) => status)).to.include(201);
    expect(answers.every(({ status }) => status === 201 || status === 409)).to.equal(true);
    expect(await api.database.task.count({ where: { title: 'Raced' } })).to.equal(1);
  });

  it('a request that died half-way is done again as the same thing', async () => {
    const key = randomUUID();
    const path = `/projects/${made.projectId}/tasks`;
    const first = await api.call<TaskView>('POST', path, { title: 'Died' }, { 'idempotency-key': key });
    await api.database.idempotencyKey.updateMany({
      where: { key },
      data: {
        status: null,
        response: { newId: first.body.id },
        createdAt: new Date(Date.now() - 2 * MINUTE_MS),
      },
    });
    const again = await api.call<TaskView>('POST', path, { title: 'Died' }, { 'idempotency-key': key });
    expect([again.status, again.body.id]).to.deep.equal([201, first.body.id]);
    expect(await api.database.task.count({ where: { title: 'Died' } })).to.equal(1);
  });

  it('a request that failed on our side may be repeated at once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const path = `/projects/${made.projectId}/tasks`;
    await api.database.$executeRaw`ALTER TABLE github_issues RENAME TO away`;
    const failed = await api.call('POST', path, { title: 'Failed once' }, headers);
    await api.database.$executeRaw`ALTER TABLE away RENAME TO github_issues`;
    expect(failed.status).to.equal(500);
    expect((await api.call('POST', path, { title: 'Failed once' }, headers)).status).to.equal(201);
  });

  it('a key counts for 24 hours: just before, the same answer; after, a new request, whatever its body', async () => {
    const key = randomUUID();
    const path = `/projects/${made.projectId}/tasks`;
    const create = (title: string): Promise<Answer<TaskView>> =>
      api.call('POST', path, { title }, { 'idempotency-key': key });
    const grow = async (age: number): Promise<void> => {
      await api.database.idempotencyKey.updateMany({
        where: { key },
        data: { createdAt: new Date(Date.now() - age) },
      });
    };
    const first = await create('Yesterday');
    await grow(24 * HOUR_MS - MINUTE_MS);
    expect((await create('Yesterday')).body.id).to.equal(first.body.id);
    await grow(24 * HOUR_MS + MINUTE_MS);
    const second = await create('Today');
    expect([second.status, second.body.title]).to.deep.equal([201, 'Today']);
    expect(second.body.id).not.to.equal(first.body.id);
    expect((await create('Today')).body.id, 'from then on it is the key of the new one').to.equal(
      second.body.id,
    );
  });

  it('a refused request leaves its key free', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const path = `/projects/${randomUUID()}/tasks`;
    expect((await api.call('POST', path, { title: 'T' }, headers)).status).to.equal(404);
    expect((await api.call('POST', path, { title: 'T2' }, headers)).status).to.equal(404);
  });
});
