// Who may call: tokens as they are made, bound, used and revoked.
import { expect } from 'chai';
import { ensureAdminToken } from '@tandem/shared/db/people/tokens.js';
import { comparisonsIn } from '@tandem/shared/testing/watch-comparisons.js';
import { ADMIN, startApi, type Api } from './api-harness.js';

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
