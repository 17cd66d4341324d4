// Who calls, how often, what they did; and whose accounts on GitHub are whose.
import { expect } from 'chai';
import { apiClient } from '../infra/api-client.js';
import { REPO, startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

interface AuditJson {
  readonly actor: string;
  readonly action: string;
  readonly target: string | null;
  readonly tokenId: string | null;
  readonly details: Record<string, unknown>;
}

interface UserJson {
  readonly id: string;
  readonly name: string;
  readonly githubAccounts: readonly {
    readonly id: string;
    readonly login: string;
    readonly externalId: string;
  }[];
}

describe('people and programs', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('people', { env: { API_REQUESTS_PER_SECOND: '20' } });
  });
  after(() => pair.stop());

  const newToken = async (name: string, scope = 'client'): Promise<{ id: string; token: string }> =>
    (await pair.api.post<{ id: string; token: string }>('/api/v1/tokens', { name, scope })).body;
  const audit = async (query: string): Promise<readonly AuditJson[]> =>
    (await pair.api.get<{ items: AuditJson[] }>(`/api/v1/audit?${query}`)).body.items;
  const newUser = async (name: string): Promise<UserJson> =>
    (await pair.api.post<UserJson>('/api/v1/users', { name })).body;

  it('every write is in the audit by its token; reads and refusals are not', async () => {
    const { id: tokenId, token } = await newToken('The app');
    const app = apiClient(pair.ingest.url, token);
    const made = await app.post<{ id: string }>(`/api/v1/projects/${pair.projectId}/tasks`, {
      title: 'Mine',
    });
    await app.get('/api/v1/tasks');
    await app.post(`/api/v1/projects/${pair.projectId}/tasks`, {});
    await app.delete(`/api/v1/tasks/${made.body.id}`);
    const entries = await audit(`tokenId=${tokenId}`);
    expect(entries.map(({ actor, action, target }) => ({ actor, action, target }))).to.deep.equal([
      { actor: 'The app', action: 'DELETE /tasks/:id', target: `/tasks/${made.body.id}` },
      { actor: 'The app', action: 'POST /projects/:id/tasks', target: `/projects/${pair.projectId}/tasks` },
    ]);
    expect(entries[1]?.details).to.include({ status: 201, made: `/api/v1/tasks/${made.body.id}` });
    expect((await app.get('/api/v1/audit')).status).to.equal(403);
  });

  it('a token that calls too often is told when to come back, and others are not held up', async () => {
    const { token } = await newToken('Loop', 'read');
    const loop = apiClient(pair.ingest.url, token);
    const answers = await Promise.all(Array.from({ length: 300 }, () => loop.get('/api/v1/projects')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).to.not.be.empty;
    expect(answers.filter(({ status }) => status === 200)).to.have.length(300 - refused.length);
    expect(Number(refused[0]!.headers.get('retry-after'))).to.be.at.least(1);
    expect(refused[0]!.headers.get('content-type')).to.contain('application/problem+json');
    const { token: other } = await newToken('Other', 'read');
    expect((await apiClient(pair.ingest.url, other).get('/api/v1/projects')).status).to.equal(200);
    await waitFor(async () => (await loop.get('/api/v1/projects')).status === 200, {
      timeoutMs: 5_000,
      describe: 'the token may call again',
    });
  });

  it('who was seen on GitHub is a placeholder, until a user claims the account', async () => {
    const { number } = pair.sim.world.openIssue(REPO, { title: 'By Ada', as: 'ada' });
    await pair.taskOf(number);
    await pair.quiet();
    const seen = await pair.api.get<{ items: { login: string; userId: string | null }[] }>(
      '/api/v1/github-accounts?q=ada&claimed=false',
    );
    expect(seen.body.items.map(({ login }) => login)).to.deep.equal(['ada']);

    const ada = await newUser('Ada Lovelace');
    const claimed = await pair.api.post<UserJson>(`/api/v1/users/${ada.id}/github-accounts`, {
      login: 'ADA',
    });
    expect(claimed.body.githubAccounts.map(({ login }) => login)).to.deep.equal(['ada']);
    const other = await newUser('Somebody else');
    const taken = await pair.api.post(`/api/v1/users/${other.id}/github-accounts`, { login: 'ada' });
    expect(taken.status).to.equal(409);
    const unknown = await pair.api.post(`/api/v1/users/${other.id}/github-accounts`, {
      login: 'nobody-seen',
    });
    expect(unknown.status).to.equal(404);

    const [account] = claimed.body.githubAccounts;
    const path = `/api/v1/users/${ada.id}/github-accounts/${account!.id}`;
    expect((await pair.api.delete(path)).status).to.equal(204);
    expect((await pair.api.delete(path)).status).to.equal(404);
    expect((await pair.api.get<UserJson>(`/api/v1/users/${ada.id}`)).body.githubAccounts).to.be.empty;
  });

  it('the same person in many issues is one placeholder', async () => {
    for (const title of ['One', 'Two', 'Three']) pair.sim.world.openIssue(REPO, { title, as: 'bob' });
    await waitFor(async () => (await pair.tasks()).filter(({ title }) => title === 'Three').length === 1, {
      timeoutMs: 20_000,
      describe: 'the last issue is a task',
    });
    await pair.quiet();
    expect(await pair.query(`SELECT 1 FROM github_users WHERE login = 'bob'`)).to.have.length(1);
  });

  it('a user made twice with one key is one user', async () => {
    const make = () =>
      pair.api.post<UserJson>('/api/v1/users', { name: 'Grace' }, { 'idempotency-key': 'user-grace' });
    const [first, second] = [await make(), await make()];
    expect([first.status, second.status]).to.deep.equal([201, 201]);
    expect(second.body.id).to.equal(first.body.id);
  });
});
