// Sends requests made from the API's own description to all its calls, and holds every answer against it: never a 5xx,
// a success has the described shape, a failure is a problem. Ids that answers tell are used again, so that requests
// reach what is there.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { arbitraryOf, type Ids, type Schema, type Schemas } from './schema-arbitrary.js';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Schemas };
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export interface Fuzzed {
  readonly requests: number;
  readonly calls: number;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** The same for each call, in the order of the document. */
  readonly byCall: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** Calls that were never answered with a success. */
  readonly neverDone: readonly string[];
}

/** Throws, with the request that did it, where an answer is a 5xx or not as described. */
export async function fuzzApi(url: string, token: string, requests: number): Promise<Fuzzed> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const calls = callsOf(document);
  const check = checkerOf(document);
  const ids = await plant(url, token);
  const statuses: Record<string, number> = {};
  const byCall = new Map<string, Record<string, number>>(calls.map((call) => [nameOf(call), {}]));
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), async (chance) => {
      const call = calls[(turn += 1) % calls.length]!;
      const request = fc.sample(requestOf(call, document, ids), {
        numRuns: 1,
        seed: Number(chance.next().value),
      })[0]!;
      const response = await fetch(url + request.target, {
        method: call.method.toUpperCase(),
        redirect: 'manual', // elsewhere is not ours to try
        headers: { authorization: `Bearer ${token}`, ...request.headers },
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      const text = await response.text();
      const told = `${call.method} ${request.target} ${request.body ?? ''} → ${response.status} ${text.slice(0, 500)}`;
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      const counts = byCall.get(nameOf(call)) ?? {};
      byCall.set(nameOf(call), { ...counts, [response.status]: (counts[response.status] ?? 0) + 1 });
      check(call, response, text, told);
      if (!response.ok || !(response.headers.get('content-type') ?? '').includes('json')) return;
      remember(call, JSON.parse(text) as unknown, ids);
    }),
    { numRuns: requests, endOnFailure: true },
  );
  const neverDone = [...byCall]
    .filter(([, counts]) => !Object.keys(counts).some((status) => status.startsWith('2')))
    .map(([call]) => call);
  return { requests, calls: calls.length, statuses, byCall, neverDone };
}

function nameOf({ method, path }: Call): string {
  return `${method} ${path}`;
}

/** A few things to begin with: most calls are about something that is there. */
async function plant(url: string, token: string): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  const call = async (method: string, path: string, body?: object): Promise<string> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const made = (await response.json()) as { id?: string };
    const kind = path.split('/').at(-1) ?? '';
    if (made.id !== undefined) ids.set(kind, [...(ids.get(kind) ?? []), made.id]);
    return made.id ?? '';
  };
  const project = await call('POST', '/projects', { title: 'Planted' });
  for (const title of ['One', 'Two', 'Three']) {
    const task = await call('POST', `/projects/${project}/tasks`, { title });
    await call('POST', `/tasks/${task}/comments`, { body: 'Planted' });
  }
  // Nobody listens there: a test notice is refused at once.
  await call('POST', '/subscriptions', { url: 'http://127.0.0.1:9/' });
  await call('POST', '/users', { name: 'Planted' });
  return ids;
}

/** What answers JSON; the stream has tests of its own. */
function callsOf({ paths }: Document): Call[] {
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/') && !path.endsWith('/stream'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    );
}

