// Signing in to the dashboard with a token, and out. The token is seen once, here; from then on the browser holds a
// cookie that no script can read.
import express, { type Request, type Response, type Router } from 'express';
import {
  beginSession,
  endSession,
  findSession,
  SESSION_LIFETIME_MS,
} from '@tandem/shared/db/people/admin-sessions.js';
import { addToAudit } from '@tandem/shared/db/people/audit.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import { findCaller, type Caller } from '@tandem/shared/db/people/tokens.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import { problemOf } from '../http/problems.js';
import { sendProblem } from '../http/send-problem.js';
import { refuseForeign, sessionCookie, sessionOf } from '../http/session-cookie.js';
import type { Refusal } from '../commands/refusal.js';

export interface SessionContext {
  readonly database: Database;
  readonly clock: Clock;
  /** What the API can do ("get /tasks"), so that the dashboard shows nothing that is not there. */
  readonly calls: readonly string[];
}

export function sessionRouter({ database, clock, calls }: SessionContext): Router {
  const router = express.Router();
  const path = '/admin/session';

  router.get(path, async (request, response) => {
    const secret = sessionOf(request);
    const caller = secret === null ? null : await findSession(database, secret, clock.now());
    if (caller === null) refuse(response, { refused: 'unauthenticated', message: 'Nobody is signed in.' });
    else response.json(sessionBody(caller, calls));
  });

  router.post(path, express.json({ limit: '4kb' }), async (request, response) => {
    const foreign = refuseForeign(request);
    if (foreign !== null) {
      refuse(response, foreign);
      return;
    }
    const token = tokenOf(request);
    const caller = token === '' ? null : await findCaller(database, token, clock.now());
    const refused = token === '' ? NO_TOKEN : caller === null ? UNKNOWN : null;
    if (caller === null || refused !== null) {
      refuse(response, refused ?? UNKNOWN);
      return;
    }
    if (caller.scope === 'client') {
      refuse(response, CLIENT);
      return;
    }
    const secret = await beginSession(database, caller.tokenId, clock.now());
    await addToAudit(database, {
      tokenId: caller.tokenId,
      actor: caller.name,
      action: 'POST /admin/session',
      target: '/admin/session',
      details: { status: 200 },
    });
    response.set('Set-Cookie', sessionCookie(secret, SESSION_LIFETIME_MS, isSecure(request)));
    response.json(sessionBody(caller, calls));
  });

  router.delete(path, async (request, response) => {
    const foreign = refuseForeign(request);
    if (foreign !== null) {
      refuse(response, foreign);
      return;
    }
    const secret = sessionOf(request);
    if (secret !== null) await endSession(database, secret);
    response.set('Set-Cookie', sessionCookie(null, 0, isSecure(request)));
    response.status(204).end();
  });
  return router;
}

const NO_TOKEN: Refusal = { refused: 'invalid', errors: [{ field: 'token', message: 'must be given' }] };
const UNKNOWN: Refusal = {
  refused: 'unauthenticated',
  message: 'This token is unknown, expired or revoked. Sign in with an admin or a read-only token.',
};
const CLIENT: Refusal = {
  refused: 'forbidden',
  message: 'This token belongs to an application. Sign in with an admin or a read-only token.',
};

function sessionBody({ name, scope }: Caller, calls: readonly string[]): object {
  return { name, scope, calls };
}

function tokenOf(request: Request): string {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || !('token' in body)) return '';
  return typeof body.token === 'string' ? body.token.trim() : '';
}

function refuse(response: Response, refusal: Refusal): void {
  sendProblem(response, problemOf(refusal));
}

/** Behind a proxy that ends TLS the connection itself is plain. */
function isSecure(request: Request): boolean {
  return request.secure || request.get('x-forwarded-proto') === 'https';
}
