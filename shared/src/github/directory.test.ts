import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { adapterOn, json, startScriptedGithub, type ScriptedGithub } from './testing/scripted-github.js';

const installation = {
  id: 99,
  account: { id: 5, login: 'acme', type: 'Organization' },
  permissions: { issues: 'write', metadata: 'read' },
  suspended_at: null,
};
const repo = (id: number, name = 'shop'): Record<string, unknown> => ({
  id,
  name,
  full_name: `acme/${name}`,
  owner: { login: 'acme' },
  private: true,
  archived: false,
  has_issues: true,
});

describe('the directory', () => {
  let server: ScriptedGithub;
  beforeEach(async () => {
    server = await startScriptedGithub();
  });
  afterEach(() => server.stop());

  it('lists the installations as the app itself', async () => {
    server.on('GET', '/app/installations', json(200, [installation]));
    expect(await adapterOn(server.url).directory.listInstallations()).to.deep.equal({
      ok: true,
      value: [
        {
          id: '99',
          accountId: '5',
          accountLogin: 'acme',
          accountType: 'Organization',
          permissions: { issues: 'write', metadata: 'read' },
          suspendedAt: null,
        },
      ],
    });
    expect(server.seen[0]?.headers.authorization).to.match(/^bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('lists every page of an installation’s repos', async () => {
    server.on('GET', '/installation/repositories', (response, seen) => {
      const second = seen.url.includes('page=2');
      const link = `<${server.url}/installation/repositories?page=2>; rel="next"`;
      const repositories = [second ? repo(2, 'b') : repo(1, 'a')];
      json(200, { total_count: 2, repositories }, second ? {} : { link })(response, seen);
    });
    const listed = await adapterOn(server.url).directory.listRepos('99');
    expect(listed.ok && listed.value.map(({ id, fullName }) => [id, fullName])).to.deep.equal([
      ['1', 'acme/a'],
      ['2', 'acme/b'],
    ]);
  });

  it('finds a repo with its installation', async () => {
    server.on('GET', '/repos/acme/shop/installation', json(200, installation));
    server.on('GET', '/repos/acme/shop', json(200, repo(1)));
    const found = await adapterOn(server.url).directory.findRepoInstallation('acme/shop');
    expect(found).to.have.nested.property('value.repo.id', '1');
    expect(found).to.have.nested.property('value.installation.id', '99');
  });

  it('a repo that the app cannot see is not found, and no failure', async () => {
    server.on('GET', '/repos/acme/shop/installation', json(404, { message: 'Not Found' }));
    expect(await adapterOn(server.url).directory.findRepoInstallation('acme/shop')).to.deep.equal({
      ok: true,
      value: null,
    });
  });

  it('what cannot be a repo’s name is not asked for', async () => {
    const { directory } = adapterOn(server.url);
    for (const name of ['acme', 'acme/..', 'acme/shop/issues', '../app']) {
      expect(await directory.findRepoInstallation(name)).to.deep.equal({ ok: true, value: null });
    }
    expect(server.seen).to.be.empty;
  });

  it('the app’s slug is asked once', async () => {
    server.on('GET', '/app', json(200, { slug: 'tandem' }));
    const { app } = adapterOn(server.url);
    expect([await app.slug(), await app.slug()]).to.deep.equal([
      { ok: true, value: 'tandem' },
      { ok: true, value: 'tandem' },
    ]);
    expect(server.seen).to.have.length(1);
  });
});
