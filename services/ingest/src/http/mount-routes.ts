// Turns the table of routes into Express: who calls, may they, are the ids ids, then the route, then its answer. Ends in
// 405 for a known path with another method.
import type { StoredAnswer } from '@tandem/shared/db/inbox/idempotency-keys.js';
import type { Caller } from '@tandem/shared/db/people/tokens.js';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { ApiContext } from '../api/api-context.js';
import type { Route } from '../api/route.js';
import { API_ROOT } from '../api/routes.js';
import { isRefusal, missing, type Refusal } from '../commands/refusal.js';
import { authenticateRequest, refuseScope } from './authenticate.js';
import { auditWrite } from './audit-write.js';
import { requestIdOf } from './every-request.js';
import { onceByKey } from './idempotency.js';
import { etagOf, versionOf } from './if-match.js';
import { refuseMethods, sendRefusal } from './send-problem.js';

/** GitHub takes 65,536 characters; a body beyond this is no task any more. */
const BODY_LIMIT = '1mb';
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function mountRoutes(routes: readonly Route[], context: ApiContext): Router {
  const router = express.Router();
  for (const route of routes) {
    router[route.method](route.path, async (request, response) => {
      // The ETag is the record's version, and how it stands towards GitHub changes without it: nothing is "not modified".
      delete request.headers['if-none-match'];
      const answer = await serve(route, context, request, response);
      if (isRefusal(answer)) sendRefusal(response, answer);
      else send(response, answer);
    });
  }
  for (const [path, methods] of methodsByPath(routes)) {
    router.all(path, refuseMethods(methods));
  }
  return router;
}

async function serve(
  route: Route,
  context: ApiContext,
  request: Request,
  response: Response,
): Promise<StoredAnswer | Refusal> {
  const now = context.clock.now();
  const caller = await authenticateRequest(context.database, request, now);
  if ('refused' in caller) return caller;
  const wait = context.rate.take(caller.tokenId);
  if (wait !== null) {
    return { refused: 'too_many', message: 'The token calls too often.', retryAfterSeconds: wait };
  }
  const refused = refuseScope(caller, route.scope);
  if (refused !== null) return refused;

  const params = idsOf(request);
  if (params === null) return missing('thing', 'an id in the path is not a UUID');
  const ifMatch = versionOf(request.get('if-match'));
  if (typeof ifMatch === 'object') return ifMatch;
  // Read only now: who may not write is not read a megabyte of.
  const body = route.body === null ? undefined : await readJson(request, response);
  if (body === UNREADABLE) return { refused: 'unsupported_media' };

  const run = async (newId: string): Promise<StoredAnswer | Refusal> => {
    const done = await route.run(context, {
      caller,
      writer: { by: `api:${caller.name}`, access: caller.projects },
      params,
      query: request.query,
      body,
      ifMatch,
      newId,
      origin: originOf(request),
    });
    if (isRefusal(done)) return done;
    const sent = done.redirect !== undefined && request.accepts(['json', 'html']) === 'html';
    return sent ? { status: 302, body: null, headers: { Location: done.redirect } } : answerOf(route, done);
  };
  const key = route.creates ? request.get('idempotency-key') : undefined;
  const answer = await (key === undefined
    ? run(context.clientStore.newId())
    : onceByKey(keyed(context, caller, key, request, now), run));
  if (!isRefusal(answer)) {
    const { path } = request;
    const { status, headers } = answer;
    const requestId = requestIdOf(response);
    await auditWrite(context, { route, caller, path, status, location: headers['Location'], requestId });
  }
  return answer;
}

/** Behind a proxy that ends TLS the connection itself is plain. */
function originOf(request: Request): string {
  const secure = request.secure || request.get('x-forwarded-proto') === 'https';
  return `${secure ? 'https' : 'http'}://${request.get('host') ?? 'localhost'}`;
}

function keyed(
  { database }: ApiContext,
  { tokenId }: Caller,
  key: string,
  request: Request,
  now: number,
): Parameters<typeof onceByKey>[0] {
  const fingerprint = JSON.stringify([request.method, request.originalUrl, request.body ?? null]);
  return { database, tokenId, key, fingerprint, now };
}

function answerOf(
  route: Route,
  done: { readonly body: unknown; readonly version?: number; readonly location?: string },
): StoredAnswer {
  return {
    status: route.status,
    body: done.body,
    headers: {
      ...(done.version === undefined ? {} : { ETag: etagOf(done.version) }),
      ...(done.location === undefined ? {} : { Location: `${API_ROOT}${done.location}` }),
    },
  };
}

/** Null where one is no id: then there is nothing of that name. */
function idsOf({ params }: Request): Record<string, string> | null {
  const ids = Object.entries(params).map(([name, value]) => [name, String(value)] as const);
  return ids.every(([, id]) => UUID.test(id)) ? Object.fromEntries(ids) : null;
}

const UNREADABLE = Symbol('a body that is not JSON');

const parseJson: RequestHandler = express.json({ limit: BODY_LIMIT, strict: false });

/** An absent body is an empty object, so that its absence is told field by field. Rejects where it is malformed. */
async function readJson(request: Request, response: Response): Promise<unknown> {
  await new Promise<void>((resolve, reject) => {
    parseJson(request, response, (error?: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
  const body: unknown = request.body;
  if (body !== undefined) return body;
  const sent =
    request.get('transfer-encoding') !== undefined || Number(request.get('content-length') ?? 0) > 0;
  return sent ? UNREADABLE : {};
}

function send(response: Response, { status, body, headers }: StoredAnswer): void {
  response.status(status).set(headers);
  if (status === 204 || status === 302) response.end();
  else response.json(body);
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of routes) {
    methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()]);
  }
  return methods;
}
