// Failures of calls to GitHub as data (rule G5): what happened, and what the operation does about it.
import { MINUTE_MS, SECOND_MS } from '../clock.js';
import type { Reason } from '../operations/operation.js';

export type Failure =
  /** Try again later: a 5xx before anything was done, a connection that was never made. */
  | { readonly kind: 'transient'; readonly reason: Reason }
  /** A write may or may not have happened: look before trying again. */
  | { readonly kind: 'unknown_outcome'; readonly reason: Reason }
  /** It never left: the plan behind it had become too old (rule G3). To be planned anew, and no attempt. */
  | { readonly kind: 'expired'; readonly reason: Reason }
  /** GitHub named a time: wait, and count no attempt (rule G2). */
  | { readonly kind: 'limited'; readonly until: number; readonly reason: Reason; readonly named: boolean }
  | { readonly kind: 'gone'; readonly status: 404 | 410; readonly reason: Reason }
  | { readonly kind: 'moved'; readonly location: string | null; readonly reason: Reason }
  /** Permissions are missing, or the installation is suspended: off until they return. */
  | { readonly kind: 'forbidden'; readonly suspended: boolean; readonly reason: Reason }
  /** GitHub will never take this: a person has to mend it. */
  | { readonly kind: 'invalid'; readonly reason: Reason };

/** An answer of GitHub's that is not a success, or no answer at all. */
export type FailedCall =
  | {
      readonly answered: true;
      readonly status: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      /** GitHub's own sentence. */
      readonly message: string;
      readonly write: boolean;
    }
  | { readonly answered: false; readonly sent: boolean; readonly write: boolean; readonly message: string };

/** GitHub asks for at least a minute after a secondary limit without a time, growing each time. */
const SECONDARY_WAIT_MS = MINUTE_MS;
const LONGEST_SECONDARY_WAIT_MS = 60 * MINUTE_MS;

/**
 * @param strikes how often in a row this installation was limited without a named time
 * @param now ms since the epoch
 * Source of the order of checks: GitHub's "rate limits" and "best practices" pages.
 */
export function classifyFailure(call: FailedCall, strikes: number, now: number): Failure {
  if (!call.answered) {
    const reason = {
      code: call.write && call.sent ? 'unknown_outcome' : 'unreachable',
      message: call.message,
    };
    return call.write && call.sent ? { kind: 'unknown_outcome', reason } : { kind: 'transient', reason };
  }
  const { status, message } = call;
  if (status === 429 || (status === 403 && isLimit(call))) return limited(call, strikes, now);
  if (status === 404 || status === 410) {
    return { kind: 'gone', status, reason: { code: status === 410 ? 'gone' : 'not_found', message } };
  }
  if (status === 301 || status === 302 || status === 307 || status === 308) {
    return { kind: 'moved', location: call.headers['location'] ?? null, reason: { code: 'moved', message } };
  }
  if (status === 401 || status === 403 || status === 451) {
    const suspended = /suspended/i.test(message);
    return {
      kind: 'forbidden',
      suspended,
      reason: { code: suspended ? 'installation_suspended' : 'forbidden', message },
    };
  }
  if (status >= 500) {
    // A gateway's 5xx may hide a write that was done.
    const reason = { code: `github_${status}`, message };
    return call.write ? { kind: 'unknown_outcome', reason } : { kind: 'transient', reason };
  }
  return { kind: 'invalid', reason: { code: status === 422 ? 'invalid' : `github_${status}`, message } };
}

type Answered = Extract<FailedCall, { answered: true }>;

function isLimit({ headers, message }: Answered): boolean {
  return (
    headers['retry-after'] !== undefined ||
    headers['x-ratelimit-remaining'] === '0' ||
    /rate limit|abuse detection/i.test(message)
  );
}

/** `retry-after` first; else the reset, when nothing remains; else at least a minute, growing. */
function limited({ headers, message }: Answered, strikes: number, now: number): Failure {
  const retryAfter = Number(headers['retry-after']);
  // By GitHub's own clock: ours may be early, and whoever comes early is refused again.
  const there = Date.parse(headers['date'] ?? '');
  const reset = Number(headers['x-ratelimit-reset']) * SECOND_MS + (Number.isFinite(there) ? now - there : 0);
  const reason = { code: 'rate_limited', message };
  if (headers['retry-after'] !== undefined && Number.isFinite(retryAfter)) {
    return { kind: 'limited', until: now + retryAfter * SECOND_MS, named: true, reason };
  }
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset) && reset > now) {
    return { kind: 'limited', until: reset, named: true, reason };
  }
  const wait = Math.min(SECONDARY_WAIT_MS * 2 ** strikes, LONGEST_SECONDARY_WAIT_MS);
  return { kind: 'limited', until: now + wait, named: false, reason };
}
