// Who may call: tokens as they are made, bound, used and revoked.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ensureAdminToken } from '@tandem/shared/db/people/tokens.js';
import { comparisonsIn } from '@tandem/shared/testing/watch-comparisons.js';
import { ADMIN, seedProject, startApi, type Answer, type Api } from './api-harness.js';
import { fieldsOf, type Problem } from './api-steps.js';

describe('the API: tokens', () => {
  let api: Api;
  before(async () => {
    api = await startApi('api_tokens');
  });
  after(() => api.stop());

  it('are shown once, and end when they are revoked', async () => {
    const made1 = await api.call<{ id: string; token: string }>('POST', '/tokens', {
      name: 'short-lived',
      scope: 'client',
    });
    const { id, token } = made1.body;
    expect((await api.as(token)('GET', '/tasks')).status).to.equal(200);
    const seen = await api.call('GET', `/tokens/${id}`);
    expect(JSON.stringify(seen.body)).not.to.contain(token);
    expect(seen.body['lastUsedAt']).to.be.a('string');
    expect((await api.call('DELETE', `/tokens/${id}`)).status).to.equal(204);
    expect((await api.as(token)('GET', '/tasks')).status).to.equal(401);
  });

  it('are refused where they would open nothing: expired already, or bound to a project that is not there', async () => {
    const made = (fields: object): Promise<Answer<Problem>> =>
      api.call<Problem>('POST', '/tokens', { name: 't', scope: 'read', ...fields });
    const past = await made({ expiresAt: '2001-01-01T00:00:00Z' });
    expect([past.status, fieldsOf(past)]).to.deep.equal([400, ['expiresAt']]);
    const { projectId } = await seedProject(api, 'ada/tokens');
    const nowhere = await made({ projectIds: [projectId, randomUUID()] });
    expect([nowhere.status, fieldsOf(nowhere)]).to.deep.equal([400, ['projectIds.1']]);
    expect((await made({ projectIds: [projectId.toUpperCase()] })).status).to.equal(201);
  });

  it('are stored as hashes: whoever reads the table cannot call with what stands there', async () => {
    const { body } = await api.call<{ id: string; token: string }>('POST', '/tokens', {
      name: 'h',
      scope: 'read',
    });
    const [row] = await api.database.$queryRaw<{ all: string; hash: string }[]>`
      SELECT to_jsonb(t)::text AS all, encode(token_hash, 'hex') AS hash FROM api_tokens t WHERE id = ${body.id}::uuid`;
    expect(row!.all).not.to.contain(body.token);
    expect((await api.as(row!.hash)('GET', '/tasks')).status).to.equal(401);
  });

  it('are compared by their digests, in constant time', async () => {
    const asked = await comparisonsIn(() => api.call('GET', '/tasks'));
    expect(asked).to.deep.equal([[32, 32]]);
  });

  it('another ADMIN_TOKEN takes the place of the one before; the same one again changes nothing', async () => {
    await ensureAdminToken(api.database, 'second');
    await ensureAdminToken(api.database, 'second');
    expect((await api.as('second')('GET', '/tokens')).status).to.equal(200);
    expect((await api.call('GET', '/tokens')).status).to.equal(401);
    await ensureAdminToken(api.database, ADMIN);
    expect((await api.call('GET', '/tokens')).status).to.equal(200);
    expect((await api.as('second')('GET', '/tokens')).status).to.equal(401);
  });
});
