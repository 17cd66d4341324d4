// The pair against a GitHub that nobody here wrote: what works on our own stand-in alone would be a mistake made twice.
import { expect } from 'chai';
import {
  apiClient,
  type ApiClient,
  type CommentJson,
  type Page,
  type TaskJson,
} from '../infra/api-client.js';
import { createDatabase, type TestDatabase } from '../infra/databases.js';
import { startEmulatedGithub, type EmulatedGithub } from '../infra/emulated-github.js';
import { spawnService, type SpawnedService } from '../infra/spawn-service.js';
import { waitFor } from '../infra/wait-for.js';

const SOON = { timeoutMs: 20_000 };

interface ThereJson {
  readonly id: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly user: { readonly login: string };
}

describe('a GitHub that was not written for this project', function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let github: EmulatedGithub;
  let services: SpawnedService[] = [];
  let api: ApiClient;
  let projectId = '';

  before(async () => {
    database = await createDatabase('emulated');
    github = await startEmulatedGithub('octocat', 'demo');
    const env = {
      ...database.env,
      GITHUB_API_URL: github.url,
      GITHUB_APP_ID: github.app.id,
      GITHUB_APP_PRIVATE_KEY: github.app.privateKey,
      GITHUB_WEBHOOK_SECRET: github.app.webhookSecret,
      ADMIN_TOKEN: 'admin-token-of-this-test-run',
      APP_SECRET: 'app-secret-of-this-test-run',
      GITHUB_WRITE_INTERVAL_MS: '0',
    };
    const ingest = await spawnService('ingest', env);
    github.sendWebhooksTo(`${ingest.url}/webhooks/github`);
    services = [ingest, await spawnService('sync-worker', env)];
    api = apiClient(ingest.url, env.ADMIN_TOKEN);
    projectId = (await api.post<{ id: string }>('/api/v1/projects', { title: 'Emulated' })).body.id;
    const connected = await api.put(`/api/v1/projects/${projectId}/repos`, { fullName: 'octocat/demo' });
    expect(connected.status, JSON.stringify(connected.body)).to.equal(202);
  });
  after(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await github.close();
    await database.drop();
  });

  const issue = (number: number): Promise<ThereJson> =>
    github.asPerson('GET', `/repos/octocat/demo/issues/${number}`);
  const task = async (id: string): Promise<TaskJson> => (await api.get<TaskJson>(`/api/v1/tasks/${id}`)).body;
  const comments = async (id: string): Promise<readonly CommentJson[]> =>
    (await api.get<Page<CommentJson>>(`/api/v1/tasks/${id}/comments`)).body.items;
  const taskThat = (id: string, describe: string, holds: (task: TaskJson) => boolean): Promise<TaskJson> =>
    waitFor(
      async () => {
        const found = await task(id);
        return holds(found) ? found : undefined;
      },
      { ...SOON, describe },
    );

  it('a task goes there, an edit comes back, people talk on both sides, and it is closed', async () => {
    const created = await api.post<TaskJson>(`/api/v1/projects/${projectId}/tasks`, {
      title: 'Written here',
      body: 'First line.\n\nSecond line.',
      labels: ['bug'],
      author: { name: 'Ann' },
    });
    expect(created.status).to.equal(201);
    const { id } = created.body;
    const synced = await taskThat(id, 'the task is on GitHub', ({ sync }) => sync.status === 'synced');
    const number = synced.github?.number ?? 0;
    const there = await issue(number);
    expect(there.title).to.equal('Written here');
    expect(there.body).to.match(
      /^<!-- tandem by -->posted by \*\*Ann\*\*<!-- \/tandem by -->\n\nFirst line\./,
    );
    expect(there.user.login).to.equal('tandem-emulated[bot]');

    const path = `/repos/octocat/demo/issues/${number}`;
    await github.asPerson('PATCH', path, {
      title: 'Retitled there',
      body: there.body?.replace('Second line.', 'Second line, mended.'),
    });
    const edited = await taskThat(id, 'the edit is here', ({ title }) => title === 'Retitled there');
    expect(edited.body).to.equal('First line.\n\nSecond line, mended.');
    expect(edited.labels).to.deep.equal(['bug']);

    await api.post(`/api/v1/tasks/${id}/comments`, { body: 'From here', author: { name: 'Ann' } });
    await github.asPerson('POST', `${path}/comments`, { body: 'From there' });
    const talk = await waitFor(
      async () => {
        const found = await comments(id);
        const done = found.filter(({ body, github: link }) => body !== null && link !== null);
        return done.length === 2 ? done : undefined;
      },
      { ...SOON, describe: 'both comments are here and there' },
    );
    expect(talk.map(({ body }) => body)).to.have.members(['From here', 'From there']);
    const bodies = (await github.asPerson<ThereJson[]>('GET', `${path}/comments`)).map(({ body }) => body);
    expect(bodies).to.have.length(2);
    expect(bodies.filter((body) => body?.includes('posted by **Ann**') === true)).to.have.length(1);

    await api.patch(`/api/v1/tasks/${id}`, { state: 'closed', stateReason: 'not_planned' });
    await waitFor(async () => (await issue(number)).state === 'closed', {
      ...SOON,
      describe: 'it is closed',
    });
    await github.asPerson('PATCH', path, { state: 'open' });
    await taskThat(id, 'it is open again', ({ state }) => state === 'open');

    const all = await api.get<Page<TaskJson>>(`/api/v1/tasks?projectId=${projectId}`);
    expect(all.body.items).to.have.length(1);
    expect(github.webhooks).to.include.members(['issues.opened', 'issues.edited', 'issue_comment.created']);
  });

  it('what no webhook told comes by asking: a sync of the task finds the edit', async () => {
    const opened = await github.asPerson<{ number: number }>('POST', '/repos/octocat/demo/issues', {
      title: 'Opened there',
    });
    const found = await waitFor(
      async () => {
        const { items } = (await api.get<Page<TaskJson>>(`/api/v1/tasks?projectId=${projectId}`)).body;
        return items.find((one) => one.github?.number === opened.number && one.sync.status === 'synced');
      },
      { ...SOON, describe: 'the issue is a task' },
    );
    github.sendWebhooksTo(`${github.url}/nowhere`);
    await github.asPerson('PATCH', `/repos/octocat/demo/issues/${opened.number}`, { title: 'Unheard' });
    expect((await task(found.id)).title).to.equal('Opened there');
    await api.post(`/api/v1/tasks/${found.id}/sync`);
    await taskThat(found.id, 'the edit was found', ({ title }) => title === 'Unheard');
  });
});
