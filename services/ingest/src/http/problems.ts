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
      return problem(404, 'not-found', 'Not found', describeMissing(refusal.what, refusal.because));
    case 'invalid':
      return problem(400, 'invalid', 'Invalid request', describe(refusal.errors), refusal.errors);
    case 'stale':
      return problem(412, 'stale', 'Changed meanwhile', describeStale(refusal.version));
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
        'The Idempotency-Key was used for another request: make a new one for each.',
      );
    case 'key_in_flight':
      return problem(
        409,
        'idempotency-key-in-flight',
        'Still under way',
        'The request with this Idempotency-Key is still under way: repeat it in a moment.',
      );
    case 'unsupported_media':
      return problem(
        415,
        'unsupported-media-type',
        'Not JSON',
        'The body must be JSON in UTF-8, sent with Content-Type: application/json.',
      );
    case 'too_many':
      return problem(
        429,
        'too-many',
        'Too many requests',
        `${refusal.message} Try again in ${refusal.retryAfterSeconds} s.`,
      );
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
    `${method} is not possible here, only ${allowed.join(', ')}.`,
  );
}

/** What was thrown: a request that could not be read is the caller's fault; everything else is ours. */
export function problemOfError(error: unknown, requestId: string): Problem {
  const fault = faultOf(error);
  if (fault === null) {
    return problem(
      500,
      'internal',
      'Internal error',
      `Something went wrong on our side. Tell us this id: ${requestId}`,
    );
  }
  const { status, message, limit } = fault;
  if (status === 413) {
    const most = limit === undefined ? '' : `: at most ${limit} bytes`;
    return problem(413, 'too-large', 'Too large', `The body is larger than is taken here${most}.`);
  }
  if (status === 415) return problemOf({ refused: 'unsupported_media' });
  return problem(status, 'malformed', 'Malformed request', `The request could not be read: ${message}`);
}

interface Fault {
  readonly status: number;
  /** About what the caller sent, and meant for them. */
  readonly message: string;
  /** The size that was passed, in bytes. */
  readonly limit?: number | undefined;
}

/** Null: not the caller's. An error of a call to GitHub has a status, too: it is not one to hand on. */
function faultOf(error: unknown): Fault | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  const { status, message } = error;
  // Express says in this way that a path cannot be decoded, and its parsers by `expose` that a message is the caller's.
  const isTold = error instanceof URIError || ('expose' in error && error.expose === true);
  if (!isTold || typeof status !== 'number' || status < 400 || status >= 500) return null;
  return { status, message, limit: 'limit' in error ? Number(error.limit) : undefined };
}

function describeMissing(what: string, because: string | undefined): string {
  return because === undefined ? `There is no such ${what}.` : `There is no such ${what}: ${because}.`;
}

function describeStale(version: number): string {
  return `It changed meanwhile and is at version ${version}: read it again, and send what you still want changed.`;
}

function describe(errors: readonly FieldError[]): string {
  return errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; ');
}
