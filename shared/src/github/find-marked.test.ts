import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { inFrame, newFrame } from '../domain/resource/body-frame.js';
import type { Called, RemoteState } from '../ports/github.js';
import {
  adapterOn,
  addressOf,
  APP_ID,
  commentOf,
  issueOf,
  json,
  markers,
  NOW,
  startScriptedGithub,
  type ScriptedGithub,
} from './testing/scripted-github.js';

const ID = '01900000-0000-7000-8000-00000000000a';
const ISSUES = '/repos/acme/shop/issues';
const SINCE = NOW;
const ours = { user: { login: 'tandem[bot]', id: 3 }, performed_via_github_app: { id: Number(APP_ID) } };
const later = { created_at: '2075-06-01T12:00:05Z', updated_at: '2075-06-01T12:00:05Z' };
const marked = (kind: 'task' | 'comment', id = ID): { body: string } => ({
  body: inFrame('text', newFrame('text', markers.sign(kind, id), null)),
});

describe('looking for what a create left behind (G3)', () => {
  let server: ScriptedGithub;
  beforeEach(async () => {
    server = await startScriptedGithub();
  });
  afterEach(() => server.stop());

  async function find(
    kind: 'task' | 'comment' = 'task',
    writer: string | null = null,
  ): Promise<RemoteState | null> {
    const { github } = adapterOn(server.url);
    const found: Called<RemoteState | null> = await github.findMarked(
      { kind, id: ID },
      addressOf(),
      SINCE,
      writer,
    );
    if (!found.ok) throw new Error(found.failure.reason.message);
    return found.value;
  }

  it('finds the issue that our app created with the record’s marker', async () => {
    server.on(
      'GET',
      ISSUES,
      json(200, [issueOf(later), issueOf({ number: 8, ...later, ...ours, ...marked('task') })]),
    );
    expect(await find()).to.have.nested.property('facts.number', 8);
  });

  it('lists newest first, from a minute before the intent', async () => {
    server.on('GET', ISSUES, json(200, []));
    await find();
    const query = new URLSearchParams(server.seen[0]?.url.split('?')[1]);
    expect(Object.fromEntries(query)).to.deep.equal({
      state: 'all',
      sort: 'created',
      direction: 'desc',
      since: '2075-06-01T11:59:00.000Z',
      per_page: '100',
    });
  });

  it('a marker copied by a person is nobody’s', async () => {
    server.on('GET', ISSUES, json(200, [issueOf({ ...later, ...marked('task') })]));
    expect(await find()).to.be.null;
  });

  it('a marker in what another app wrote is nobody’s', async () => {
    const other = { ...ours, performed_via_github_app: { id: 1 } };
    server.on('GET', ISSUES, json(200, [issueOf({ ...later, ...other, ...marked('task') })]));
    expect(await find()).to.be.null;
  });

  it('another record’s marker is not taken', async () => {
    const other = ID.replace(/a$/, 'b');
    server.on('GET', ISSUES, json(200, [issueOf({ ...later, ...ours, ...marked('task', other) })]));
    expect(await find()).to.be.null;
  });

  it('knows our bot by its login where GitHub does not name the app', async () => {
    server.on('GET', '/app', json(200, { slug: 'tandem' }));
    const bot = { user: { login: 'tandem[bot]', id: 3 } };
    server.on('GET', ISSUES, json(200, [issueOf({ ...later, ...bot, ...marked('task') })]));
    expect(await find()).to.not.be.null;
  });

  it('pages on, by the query of the link and never to its host', async () => {
    server.on('GET', ISSUES, (response, seen) => {
      const second = seen.url.includes('page=2');
      const link = '<https://evil.example/repositories/1/issues?per_page=100&page=2>; rel="next"';
      const items = second
        ? [issueOf({ number: 8, ...later, ...ours, ...marked('task') })]
        : [issueOf(later)];
      json(200, items, second ? {} : { link })(response, seen);
    });
    expect(await find()).to.have.nested.property('facts.number', 8);
  });

  it('stops at the first issue older than the intent', async () => {
    server.on('GET', ISSUES, json(200, [issueOf()], { link: `<${server.url}${ISSUES}?page=2>; rel="next"` }));
    expect(await find()).to.be.null;
    expect(server.seen).to.have.length(1);
  });

  it('finds a comment among those of its issue', async () => {
    const path = `${ISSUES}/7/comments`;
    server.on(
      'GET',
      path,
      json(200, [commentOf(), commentOf({ id: 9, ...later, ...ours, ...marked('comment') })]),
    );
    expect(await find('comment')).to.have.nested.property('facts.externalId', '9');
  });

  it('a list that cannot be read is not the same as nothing found', async () => {
    server.on('GET', ISSUES, json(502, 'Bad Gateway'));
    const { github } = adapterOn(server.url);
    expect(await github.findMarked({ kind: 'task', id: ID }, addressOf(), SINCE, null)).to.have.property(
      'ok',
      false,
    );
  });
});
