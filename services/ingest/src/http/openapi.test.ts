// The description, as far as it says more than the routes do by themselves.
import { expect } from 'chai';
import type { z } from 'zod';
import { ROUTES } from '../api/routes.js';
import { openApiDocument } from './openapi.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly responses?: Readonly<Record<string, { readonly headers?: object }>>;
}

describe('the description of the API', () => {
  const { paths } = openApiDocument(ROUTES) as {
    paths: Record<string, Record<string, Described>>;
  };
  const inQueries = Object.values(paths)
    .flatMap((calls) => Object.values(calls))
    .flatMap(({ parameters = [] }) => parameters.filter((parameter) => parameter.in === 'query'));
  const schemasOf = (...names: readonly string[]): Parameter['schema'][] => {
    const found = inQueries.filter(({ name }) => names.includes(name)).map(({ schema }) => schema);
    expect(found).to.have.length.of.at.least(names.length);
    return found;
  };

  it('a number in a query is an integer with its range and its default', () => {
    for (const schema of schemasOf('limit')) {
      expect(schema).to.deep.equal({ type: 'integer', minimum: 1, maximum: 200, default: 50 });
    }
  });

  it('yes or no is a boolean, a moment a date-time, an id a UUID', () => {
    for (const schema of schemasOf('deleted', 'connected', 'claimed')) {
      expect(schema).to.deep.equal({ type: 'boolean' });
    }
    for (const schema of schemasOf('since', 'until')) {
      expect(schema).to.deep.equal({ type: 'string', format: 'date-time' });
    }
    for (const schema of schemasOf('projectId', 'taskId')) {
      expect(schema).to.deep.equal({ type: 'string', format: 'uuid' });
    }
  });

  it('one of a few words is an enum', () => {
    for (const schema of schemasOf('kind', 'direction', 'source', 'sync', 'window')) {
      expect(schema['enum']).to.be.an('array');
    }
  });

  it('names the headers that go with an answer: the version of a record, the place of what was made', () => {
    const headersOf = (method: string, path: string, status: string): string[] =>
      Object.keys(paths[`/api/v1${path}`]?.[method]?.responses?.[status]?.headers ?? {});
    expect(headersOf('get', '/tasks/{id}', '200')).to.deep.equal(['ETag']);
    expect(headersOf('patch', '/comments/{id}', '200')).to.deep.equal(['ETag']);
    expect(headersOf('post', '/projects/{id}/tasks', '201')).to.deep.equal(['ETag', 'Location']);
    expect(headersOf('post', '/tokens', '201')).to.deep.equal(['Location']);
    expect(headersOf('get', '/tasks', '200')).to.deep.equal([]);
  });

  it('what it calls a number or a boolean is read from its letters, and other letters are refused', () => {
    const query = ROUTES.find(({ method, path }) => method === 'get' && path === '/tasks')?.query;
    const read = (sent: object): unknown => (query as z.ZodType).safeParse(sent).data;
    expect(read({ limit: '7', deleted: 'true' })).to.deep.equal({ limit: 7, deleted: true });
    expect(read({ deleted: 'false' })).to.deep.equal({ limit: 50, deleted: false });
    for (const limit of ['0', '201', '1.5', '1e2', '-1', '', ' 7', '0x7', '9'.repeat(30)]) {
      expect(read({ limit }), limit).to.equal(undefined);
    }
    for (const deleted of ['1', 'yes', 'TRUE', '']) expect(read({ deleted }), deleted).to.equal(undefined);
  });
});
