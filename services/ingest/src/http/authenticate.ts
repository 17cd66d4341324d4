// Who calls, and whether they may. Every scope includes the ones before it.
import type { Database } from '@tandem/shared/db/prisma.js';
import { findCaller, type Caller, type Scope } from '@tandem/shared/db/people/tokens.js';
import { findSession } from '@tandem/shared/db/people/admin-sessions.js';
import type { Refusal } from '../commands/refusal.js';
import { refuseForeign, sessionOf, type RequestHead } from './session-cookie.js';

const SCOPES: readonly Scope[] = ['read', 'client', 'admin'];

/** By token; where none was sent, by the dashboard's session. */
export async function authenticateRequest(
  database: Database,
  request: RequestHead,
  now: number,
): Promise<Caller | Refusal> {
  const authorization = request.get('authorization');
  const session = sessionOf(request);
  if (authorization !== undefined || session === null) return authenticate(database, authorization, now);
  const caller = await findSession(database, session, now);
  if (caller === null) return { refused: 'unauthenticated', message: 'The session is over: sign in again.' };
  return refuseForeign(request) ?? caller;
}

export async function authenticate(
  database: Database,
  authorization: string | undefined,
  now: number,
): Promise<Caller | Refusal> {
  const token = bearerOf(authorization);
  if (token === null)
    return { refused: 'unauthenticated', message: 'Send a token: Authorization: Bearer <token>.' };
  const caller = await findCaller(database, token, now);
  return (
    caller ?? {
      refused: 'unauthenticated',
      message: 'The token is unknown, expired or revoked: an admin makes another by POST /api/v1/tokens.',
    }
  );
}

export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** Null: allowed. */
export function refuseScope(caller: Caller, needed: Scope): Refusal | null {
  return SCOPES.indexOf(caller.scope) >= SCOPES.indexOf(needed)
    ? null
    : {
        refused: 'forbidden',
        message: `This needs a token with the scope ${needed}; yours has ${caller.scope}.`,
      };
}
