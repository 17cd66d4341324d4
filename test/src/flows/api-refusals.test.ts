// What the door refuses, and how it says so: nothing is stored, and the field is named.
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { seedProject, startApi, type Api, type Made } from './api-harness.js';
import { taskMaker, operationsReader, fieldsOf, type Page, type Problem } from './api-steps.js';

describe('the API: what is refused', () => {
  let api: Api;
  let made: Made;
  before(async () => {
    api = await startApi('api_refusals');
    made = await seedProject(api, 'ada/engine');
  });
  after(() => api.stop());

  const newTask = taskMaker(() => ({ api, made }));
  const operationsOf = operationsReader(() => api);

  const refused = async (body: unknown): Promise<[number, string[]]> => {
    const before = await api.database.task.count();
    const answer = await api.call('POST', `/projects/${made.projectId}/tasks`, body);
    expect(await api.database.task.count()).to.equal(before);
    return [answer.status, fieldsOf(answer)];
  };

  it('door-17: a missing title, an unknown field and a wrong type are named', async () => {
    expect(await refused({})).to.deep.equal([400, ['title']]);
    expect(await refused({ title: 'T', colour: 'red' })).to.deep.equal([400, ['colour']]);
    expect(await refused({ title: 7, labels: ['a', 1] })).to.deep.equal([400, ['title', 'labels.1']]);
    expect(await refused({ title: 'T', locked: true })).to.deep.equal([400, ['locked']]);
    expect(await refused('{"title":"T","__proto__":{"state":"closed"}}')).to.deep.equal([400, ['__proto__']]);
    expect(await refused({ title: 'T', stateReason: 'completed' })).to.deep.equal([400, ['stateReason']]);
  });

  it('door-17: what the database could not hold is refused by name', async () => {
    expect(await refused({ title: 'a\u0000b' })).to.deep.equal([400, ['title']]);
    expect(await refused({ title: 'T', body: '\ud800' })).to.deep.equal([400, ['body']]);
    expect(await refused({ title: '  ' })).to.deep.equal([400, ['title']]);
    expect(await refused({ title: 'x'.repeat(257) })).to.deep.equal([400, ['title']]);
    expect((await newTask({ title: '🙂'.repeat(256) })).title).to.have.length(512);
  });

  it('both-11: a body longer than GitHub takes is accepted here, for GitHub’s reason belongs to the operation', async () => {
    expect((await newTask({ body: 'x'.repeat(70_000) })).body).to.have.length(70_000);
  });

  it('door-17: no token, a wrong one and an expired one: 401; a read-only one: 403 that names the scope', async () => {
    const path = `/projects/${made.projectId}/tasks`;
    for (const token of [null, 'wrong']) {
      const answer = await api.as(token)('POST', path, { title: 'T' });
      expect(answer.status).to.equal(401);
      expect(answer.headers.get('www-authenticate')).to.contain('Bearer');
    }
    const old = await api.call<{ id: string; token: string }>('POST', '/tokens', {
      name: 'old',
      scope: 'client',
      expiresAt: '2999-01-01T00:00:00Z',
    });
    expect((await api.as(old.body.token)('GET', '/tasks')).status).to.equal(200);
    await api.database.apiToken.update({ where: { id: old.body.id }, data: { expiresAt: new Date() } });
    expect((await api.as(old.body.token)('GET', '/tasks')).status).to.equal(401);
    const read = await api.call<{ token: string }>('POST', '/tokens', { name: 'reader', scope: 'read' });
    const refusedWrite = await api.as(read.body.token)<Problem>('POST', path, { title: 'T' });
    expect([refusedWrite.status, refusedWrite.body.detail.includes('client')]).to.deep.equal([403, true]);
    expect((await api.as(read.body.token)('GET', '/tasks')).status).to.equal(200);
    expect((await api.as(read.body.token)('GET', '/tokens')).status).to.equal(403);
  });

  it('door-17: a token that is bound to projects finds nothing of others', async () => {
    const { projectId } = await seedProject(api, 'ada/foreign');
    const own = await newTask({}, projectId);
    const foreign = await newTask();
    const [operation] = await operationsOf(foreign.id);
    const made1 = await api.call<{ token: string }>('POST', '/tokens', {
      name: 'bound',
      scope: 'client',
      projectIds: [projectId],
    });
    const bound = api.as(made1.body.token);
    expect((await bound('GET', `/tasks/${own.id}`)).status).to.equal(200);
    for (const [method, path, body] of [
      ['GET', `/tasks/${foreign.id}`],
      ['PATCH', `/tasks/${foreign.id}`, { title: 'X' }],
      ['DELETE', `/tasks/${foreign.id}`],
      ['POST', `/tasks/${foreign.id}/sync`],
      ['POST', `/tasks/${foreign.id}/comments`, { body: 'X' }],
      ['GET', `/tasks/${foreign.id}/comments`],
      ['POST', `/projects/${made.projectId}/tasks`, { title: 'X' }],
      ['GET', `/projects/${made.projectId}`],
      ['PUT', `/projects/${made.projectId}/repos`, { fullName: 'ada/engine' }],
      ['GET', `/operations/${operation!.id}`],
      ['POST', `/operations/${operation!.id}/retry`],
      ['POST', `/operations/${operation!.id}/cancel`],
    ] as const) {
      expect((await bound(method, path, body)).status, `${method} ${path}`).to.equal(404);
    }
    const lists = await Promise.all(
      ['/tasks', '/operations', '/projects'].map((path) => bound<Page<{ id: string }>>('GET', path)),
    );
    expect(lists.map(({ body }) => body.items.length)).to.deep.equal([1, 1, 1]);
    expect((await bound('POST', '/projects', { title: 'X' })).status).to.equal(403);
    const connect = await bound('PUT', `/projects/${projectId}/repos`, { fullName: 'ada/engine' });
    expect(connect.status).to.equal(403);
    const repos = await bound<Page<{ fullName: string }>>('GET', '/repos');
    expect(repos.body.items.map(({ fullName }) => fullName)).to.deep.equal(['ada/foreign']);
  });

  it('an id that is none, an unknown path: 404; a wrong method: 405 with Allow', async () => {
    const noId = await api.call<Problem>('GET', '/tasks/1');
    expect([noId.status, noId.body.detail]).to.deep.equal([
      404,
      'There is no such thing: an id in the path is not a UUID.',
    ]);
    expect((await api.call('GET', `/tasks/${randomUUID()}`)).status).to.equal(404);
    expect((await api.call('GET', '/nothing')).status).to.equal(404);
    const wrong = await api.call('PUT', `/tasks/${randomUUID()}`, {});
    expect([wrong.status, wrong.headers.get('allow')]).to.deep.equal([405, 'GET, PATCH, DELETE']);
  });

  it('an unknown query parameter, a wrong value, somebody’s cursor: 400 by name', async () => {
    for (const [query, field] of [
      ['colour=red', 'colour'],
      ['limit=0', 'limit'],
      ['limit=201', 'limit'],
      ['cursor=abc', 'cursor'],
      ['state=ajar', 'state'],
      ['projectId=7', 'projectId'],
      ['q=%00', 'q'],
      ['cursor=WyIwIl0', 'cursor'],
      ['state=open&state=closed', 'state'],
      ['deleted=yes', 'deleted'],
    ] as const) {
      const answer = await api.call('GET', `/tasks?${query}`);
      expect([answer.status, fieldsOf(answer)], query).to.deep.equal([400, [field]]);
    }
  });

  it('a time that no calendar of ours holds: 400', async () => {
    const answer = await api.call('GET', '/operations?since=0000-01-01T00:00:00Z');
    expect([answer.status, fieldsOf(answer)]).to.deep.equal([400, ['since']]);
    expect((await api.call('GET', '/operations?since=2030-01-01T00:00:00%2B23:00')).status).to.equal(200);
  });

  it('malformed JSON is 400, another content type 415, more than a megabyte 413, and each says what is taken', async () => {
    const path = `/projects/${made.projectId}/tasks`;
    const told = async (body: unknown, type = 'application/json'): Promise<[number, string]> => {
      const answer = await api.call<Problem>('POST', path, body, { 'content-type': type });
      return [answer.status, answer.body.detail];
    };
    expect((await told('{"title":')).join(' ')).to.match(/^400 .*JSON/);
    expect((await told('title=T', 'text/plain')).join(' ')).to.match(/^415 .*application\/json/);
    expect((await told('{}', 'application/json; charset=latin1')).join(' ')).to.match(/^415 .*UTF-8/);
    expect(await told({ title: 'T', body: 'x'.repeat(1024 * 1024) })).to.deep.equal([
      413,
      'The body is larger than is taken here: at most 1048576 bytes.',
    ]);
    for (const body of ['null', '"T"', '7', '[]']) {
      expect(await told(body), body).to.deep.equal([400, 'must be an object']);
    }
  });
});
