// The way of one REST request: found, recognised, checked, limited, spoiled, handled, checked again, answered.
// Handling is one synchronous step, so two requests never interleave inside a write.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ViolationLog } from '../contract/violations.js';
import { isJson, type Json } from '../json.js';
import type { Auth } from './auth.js';
import type { Call, Services } from './call.js';
import { authenticate } from './authenticate.js';
import { etagOf, isKnown } from './etag.js';
import type { FindRoute, Found } from './find-route.js';
import { GRAPHQL, holdToContract } from './hold-to-contract.js';
import type { RateLimits } from './rate-limits.js';
import { notFound, refuse, type Reply } from './reply.js';
import type { RequestLog, RequestRecord } from './request-log.js';
import type { Fault, RestFaults } from './rest-faults.js';

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

export interface RawReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface RestParts extends Services {
  readonly findRoute: FindRoute;
  readonly faults: RestFaults;
  readonly requests: RequestLog;
  readonly violations: ViolationLog;
}

/** Undefined: cut the connection without an answer. */
export type ServeRest = (request: RawRequest) => Promise<RawReply | undefined>;

const UNLIMITED = new Set(['/rate_limit']);
const NO_CONTENT_WRITE = /^\/(app|graphql)(\/|$)/;

function parse(text: string): { body: unknown } | undefined {
  if (text.trim() === '') return { body: undefined };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function installationIdOf(auth: Auth, found: Found | undefined): number | null {
  if (auth.kind === 'installation') return auth.installation.id;
  const id = Number(found?.params['installation_id']);
  return Number.isInteger(id) ? id : null;
}

function repoOf(found: Found | undefined): string | null {
  const { owner, repo } = found?.params ?? {};
  return owner !== undefined && repo !== undefined ? `${owner}/${repo}` : null;
}

export function createRestServer(parts: RestParts): ServeRest {
  const { hub, faults } = parts;
  const contract = holdToContract(parts.violations);
  const limitsOf = (route: string): RateLimits => (route === GRAPHQL ? parts.graphqlLimits : parts.limits);

  function finish(auth: Auth, request: RawRequest, record: RequestRecord, reply: Reply): RawReply {
    const text = reply.body === undefined ? '' : JSON.stringify(reply.body);
    const etag =
      request.method === 'GET' && reply.status === 200
        ? etagOf(request.headers['authorization'] ?? '', text)
        : undefined;
    const unchanged = etag !== undefined && isKnown(request.headers['if-none-match'], etag);
    const status = unchanged ? 304 : reply.status;
    record.status = status;
    if (!unchanged && !UNLIMITED.has(record.route) && record.auth !== 'refused') {
      limitsOf(record.route).count(auth, reply.points);
    }
    const budget = limitsOf(record.route).show(auth);
    const headers: Record<string, string> = {
      date: new Date(hub.clock.now()).toUTCString(),
      server: 'github.com',
      'x-github-request-id': randomUUID().toUpperCase(),
      'x-github-media-type': 'github.v3; format=json',
      'x-ratelimit-limit': String(budget.limit),
      'x-ratelimit-remaining': String(budget.remaining),
      'x-ratelimit-used': String(budget.used),
      'x-ratelimit-reset': String(budget.reset),
      'x-ratelimit-resource': budget.resource,
      ...(etag !== undefined && { etag, 'cache-control': 'private, max-age=60, s-maxage=60' }),
      ...(text !== '' && !unchanged && { 'content-type': 'application/json; charset=utf-8' }),
      ...reply.headers,
    };
    return { status, headers, text: unchanged ? '' : text };
  }

  function handle(request: RawRequest, found: Found, auth: Auth, body: unknown, stale: boolean): Reply {
    const { method, query } = request;
    const { params, path, route } = found;
    const call: Call = { ...parts, method, path, query, params, body, auth, stale };
    return route.handle(call);
  }

  async function spoiled(
    fault: Fault | undefined,
    limits: RateLimits,
    auth: Auth,
    answer: (stale: boolean) => Reply,
  ): Promise<Reply | undefined> {
    switch (fault?.kind) {
      case undefined:
        return answer(false);
      case 'reset':
        return undefined;
      case 'lose-reply':
        answer(false);
        return undefined;
      case 'status': {
        if (fault.applied === true || fault.after === 'after') answer(false);
        const said = refuse(fault.status, fault.status >= 500 ? 'Server Error' : 'Refused').body;
        // What a test says of a refusal stands beside what GitHub says in every one.
        const body = isJson(fault.body) ? { ...(said as Json), ...fault.body } : (fault.body ?? said);
        return { status: fault.status, body, headers: fault.headers ?? {} };
      }
      case 'primary-limit':
      case 'secondary-limit':
        return limits.limit(auth, fault);
      case 'delay':
      case 'hold': {
        const reply = fault.after === 'after' ? answer(false) : undefined;
        await (fault.kind === 'delay' ? wait(fault.ms) : faults.held());
        return reply ?? answer(false);
      }
      case 'stale-read':
        return answer(true);
    }
  }

  return async (request) => {
    const { method, path, query } = request;
    const found = parts.findRoute(hub.store, method, path);
    const authenticated = authenticate(hub, request.headers['authorization']);
    const auth: Auth = 'auth' in authenticated ? authenticated.auth : { kind: 'none' };
    const parsed = parse(request.text);
    const record = parts.requests.add({
      at: hub.clock.now(),
      method,
      path: query.size > 0 ? `${path}?${query.toString()}` : path,
      route: found?.route.template ?? path,
      auth: 'auth' in authenticated ? auth.kind : 'refused',
      installationId: installationIdOf(auth, found),
      repo: repoOf(found),
      conditional: request.headers['if-none-match'] !== undefined,
      body: parsed?.body,
      status: 0,
      fault: null,
    });
    const incoming = { method, path, query, parsed };
    contract.holdRequest(incoming, found);
    const send = (reply: Reply): RawReply => {
      contract.holdReply(incoming, found, reply);
      return finish(auth, request, record, reply);
    };
    const answer = (stale: boolean): Reply => {
      if ('refusal' in authenticated) return authenticated.refusal;
      if (!found) return notFound();
      if (!parsed) return refuse(400, 'Problems parsing JSON');
      return handle(request, found, auth, parsed.body, stale);
    };
    if (request.headers['user-agent'] === undefined) {
      const words =
        'Request forbidden by administrative rules. Please make sure your request has a User-Agent header';
      return send(refuse(403, words));
    }
    const contentWrite = method !== 'GET' && !NO_CONTENT_WRITE.test(record.route);
    if ('auth' in authenticated && !UNLIMITED.has(record.route)) {
      const refusal = limitsOf(record.route).refusal(auth, method, record.path, contentWrite);
      if (refusal) return send(refusal);
    }
    const fault = faults.take(record);
    record.fault = fault?.kind ?? null;
    const reply = await spoiled(fault, limitsOf(record.route), auth, answer);
    return reply && send(reply);
  };
}
