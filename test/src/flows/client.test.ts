// What others build on: the description of the API is valid and complete, and an application made with the typed
// client works against the running pair.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect } from 'chai';
import { ROUTES } from '@tandem/ingest/api/routes.js';
import { repoRoot } from '@tandem/tools/repo-root.js';
import { startPair, type Pair } from '../infra/pair.js';
import { waitFor } from '../infra/wait-for.js';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

describe('the client’s side', () => {
  let pair: Pair;
  before(async () => {
    pair = await startPair('client');
  });
  after(() => pair.stop());

  const document = async (): Promise<Document> =>
    (await (await fetch(`${pair.ingest.url}/openapi.json`)).json()) as Document;
  const todo = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [path.join(repoRoot, 'examples', 'todo', 'dist', 'main.js'), ...args],
      { env: { TANDEM_URL: pair.ingest.url, TANDEM_TOKEN: 'admin-token-of-this-test-run' } },
    );
    return stdout;
  };

  it('the description is valid OpenAPI 3.1', async () => {
    const served = await document();
    const result = await new Validator().validate({ ...served });
    expect(result.errors ?? [], JSON.stringify(result.errors, null, 1)).to.be.empty;
    expect(served.openapi).to.match(/^3\.1\./);
  });

  it('the description names every call once, the stream, the webhook and health too', async () => {
    const { paths } = await document();
    const described = Object.entries(paths).flatMap(([name, methods]) =>
      Object.keys(methods).map((method) => `${method} ${name}`),
    );
    for (const { method, path: name } of ROUTES) {
      expect(described).to.include(`${method} /api/v1${name.replace(/:(\w+)/g, '{$1}')}`);
    }
    expect(described).to.include.members([
      'get /api/v1/changes/stream',
      'post /webhooks/github',
      'get /healthz',
      'get /readyz',
      'get /metrics',
    ]);
    const ids = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('the example adds, lists, comments and closes, and GitHub follows', async () => {
    expect(await todo('add', 'Mend', 'the', 'sails')).to.contain('☐ Mend the sails');
    await waitFor(async () => (await todo('list')).includes('[synced octo/demo#'), {
      timeoutMs: 20_000,
      describe: 'the task is an issue',
    });
    const [task] = await pair.tasks();
    const id = task!.id;
    expect(await todo('say', id, 'On it.')).to.contain('On it.');
    expect(await todo('done', id)).to.contain('☑ Mend the sails');
    expect(await todo('list')).to.equal('');
    await pair.quiet();
    const issue = pair.sim.world.issue('octo/demo', task!.github!.number);
    expect(issue).to.include({ state: 'closed' });
  });
});
