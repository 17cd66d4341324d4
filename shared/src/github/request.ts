// One HTTP exchange with GitHub, and nothing clever: no retries (rule G7: a repeated POST is a doubled issue), no followed
// redirects (a moved issue must be noticed), no JSON parser that rewrites digits in people's text.
import { request as octokitRequest } from '@octokit/request';
import { wholeSecond } from '../domain/clock.js';
import type { FailedCall } from '../domain/github/failures.js';
import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { Headers } from './headers.js';
import { limitInAnswer } from './graphql-limit.js';
import { readRejection } from './rejection.js';

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** GitHub's path with `{names}`, filled from `params` and encoded. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly etag?: string | null;
  /** Whether the call changes something that people see. Minting a token is a POST, but no write. */
  readonly write: boolean;
  /** Not to be sent later than this (ms since the epoch); absent = whenever it may. */
  readonly until?: number;
}

export interface Answer {
  /** 2xx, or 304 where an etag was given. */
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; null if there was none. */
  readonly json: unknown;
  readonly etag: string | null;
  /** GitHub's clock when it answered, ms in whole seconds. */
  readonly answeredAt: number;
}

export type Exchange =
  { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly failed: FailedCall };

export type Send = (call: Call, authorization: string) => Promise<Exchange>;

export interface RequestOptions {
  /** GITHUB_API_URL, for example `https://ghe.example/api/v3`. */
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeoutMs?: number;
}

/** GitHub ends a request of its own accord after 10 s; what has not answered by then will not. */
export const REQUEST_TIMEOUT_MS = 15_000;
/** GitHub refuses requests without one, and asks for a name by which it can find the sender. */
const USER_AGENT = 'tandem-sync';
/** The one path of GraphQL; its calls are counted apart. */
export const GRAPHQL_PATH = '/graphql';
/** Pinned, so that a new version of GitHub's cannot change what a field means. */
const API_VERSION = '2022-11-28';
const TOO_MANY_REQUESTS = 429;

/** What every request of ours carries. */
export function octokitDefaults({ apiUrl }: Pick<RequestOptions, 'apiUrl'>): {
  baseUrl: string;
  headers: Record<string, string>;
} {
  return {
    baseUrl: apiUrl.replace(/\/+$/, ''),
    headers: {
      'user-agent': USER_AGENT,
      accept: 'application/vnd.github+json',
      'x-github-api-version': API_VERSION,
    },
  };
}

export function createRequest(options: RequestOptions): Send {
  const { clock, log, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const defaults = octokitDefaults(options);
  const request = octokitRequest.defaults(defaults);

  return async function send(call, authorization) {
    const { method, path, params, query, body, etag } = call;
    try {
      const response = await request({
        method,
        url: path === GRAPHQL_PATH ? graphqlUrl(defaults.baseUrl) : withQuery(path, query),
        ...params,
        headers: { authorization, ...(etag == null ? {} : { 'if-none-match': etag }) },
        // As text: Octokit's own way to JSON takes a title such as "12n" for a number.
        ...(body === undefined ? {} : { data: JSON.stringify(body) }),
        request: {
          redirect: 'manual',
          parseSuccessResponseBody: false,
          signal: AbortSignal.timeout(timeoutMs),
          log,
        },
      });
      const headers = response.headers as Headers; // As fetch gave them: text, whatever Octokit's types say.
      const text = await readText(response.data);
      if (response.status >= 300) return { ok: false, failed: redirected(call, response.status, headers) };
      const json = parse(text);
      const limit = path === GRAPHQL_PATH ? limitInAnswer(json) : null;
      if (limit !== null) return { ok: false, failed: limited(call, headers, limit) };
      return { ok: true, answer: toAnswer(response.status, headers, json, clock) };
    } catch (error) {
      const rejection = readRejection(error);
      if (!rejection.answered) return { ok: false, failed: { ...rejection, write: call.write } };
      if (rejection.status === 304 && etag != null) {
        return { ok: true, answer: toAnswer(304, rejection.headers, null, clock) };
      }
      return { ok: false, failed: { ...rejection, write: call.write } };
    }
  };
}

/** When GitHub answered, by its own clock; ours where the header is missing. */
function answeredAt(headers: Headers, clock: Clock): number {
  const told = Date.parse(headers['date'] ?? '');
  return wholeSecond(Number.isFinite(told) ? told : clock.now());
}

function toAnswer(status: number, headers: Headers, json: unknown, clock: Clock): Answer {
  return { status, headers, json, etag: headers['etag'] ?? null, answeredAt: answeredAt(headers, clock) };
}

/** On a GitHub of one's own, REST lies under `/api/v3` and GraphQL beside it. */
function graphqlUrl(baseUrl: string): string {
  return `${baseUrl.replace(/\/v3$/, '')}${GRAPHQL_PATH}`;
}

function redirected(call: Call, status: number, headers: Headers): FailedCall {
  const message = `GitHub answered ${status}: it is now at ${headers['location'] ?? 'an unknown address'}.`;
  return { answered: true, status, headers, message, write: call.write };
}

/** As if GitHub had answered as it does elsewhere: the rules know one way of being limited. */
function limited(call: Call, headers: Headers, message: string): FailedCall {
  return { answered: true, status: TOO_MANY_REQUESTS, headers, message, write: call.write };
}

function withQuery(path: string, query: Call['query']): string {
  if (query === undefined) return path;
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `${path}?${new URLSearchParams(pairs).toString()}`;
}

/** Reading the rest of an answer can fail like sending: the caller's catch takes it. */
async function readText(data: unknown): Promise<string> {
  return data instanceof ReadableStream ? new Response(data).text() : '';
}

/** A body that is no JSON is for the reader to refuse: it knows whether anything was expected. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
