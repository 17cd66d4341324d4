// Sends requests made from the API's own description to all its calls, and holds every answer against it: never a 5xx,
// a success has the described shape, a failure is a problem. What was planted is asked for, and ids that answers tell are
// used again, so that requests reach what is there: a call that never succeeds is no test of that call.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats, { type FormatsPlugin } from 'ajv-formats';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Known, Plant } from './plant-for-fuzz.js';
import { arbitraryOf, type KnownText, type Schema, type Schemas } from './schema-arbitrary.js';

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
  /** For each call, in the order of the document: how many answers had each status. */
  readonly byCall: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** Calls that were never answered with a success, although they were tried again for it. */
  readonly neverDone: readonly string[];
}

/** So many requests use up a good part of what was planted. */
const PLANT_EVERY = 150;
/** What hardly ever fits by chance does in so many trials. */
const MOST_TRIALS = 60;

/** Throws, with the request that did it, where an answer is a 5xx or not as described. */
export async function fuzzApi(url: string, token: string, plant: Plant, requests: number): Promise<Fuzzed> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const calls = callsOf(document);
  const check = checkerOf(document);
  const seen = new Map<string, string[]>();
  const byCall = new Map<string, Record<string, number>>(calls.map((call) => [nameOf(call), {}]));
  let planted = await plant();
  let sent = 0;
  const send = async (call: Call, seed: number): Promise<boolean> => {
    sent += 1;
    if (sent % PLANT_EVERY === 0) planted = await plant();
    const request = fc.sample(requestOf(call, document, { planted, seen }), { numRuns: 1, seed })[0]!;
    const response = await fetch(url + request.target, {
      method: call.method.toUpperCase(),
      redirect: 'manual', // elsewhere is not ours to try
      headers: { authorization: `Bearer ${token}`, ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const text = await response.text();
    const told = `${call.method} ${request.target} ${request.body ?? ''} → ${response.status} ${text.slice(0, 500)}`;
    const counts = byCall.get(nameOf(call)) ?? {};
    byCall.set(nameOf(call), { ...counts, [response.status]: (counts[response.status] ?? 0) + 1 });
    check(call, response, text, told);
    if (response.ok && (response.headers.get('content-type') ?? '').includes('json')) {
      remember(call, JSON.parse(text) as unknown, seen);
    }
    return response.ok;
  };
  const isDone = (call: Call): boolean =>
    Object.keys(byCall.get(nameOf(call)) ?? {}).some((status) => status.startsWith('2'));

  // Other requests in each run: what fails is told whole, and can be sent again by hand.
  const seed = Date.now();
  while (sent < requests) await send(calls[sent % calls.length]!, seed + sent);
  for (const call of calls.filter((each) => !isDone(each))) {
    planted = await plant();
    // What it is about may have been deleted meanwhile: another one is made first.
    const maker = calls.find(({ method, path }) => method === 'post' && call.path.startsWith(`${path}/{id}`));
    for (let trial = 0; trial < MOST_TRIALS && !isDone(call); trial += 1) {
      if (maker !== undefined) await send(maker, seed + sent);
      await send(call, seed + sent);
    }
  }
  return { requests: sent, byCall, neverDone: calls.filter((call) => !isDone(call)).map(nameOf) };
}

function nameOf({ method, path }: Call): string {
  return `${method} ${path}`;
}

/** What answers JSON; the stream and the pages for people have tests of their own. */
function callsOf({ paths }: Document): Call[] {
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/') && !path.endsWith('/stream'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    )
    .filter(({ operation }) => operation.responses['200']?.content?.['text/html'] === undefined);
}

interface FuzzRequest {
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** What requests may ask for. */
interface World {
  readonly planted: Known;
  /** Told by answers. */
  readonly seen: Known;
}

/** Mostly what is there, now and then what is nowhere; null: nothing of the kind is known. */
function anyKnown({ planted, seen }: World, kind: string): fc.Arbitrary<string> | null {
  const of = (known: Known, weight: number): { weight: number; arbitrary: fc.Arbitrary<string> }[] => {
    const values = known.get(kind) ?? [];
    return values.length === 0 ? [] : [{ weight, arbitrary: fc.constantFrom(...values) }];
  };
  const choices = [...of(planted, 6), ...of(seen, 2)];
  return choices.length === 0 ? null : fc.oneof(...choices, { weight: 1, arbitrary: fc.uuid() });
}

/** `repoId` and `repoIds` are of the kind `repos`, `deliveryId` of `deliveries`, `login` of `logins`. */
function kindOf(field: string): string {
  return `${field.replace(/Ids?$/, '')}s`.replace(/ys$/, 'ies');
}

function requestOf(
  { path, operation }: Call,
  { components }: Document,
  world: World,
): fc.Arbitrary<FuzzRequest> {
  const known: KnownText = (field) => anyKnown(world, kindOf(field));
  const valueOf = ({ name, schema }: Parameter): fc.Arbitrary<string> =>
    arbitraryOf(schema, components.schemas, known, name).map((value) =>
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
  const body = schema === undefined ? fc.constant(undefined) : bodyOf(schema, components.schemas, known);
  return fc
    .record({ target: targetOf(path, world), query: fields('query'), headers: fields('header'), body })
    .map(({ target, query, headers, body: sent }) => ({
      target: `${target}?${new URLSearchParams(wellFormed(query)).toString()}`,
      headers: {
        ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, headerSafe(value)])),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(sent === undefined ? {} : { body: sent }),
    }));
}

function bodyOf(schema: Schema, schemas: Schemas, known: KnownText): fc.Arbitrary<string> {
  const json = arbitraryOf(schema, schemas, known).map((value) => JSON.stringify(value));
  return fc.oneof({ weight: 30, arbitrary: json }, { weight: 1, arbitrary: fc.string() });
}

/** `/tasks/{id}` mostly takes the id of a task, `{repoId}` that of a repo. */
function targetOf(path: string, world: World): fc.Arbitrary<string> {
  const strange = fc.string({ unit: 'grapheme' }).map((text) => `x${encodeURIComponent(text)}`);
  const parts = path.split('/').map((part, index, whole) => {
    if (!part.startsWith('{')) return fc.constant(part);
    const known = anyKnown(world, whole[index - 1] ?? '') ?? fc.uuid();
    return fc.oneof({ weight: 12, arbitrary: known }, { weight: 1, arbitrary: strange });
  });
  return fc.tuple(...parts).map((made) => made.join('/'));
}

function remember({ method, path }: Call, body: unknown, seen: Map<string, string[]>): void {
  const kind = path.split('/').findLast((part) => part !== '' && !part.startsWith('{')) ?? '';
  // Of tokens only those made here: the listed ones include our own, which would then be revoked.
  if (kind === 'tokens' && method !== 'post') return;
  const things = isObject(body) && Array.isArray(body['items']) ? (body['items'] as unknown[]) : [body];
  if (isObject(body) && typeof body['next'] === 'string') {
    seen.set('cursors', [...(seen.get('cursors') ?? []).slice(-20), body['next']]);
  }
  for (const thing of things) {
    if (isObject(thing) && typeof thing['id'] === 'string') {
      seen.set(kind, [...(seen.get(kind) ?? []).slice(-20), thing['id']]);
    }
  }
}

type Check = (call: Call, response: Response, text: string, told: string) => void;

function checkerOf(document: Document): Check {
  const ajv = new Ajv2020({ strict: false });
  // The package is CommonJS: TypeScript and Node disagree about what its default export is.
  (addFormats as unknown as FormatsPlugin)(ajv);
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
