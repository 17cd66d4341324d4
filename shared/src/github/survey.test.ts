import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Budget, Request } from '../ports/budget.js';
import type { Called } from '../ports/github.js';
import type { Head } from '../ports/survey.js';
import {
  adapterOn,
  INSTALLATION,
  json,
  noBudget,
  NOW,
  startScriptedGithub,
  type ScriptedGithub,
} from './testing/scripted-github.js';

const PAYER = { installationId: INSTALLATION, installationRowId: null };
const at = (seconds: number): string => new Date(NOW + seconds * 1_000).toISOString().replace('.000', '');
const heads = (...numbers: number[]): { number: number; updatedAt: string }[] =>
  numbers.map((number) => ({ number, updatedAt: at(number) }));

function told(patch: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    hasIssuesEnabled: true,
    issues: { nodes: heads(3, 1), pageInfo: { hasNextPage: false } },
    pullRequests: { nodes: heads(2) },
    ...patch,
  };
}

describe('the question about many repos', () => {
  let server: ScriptedGithub;
  beforeEach(async () => {
    server = await startScriptedGithub();
  });
  afterEach(() => server.stop());

  const ask = (
    budget: Budget = noBudget,
    url = server.url,
  ): Promise<Called<ReadonlyMap<string, readonly Head[]>>> =>
    adapterOn(url, { budget }).survey.changedSince(PAYER, [
      { repoId: 'one', nodeId: 'R_1', since: NOW },
      { repoId: 'two', nodeId: 'R_2', since: NOW + 1_000 },
    ]);
  const answer = async (body: unknown): Promise<ReadonlyMap<string, readonly Head[]> | string> => {
    server.on('POST', '/graphql', json(200, body));
    const called = await ask();
    return called.ok ? called.value : called.failure.kind;
  };

  it('S5: one request names each repo by its id and its own moment, as variables', async () => {
    const got = await answer({ data: { r0: told(), r1: told({ pullRequests: { nodes: [] } }) } });
    const [request, ...more] = server.seen;
    expect(more).to.deep.equal([]);
    const { query, variables } = request!.body as { query: string; variables: unknown };
    expect(variables).to.deep.equal({
      id0: 'R_1',
      since0: new Date(NOW).toISOString(),
      id1: 'R_2',
      since1: new Date(NOW + 1_000).toISOString(),
    });
    expect(query).to.not.include('R_1');
    expect(got).to.deep.equal(
      new Map([
        ['one', [3, 1, 2].map((number) => ({ number, updatedAt: NOW + number * 1_000 }))],
        ['two', [3, 1].map((number) => ({ number, updatedAt: NOW + number * 1_000 }))],
      ]),
    );
  });

  it('G1: it is background, and paid from the budget of GraphQL', async () => {
    const requests: Request[] = [];
    const budget: Budget = {
      ...noBudget,
      before: (id, request) => {
        requests.push(request);
        return noBudget.before(id, request);
      },
    };
    server.on('POST', '/graphql', json(200, { data: {} }));
    await ask(budget);
    expect(requests).to.deep.equal([{ call: 'background', resource: 'graphql', write: false }]);
  });

  it('S5: a repo that is not told of in full is left out, whatever stands beside it', async () => {
    const many = { nodes: heads(3), pageInfo: { hasNextPage: true } };
    for (const broken of [
      null,
      {},
      told({ issues: many }),
      told({ hasIssuesEnabled: false }),
      told({ issues: { nodes: [null], pageInfo: { hasNextPage: false } } }),
      told({ pullRequests: { nodes: heads(...Array.from({ length: 25 }, (_, n) => n + 1)) } }),
    ]) {
      const errors = [{ type: 'NOT_FOUND', path: ['r1'], message: 'Could not resolve to a node' }];
      const got = await answer({ data: { r0: told(), r1: broken }, errors });
      expect([...(got as Map<string, unknown>).keys()], JSON.stringify(broken)).to.deep.equal(['one']);
    }
  });

  it('S5: a pull request from before the moment is no news', async () => {
    const got = await answer({
      data: { r0: told(), r1: told({ pullRequests: { nodes: [{ number: 2, updatedAt: at(0) }] } }) },
    });
    expect((got as Map<string, Head[]>).get('two')?.map(({ number }) => number)).to.deep.equal([3, 1]);
  });

  it('G5: an answer without data is a failure that passes', async () => {
    const errors = [{ message: 'Something went wrong while executing your query.' }];
    for (const body of [{ errors }, { data: null, errors }, 'no JSON', []]) {
      expect(await answer(body), JSON.stringify(body)).to.equal('transient');
    }
  });

  it('G5: a limit inside the answer is a limit, data or none', async () => {
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }];
    for (const body of [{ errors }, { data: null, errors }]) expect(await answer(body)).to.equal('limited');
  });

  it('on a GitHub of one’s own it lies beside the REST API', async () => {
    server.on('POST', '/api/graphql', json(200, { data: {} }));
    server.on(
      'POST',
      '/api/v3/app/installations/99/access_tokens',
      json(201, { token: 't', expires_at: at(3_600) }),
    );
    const called = await ask(noBudget, `${server.url}/api/v3`);
    expect(called.ok).to.equal(true);
  });
});
