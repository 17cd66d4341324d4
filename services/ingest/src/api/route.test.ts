// The table of routes, as data.
import { expect } from 'chai';
import { openApiDocument } from '../http/openapi.js';
import { API_ROOT, ROUTES } from './routes.js';

describe('the table of routes', () => {
  it('has every call once', () => {
    const calls = ROUTES.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(calls).size).to.equal(calls.length);
  });

  it('what changes something needs more than the scope to read', () => {
    const open = ROUTES.filter(({ method, scope }) => method !== 'get' && scope === 'read');
    expect(open).to.deep.equal([]);
  });

  it('refuses fields and query parameters that it does not know', () => {
    for (const { query, body, path } of ROUTES) {
      for (const schema of [query, body]) {
        if (schema === null) continue;
        const issues = schema.safeParse({ surprise: '1' }).error?.issues ?? [];
        // Of a body that may have several forms, each form has to refuse.
        const forms = issues.flatMap((issue) => (issue.code === 'invalid_union' ? issue.errors : [issues]));
        expect(forms, path).to.not.be.empty;
        for (const form of forms)
          expect(
            form.map(({ code }) => code),
            path,
          ).to.include('unrecognized_keys');
      }
    }
  });

  it('is described whole: each call with its answer, its errors and the scope that it needs', () => {
    const { paths } = openApiDocument(ROUTES) as {
      paths: Record<string, Record<string, { operationId: string; description: string; responses: object }>>;
    };
    const all = Object.values(paths).flatMap((calls) => Object.values(calls));
    expect(new Set(all.map(({ operationId }) => operationId)).size, 'names are names').to.equal(all.length);
    for (const { method, path } of ROUTES) {
      const described = paths[`${API_ROOT}${path.replace(/:(\w+)/g, '{$1}')}`]?.[method];
      expect(described, `${method} ${path}`).to.not.equal(undefined);
      expect(described?.responses).to.have.property('default');
      expect(described?.description).to.match(/scope `(read|client|admin)`/);
    }
  });
});
