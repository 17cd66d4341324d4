// Searches that no index answers: looked for in parts, each quick, and none of the rows left out.
import { expect } from 'chai';
import { WINDOW } from '@tandem/shared/db/reads/search-window.js';
import { seedProject, startApi, type Api, type Made } from './api-harness.js';

interface Page {
  readonly items: readonly { readonly id: string; readonly title?: string }[];
  readonly next: string | null;
}

/** Further back than one page looks. */
const ROWS = WINDOW + 500;

describe('a search that no index answers', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('search');
    made = await seedProject(api, 'ada/haystack');
    await api.database.$executeRaw`
      INSERT INTO tasks (id, project_id, repo_id, title)
      SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${made.projectId}::uuid, ${made.repoId}::uuid,
        CASE WHEN n = 1 THEN 'a qx needle' ELSE 'hay' END FROM generate_series(1, ${ROWS}::int) n`;
    await api.database.$executeRaw`
      INSERT INTO task_sync_operations (id, direction, state, source, action, task_id, created_at)
      SELECT t.id, 'inbound', 'completed', 'webhook', 'create', t.id,
        timestamptz '2025-01-01' + row_number() OVER (ORDER BY t.id) * interval '1 second' FROM tasks t`;
    await api.database.$executeRaw`
      INSERT INTO webhook_deliveries (id, guid, event, action, headers, payload, state, received_at)
      SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'g' || n, 'issues',
        CASE WHEN n = 1 THEN 'qx_needle' ELSE 'edited' END, '{}', '\x7b7d', 'processed',
        timestamptz '2025-01-01' + n * interval '1 second' FROM generate_series(1, ${ROWS}::int) n`;
  });
  after(() => api.stop());

  const pagesOf = async (path: string): Promise<Page[]> => {
    const pages: Page[] = [];
    for (let cursor = ''; ;) {
      const { body } = await api.call<Page>('GET', `${path}${cursor}`);
      pages.push(body);
      if (body.next === null) return pages;
      cursor = `&cursor=${body.next}`;
    }
  };
  const needle = '00000000-0000-7000-8000-000000000001';

  for (const [list, path] of [
    ['tasks', '/tasks?q=qx'],
    ['tasks by status', '/tasks?q=qx&sync=unsynced'],
    ['operations', '/operations?q=qx'],
    ['deliveries', '/deliveries?q=qx_'],
  ] as const) {
    it(`${list}: a page looks so far and no further, and its next one goes on until the end`, async () => {
      const pages = await pagesOf(path);
      expect(pages.map(({ items }) => items.map(({ id }) => id))).to.deep.equal([[], [needle]]);
    });
  }

  it('a text that is everywhere gives full pages, each going on behind the last of the one before', async () => {
    const first = (await api.call<Page>('GET', '/tasks?q=ha&limit=2')).body;
    const second = (await api.call<Page>('GET', `/tasks?q=ha&limit=2&cursor=${first.next}`)).body;
    const ids = [...first.items, ...second.items].map(({ id }) => Number(id.slice(-12)));
    expect(ids).to.deep.equal([ROWS, ROWS - 1, ROWS - 2, ROWS - 3]);
  });

  it('a phrase is found as it stands, and not its words in another order', async () => {
    const found = async (q: string): Promise<string[]> =>
      (await pagesOf(`/tasks?q=${q}`)).flatMap(({ items }) => items.map(({ id }) => id));
    expect(await found('QX needle')).to.deep.equal([needle]);
    expect(await found('needle qx')).to.deep.equal([]);
  });

  it('a number of one or two digits is an issue’s, and not a piece of a text', async () => {
    await api.database.$executeRaw`
      INSERT INTO github_issues (id, task_id, repo_id, number) VALUES (${needle}::uuid, ${needle}::uuid, ${made.repoId}::uuid, 7)`;
    for (const path of ['/tasks?q=7', '/operations?q=7', '/operations?q=%237']) {
      expect((await pagesOf(path)).flatMap(({ items }) => items.map(({ id }) => id))).to.deep.equal([needle]);
    }
  });
});
