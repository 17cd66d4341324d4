// A route as data: from the same table come the Express routes, the validation and the OpenAPI document. Knows nothing
// of Express: a route gets values and returns values.
import type { Caller, Scope } from '@tandem/shared/db/people/tokens.js';
import { z } from 'zod';
import type { Writer } from '../commands/client-door.js';
import { isRefusal, type Refusal } from '../commands/refusal.js';
import type { ApiContext } from './api-context.js';
import { check, checkQuery } from './field-errors.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface Call<Query, Body, Param extends string = string> {
  readonly caller: Caller;
  readonly writer: Writer;
  /** Ids of the path; each is a UUID. */
  readonly params: Readonly<Record<Param, string>>;
  readonly query: Query;
  readonly body: Body;
  /** The version that If-Match names; undefined where it names none. */
  readonly ifMatch: number | undefined;
  /** The id of what this request makes: the same one when a cut-off request is repeated with its key. */
  readonly newId: string;
  /** The address that the request came to, e.g. `https://tandem.example`. */
  readonly origin: string;
}

export interface Done<Body> {
  readonly body: Body;
  /** Becomes the ETag. */
  readonly version?: number;
  /** Where the thing that was made is found, below the API's root. */
  readonly location?: string;
  /** Where a browser is sent instead of being shown the body. */
  readonly redirect?: string;
}

export interface Route {
  readonly method: Method;
  /** Below the API's root, with `:names` for ids. */
  readonly path: string;
  readonly scope: Scope;
  readonly summary: string;
  readonly query: z.ZodType | null;
  readonly body: z.ZodType | null;
  readonly status: number;
  readonly reply: z.ZodType | null;
  /** Takes an Idempotency-Key. */
  readonly creates: boolean;
  /** Answers a browser with 302. */
  readonly redirects: boolean;
  readonly run: (
    context: ApiContext,
    call: Call<Readonly<Record<string, unknown>>, unknown>,
  ) => Promise<Done<unknown> | Refusal>;
}

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

type ParamOf<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | ParamOf<`/${More}`>
    : Rest
  : never;

interface RouteSpec<Path extends string, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  readonly method: Method;
  readonly path: Path;
  readonly scope: Scope;
  readonly summary: string;
  readonly query?: Q;
  readonly body?: B;
  readonly status: number;
  /** Left out: the answer has no body. */
  readonly reply?: R;
  readonly creates?: true;
  readonly redirects?: true;
  readonly handle: (
    context: ApiContext,
    call: Call<z.output<Q>, z.output<B>, ParamOf<Path>>,
  ) => Promise<Done<Frozen<z.output<R>>> | Refusal>;
}

const NO_QUERY = z.strictObject({});
const NO_BODY = z.undefined();

export function route<
  const Path extends string,
  Q extends z.ZodType = typeof NO_QUERY,
  B extends z.ZodType = z.ZodUndefined,
  R extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<Path, Q, B, R>): Route {
  const { query, body, handle } = spec;
  return {
    ...spec,
    query: query ?? null,
    body: body ?? null,
    reply: spec.reply ?? null,
    creates: spec.creates ?? false,
    redirects: spec.redirects ?? false,
    async run(context, call) {
      const checked = {
        query: checkQuery(query ?? NO_QUERY, call.query),
        body: check(body ?? NO_BODY, call.body),
      };
      const errors = [checked.query, checked.body].flatMap((result) => (result.ok ? [] : result.errors));
      if (!checked.query.ok || !checked.body.ok) return { refused: 'invalid', errors };
      return handle(context, {
        ...call,
        query: checked.query.value as z.output<Q>,
        body: checked.body.value as z.output<B>,
        params: call.params,
      });
    },
  };
}

/** The answer of a read: the thing, or that there is none. */
export function found<T extends object>(what: string, thing: T | null): Done<T> | Refusal {
  if (thing === null) return { refused: 'missing', what };
  return 'version' in thing && typeof thing.version === 'number'
    ? { body: thing, version: thing.version }
    : { body: thing };
}

/** After a write: what it refused, or the thing as it is now. */
export async function thenRead<T extends object>(
  written: object,
  what: string,
  read: () => Promise<T | null>,
): Promise<Done<T> | Refusal> {
  return isRefusal(written) ? written : found(what, await read());
}

/** After a create: the answer also says where the thing is found. */
export function madeAt<T>(location: string, answer: Done<T> | Refusal): Done<T> | Refusal {
  return isRefusal(answer) ? answer : { ...answer, location };
}
