// The one place where what went wrong becomes an HTTP status, as problem+json (RFC 9457). Tells callers what they can
// mend, and of our own failures nothing but an id to look for in the log.
import type { FieldError, Refusal } from '../commands/refusal.js';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
}

export const PROBLEM_JSON = 'application/problem+json';

function problem(
  status: number,
  code: string,
  title: string,
  detail: string,
  errors?: readonly FieldError[],
): Problem {
  return {
    type: `urn:tandem:problem:${code}`,
    title,
    status,
    detail,
    ...(errors === undefined ? {} : { errors }),
  };
}

export function problemOf(refusal: Refusal): Problem {
  switch (refusal.refused) {
    case 'missing':
      return problem(404, 'not-found', 'Not found', `There is no such ${refusal.what}.`);
    case 'invalid':
      return problem(400, 'invalid', 'Invalid request', describe(refusal.errors), refusal.errors);
    case 'stale':
      return problem(412, 'stale', 'Changed meanwhile', `The version is now ${refusal.version}.`);
    case 'conflict':
      return problem(409, 'conflict', 'Not possible now', refusal.message);
    case 'forbidden':
      return problem(403, 'forbidden', 'Not allowed', refusal.message);
    case 'unauthenticated':
      return problem(401, 'unauthenticated', 'Not authenticated', refusal.message);
    case 'key_mismatch':
      return problem(
        422,
        'idempotency-key-reused',
        'Idempotency-Key reused',
        'The Idempotency-Key was used for another request.',
      );
    case 'key_in_flight':
      return problem(
        409,
        'idempotency-key-in-flight',
        'Still under way',
        'The request with this Idempotency-Key is still under way.',
      );
    case 'unsupported_media':
      return problem(415, 'unsupported-media-type', 'Not JSON', 'The body must be application/json.');
    case 'too_many':
      return problem(429, 'too-many', 'Too many requests', refusal.message);
    case 'unavailable':
      return problem(503, 'unavailable', 'Not available', refusal.message);
  }
}

export function noSuchPath(path: string): Problem {
  return problem(404, 'not-found', 'Not found', `There is nothing at ${path}.`);
}

export function methodNotAllowed(method: string, allowed: readonly string[]): Problem {
  return problem(
    405,
    'method-not-allowed',
    'Method not allowed',
    `${method} is not possible here; ${allowed.join(', ')} is.`,
  );
}

/** What was thrown: a body that could not be read is the caller's fault; everything else is ours. */
export function problemOfError(error: unknown, requestId: string): Problem {
  const status = statusOf(error);
  if (status === 413) return problem(413, 'too-large', 'Too large', 'The body is larger than is taken here.');
  if (status === 415) return problemOf({ refused: 'unsupported_media' });
  if (status !== null) {
    return problem(
      status,
      'malformed',
      'Malformed request',
      'The request could not be read: it is malformed.',
    );
  }
  return problem(
    500,
    'internal',
    'Internal error',
    `Something went wrong on our side. Tell us this id: ${requestId}`,
  );
}

/** Express and its parsers name the caller's faults by a 4xx; null: not one of these. */
function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

function describe(errors: readonly FieldError[]): string {
  return errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
}
