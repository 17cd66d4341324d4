// Reading many issues with one GraphQL call.
import { expect } from 'chai';
import { findBreakingChanges } from 'graphql';
import { openGithubSchema } from '../contract/check-query.js';
import type { Json } from '../json.js';
import { type AppClient, connectApp } from '../testing/app-client.js';
import { startTestSimulator } from '../testing/start-test-simulator.js';
import type { Simulator } from '../simulator.js';
import { SCHEMA } from './schema.js';

const QUERY = `query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Issue {
      fullDatabaseId number title body state stateReason updatedAt author { login }
      labels(first: 100) { nodes { name } }
      assignees(first: 10) { nodes { login } }
      comments(first: 1) { nodes { body } totalCount pageInfo { hasNextPage endCursor } }
      repository { nameWithOwner }
    }
    ... on PullRequest { number merged isDraft pullState: state }
  }
  rateLimit { cost remaining limit }
}`;

describe('GraphQL', () => {
  let simulator: Simulator;
  let client: AppClient;

  beforeEach(async () => {
    simulator = await startTestSimulator();
    simulator.world.createRepo({ owner: 'octo', name: 'demo' });
    client = await connectApp(simulator);
  });

  afterEach(async () => {
    await simulator.close();
  });

  const nodeIds = async (): Promise<unknown[]> => {
    const { list } = await client.call('GET', '/repos/octo/demo/issues?state=all&direction=asc');
    return list.map((one) => one['node_id']);
  };

  it('answers for issues and pull requests by the ids that REST shows', async () => {
    const { world } = simulator;
    world.openIssue('octo/demo', { title: 'One', body: 'b', labels: ['bug'], assignees: ['octocat'] });
    world.comment('octo/demo', 1, 'first');
    world.comment('octo/demo', 1, 'second');
    world.closeIssue('octo/demo', 1, { reason: 'not_planned' });
    world.openPullRequest('octo/demo', { title: 'Two' });
    world.mergePullRequest('octo/demo', 2);
    const { body } = await client.call('POST', '/graphql', {
      query: QUERY,
      variables: { ids: await nodeIds() },
    });
    expect(body).not.to.have.property('errors');
    const { nodes, rateLimit } = body['data'] as { nodes: Json[]; rateLimit: Json };
    expect(nodes[0]).to.deep.include({
      __typename: 'Issue',
      number: 1,
      fullDatabaseId: String(world.issue('octo/demo', 1)?.id),
      state: 'CLOSED',
      stateReason: 'NOT_PLANNED',
      labels: { nodes: [{ name: 'bug' }] },
      repository: { nameWithOwner: 'octo/demo' },
    });
    expect(nodes[0]!['comments']).to.deep.nested.include({ totalCount: 2, 'pageInfo.hasNextPage': true });
    expect(nodes[1]).to.deep.include({ __typename: 'PullRequest', merged: true, pullState: 'MERGED' });
    expect(rateLimit).to.deep.equal({ cost: 1, remaining: 4999, limit: 5000 });
  });

  it('an id that leads nowhere is null with an error beside it', async () => {
    simulator.world.openIssue('octo/demo', { title: 'One' });
    const ids = [...(await nodeIds()), 'I_bm93aGVyZQ'];
    const { status, body } = await client.call('POST', '/graphql', { query: QUERY, variables: { ids } });
    expect(status).to.equal(200);
    expect((body['data'] as { nodes: unknown[] }).nodes[1]).to.equal(null);
    expect((body['errors'] as Json[])[0]).to.deep.include({ type: 'NOT_FOUND', path: ['nodes', 1] });
  });

  it('is paid from its own budget', async () => {
    const { headers } = await client.call('POST', '/graphql', { query: '{ rateLimit { used } }' });
    const rest = await client.call('GET', '/repos/octo/demo');
    const shown = [headers, rest.headers].map((one) => [
      one.get('x-ratelimit-resource'),
      one.get('x-ratelimit-used'),
    ]);
    expect(shown).to.deep.equal([
      ['graphql', '1'],
      ['core', '1'],
    ]);
  });

  it('lists what changed since a moment, the latest first, issues and pull requests apart', async () => {
    const { world } = simulator;
    for (const title of ['One', 'Two', 'Three']) world.openIssue('octo/demo', { title });
    world.openPullRequest('octo/demo', { title: 'Four' });
    const query = `query ($since: DateTime!) { repository(owner: "octo", name: "demo") {
      issues(first: 2, filterBy: { since: $since }, orderBy: { field: UPDATED_AT, direction: DESC }) {
        totalCount nodes { number comments { totalCount } } pageInfo { hasNextPage }
      }
      pullRequests(first: 5, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { number } }
    } }`;
    const asked = async (since: string): Promise<unknown> =>
      (await client.call('POST', '/graphql', { query, variables: { since } })).body;
    const pullRequests = { nodes: [{ number: 4 }] };
    const all = { totalCount: 3, pageInfo: { hasNextPage: true } };
    const nodes = [3, 2].map((number) => ({ number, comments: { totalCount: 0 } }));
    expect(await asked('2000-01-01T00:00:00Z')).to.deep.equal({
      data: { repository: { issues: { ...all, nodes }, pullRequests } },
    });
    expect(await asked('2999-01-01T00:00:00Z')).to.deep.nested.include({
      'data.repository.issues.totalCount': 0,
    });
  });

  it('costs what GitHub’s formula says, and at least a point', async () => {
    const cost = async (query: string, variables = {}): Promise<unknown> => {
      const { body, headers } = await client.call('POST', '/graphql', { query, variables });
      const { rateLimit } = body['data'] as { rateLimit: { cost: number; used: number } };
      expect(headers.get('x-ratelimit-used')).to.equal(String(rateLimit.used));
      return rateLimit.cost;
    };
    const deep = `query ($n: Int!) { rateLimit { cost used } repository(owner: "octo", name: "demo") {
      issues(first: $n) { nodes { comments(first: 10) { nodes { id } } labels(first: 5) { nodes { id } } } } } }`;
    expect(await cost('{ rateLimit { cost used } }')).to.equal(1);
    expect(await cost(deep, { n: 10 })).to.equal(1);
    // 1 + 100 × 2 requests.
    expect(await cost(deep, { n: 100 })).to.equal(2);
  });

  it('shows nothing of a repo that the app cannot see', async () => {
    simulator.world.createRepo({ owner: 'acme', name: 'hidden' });
    const query = '{ repository(owner: "acme", name: "hidden") { name } }';
    const { body } = await client.call('POST', '/graphql', { query });
    expect(body['data']).to.deep.equal({ repository: null });
  });

  it('says nothing that GitHub’s schema does not say: whoever is served here is served there', () => {
    const github = openGithubSchema();
    expect(findBreakingChanges(SCHEMA, github).map(({ description }) => description)).to.deep.equal([]);
  });

  for (const [what, query, variables, words] of [
    ['a field that GitHub does not have', '{ viewer { loginName } }', {}, /loginName/],
    ['a variable of another type', QUERY, { ids: 'I_1', many: 1 }, null],
    ['a variable that is missing', QUERY, {}, /\$ids/],
    ['a value of the wrong type', QUERY, { ids: [{}] }, /ID cannot represent/],
    ['no query at all', 'query {', {}, /Syntax Error/],
  ] as const) {
    it(`is held against GitHub’s schema: ${what}`, async () => {
      await client.call('POST', '/graphql', { query, variables });
      const found = simulator.violations();
      if (words === null) expect(found).to.deep.equal([]);
      else expect(found.map(({ message }) => message).join()).to.match(words);
    });
  }

  it('says inside a 200 that its budget is used up, and REST goes on', async () => {
    simulator.faults.add({ match: { route: '/graphql' }, kind: 'primary-limit', resetAfterMs: 60_000 });
    const { status, headers, body } = await client.call('POST', '/graphql', {
      query: '{ rateLimit { used } }',
    });
    expect(status).to.equal(200);
    expect(headers.get('x-ratelimit-remaining')).to.equal('0');
    expect((body['errors'] as Json[])[0]).to.include({ type: 'RATE_LIMITED' });
    expect((await client.call('GET', '/repos/octo/demo')).status).to.equal(200);
  });
});