interface FuzzRequest {
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

function requestOf(
  { path, operation }: Call,
  { components }: Document,
  known: ReadonlyMap<string, readonly string[]>,
): fc.Arbitrary<FuzzRequest> {
  const anyId: Ids = (field) => {
    const ids = known.get(`${field.replace(/Ids?$/, '')}s`) ?? [];
    return ids.length === 0
      ? fc.uuid()
      : fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.uuid() });
  };
  const valueOf = ({ name, schema }: Parameter): fc.Arbitrary<string> =>
    arbitraryOf(schema, components.schemas, anyId, name).map((value) =>
      typeof value === 'string' ? value : JSON.stringify(value),
    );
  const fields = (place: Parameter['in']): fc.Arbitrary<Record<string, string>> => {
    const parameters = operation.parameters.filter((parameter) => parameter.in === place);
    const model = Object.fromEntries(parameters.map((parameter) => [parameter.name, valueOf(parameter)]));
    return fc.record(model, {
      requiredKeys: parameters.filter(({ required }) => required).map(({ name }) => name),
    });
  };
  const schema = operation.requestBody?.content['application/json']?.schema;
  const body = schema === undefined ? fc.constant(undefined) : bodyOf(schema, components.schemas, anyId);
  return fc
    .record({ target: targetOf(path, known), query: fields('query'), headers: fields('header'), body })
    .map(({ target, query, headers, body: sent }) => ({
      target: `${target}?${new URLSearchParams(wellFormed(query)).toString()}`,
      headers: {
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, headerSafe(value)])),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(sent === undefined ? {} : { body: sent }),
    }));
}

function bodyOf(schema: Schema, schemas: Schemas, ids: Ids): fc.Arbitrary<string> {
  const json = arbitraryOf(schema, schemas, ids).map((value) => JSON.stringify(value));
  return fc.oneof({ weight: 30, arbitrary: json }, { weight: 1, arbitrary: fc.string() });
}

/** `/tasks/{id}` mostly takes an id that was told for tasks. */
function targetOf(path: string, known: ReadonlyMap<string, readonly string[]>): fc.Arbitrary<string> {
  const parts = path.split('/').map((part, index, whole) => {
    if (!part.startsWith('{')) return fc.constant(part);
    const ids = known.get(whole[index - 1] ?? '') ?? [];
    return ids.length === 0
      ? fc.uuid()
      : fc.oneof(
          { weight: 8, arbitrary: fc.constantFrom(...ids) },
          { weight: 1, arbitrary: fc.uuid() },
          {
            weight: 1,
            arbitrary: fc.string({ unit: 'grapheme' }).map((text) => `x${encodeURIComponent(text)}`),
          },
        );
  });
  return fc.tuple(...parts).map((made) => made.join('/'));
}

function remember({ method, path }: Call, body: unknown, ids: Map<string, string[]>): void {
  const kind = path.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? '';
  // Of tokens only those made here: the listed ones include our own, which would then be revoked.
  if (kind === 'tokens' && method !== 'post') return;
  const things = isObject(body) && Array.isArray(body['items']) ? (body['items'] as unknown[]) : [body];
  for (const thing of things) {
    if (isObject(thing) && typeof thing['id'] === 'string') {
      ids.set(kind, [...(ids.get(kind) ?? []).slice(-20), thing['id']]);
    }
  }
}

type Check = (call: Call, response: Response, text: string, told: string) => void;

function checkerOf(document: Document): Check {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'api');
  const compiled = new Map<string, ValidateFunction>();
  const validate = (pointer: string, value: unknown, told: string): void => {
    const check = compiled.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    compiled.set(pointer, check);
    expect(check(value), `${told}\n${ajv.errorsText(check.errors)}`).to.equal(true);
  };
  return ({ method, path, operation }, response, text, told) => {
    expect(response.status, told).to.be.lessThan(500);
    if (!response.ok) {
      expect(response.headers.get('content-type'), told).to.contain('application/problem+json');
      validate('/components/schemas/Problem', JSON.parse(text), told);
      return;
    }
    const described = operation.responses[String(response.status)];
    expect(described, `${told}: a status that is not described`).to.be.an('object');
    if (described?.content === undefined) {
      expect(text, told).to.equal('');
      return;
    }
    const at = [
      'paths',
      path,
      method,
      'responses',
      String(response.status),
      'content',
      'application/json',
      'schema',
    ];
    validate(`/${at.map(escapePointer).join('/')}`, JSON.parse(text), told);
  };
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A URL carries no half characters. */
function wellFormed(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Buffer.from(value).toString()]),
  );
}

/** What cannot be in a header never reaches us. */
function headerSafe(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '').trim();
}
