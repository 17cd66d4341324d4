// What stands beside the API: health, readiness, metrics, request ids, the description.
import { expect } from 'chai';
import { startApi, type Api } from './api-harness.js';
import { type Problem } from './api-steps.js';

describe('the API: beside the API', () => {
  let api: Api;
  before(async () => {
    api = await startApi('api_surroundings');
  });
  after(() => api.stop());

  it('health, readiness and metrics are open; an unreachable part is named', async () => {
    const get = (path: string): Promise<Response> => fetch(`${api.url}${path}`);
    expect(await (await get('/healthz')).json()).to.deep.equal({ status: 'ok' });
    expect((await get('/readyz')).status).to.equal(200);
    api.outside.queueDown = true;
    const unready = await get('/readyz');
    api.outside.queueDown = false;
    expect(unready.status).to.equal(503);
    expect(await unready.json()).to.deep.include({ unreachable: ['queue'] });
    expect(await (await get('/metrics')).text()).to.contain('process_cpu_seconds_total');
  });

  it('every answer carries a request id, and a failure of ours tells nothing but it', async () => {
    const answer = await fetch(`${api.url}/healthz`, { headers: { 'x-request-id': 'mine-1' } });
    expect(answer.headers.get('x-request-id')).to.equal('mine-1');
    await api.database.$executeRaw`ALTER TABLE projects RENAME TO projects_away`;
    const failed = await api.call<Problem>('GET', '/projects');
    await api.database.$executeRaw`ALTER TABLE projects_away RENAME TO projects`;
    expect(failed.status).to.equal(500);
    expect(failed.body.detail).to.contain(failed.headers.get('x-request-id'));
    expect(JSON.stringify(failed.body)).not.to.match(/prisma|relation|select/i);
    expect(api.errors.at(-1)).to.contain(failed.headers.get('x-request-id'));
  });

  it('the document describes every call, with every reference resolved', async () => {
    const answer = await fetch(`${api.url}/openapi.json`);
    const document = (await answer.json()) as {
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
      components: { schemas: Record<string, unknown> };
    };
    expect(document.openapi).to.equal('3.1.0');
    expect(document.paths['/api/v1/tasks/{id}']).to.have.keys('get', 'patch', 'delete');
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g);
    for (const [, name] of references) expect(document.components.schemas).to.have.property(name!);
  });
});
