// Budgets and limits. Each installation has 5,000 calls an hour; a limit, once named to a client, holds until the time that
// was named, and whoever calls before is refused again and written down.
import type { Clock } from '../clock.js';
import type { Json } from '../json.js';
import type { Auth } from './auth.js';
import { ok, refuse, type Reply } from './reply.js';

const HOUR_MS = 3_600_000;
const ANONYMOUS_LIMIT = 60;
const WRITES_PER_MINUTE = 80;
const WRITES_PER_HOUR = 500;
// GitHub: "wait for at least one minute" when a secondary limit names no time.
const UNNAMED_WAIT_MS = 60_000;
// What was already on its way when the limit was told is not held against the client. Real milliseconds.
const IN_FLIGHT_GRACE_MS = 250;

export interface LimitViolation {
  readonly at: number;
  readonly notBefore: number;
  readonly bucket: string;
  readonly method: string;
  readonly path: string;
}

export interface Budget extends Json {
  limit: number;
  used: number;
  remaining: number;
  /** Seconds since the epoch. */
  reset: number;
  resource: string;
}

interface Bucket {
  start: number;
  used: number;
  writes: number[];
  limited: { until: number; toldAt: number; reply: Reply; sticky: boolean } | undefined;
}

export interface LimitFault {
  readonly kind: 'primary-limit' | 'secondary-limit';
  readonly resetAfterMs?: number | undefined;
  /** Left out: the reply carries no `retry-after`. */
  readonly retryAfterSeconds?: number | undefined;
  readonly status?: 403 | 429 | undefined;
  /** GitHub's sentence, where it is another than the usual one; with the page that it points to. */
  readonly message?: string | undefined;
  readonly documentationUrl?: string | undefined;
  /** Of a secondary limit: its headers say that nothing remains, and when an hour is full. */
  readonly nothingRemains?: boolean | undefined;
  /** Unless false the limit goes on until the time that it named. */
  readonly sticky?: boolean | undefined;
}

export interface RateLimits {
  show(auth: Auth): Budget;
  /** The refusal, if this call comes too early or over the budget. */
  refusal(auth: Auth, method: string, path: string, isContentWrite: boolean): Reply | undefined;
  count(auth: Auth, points?: number): void;
  limit(auth: Auth, fault: LimitFault): Reply;
  violations(): readonly LimitViolation[];
  /** Ends every limit that is in force and gives every budget back. */
  clear(): void;
}

export function bucketOf(auth: Auth): string {
  if (auth.kind === 'installation') return `installation ${auth.installation.id}`;
  return auth.kind === 'user' ? `user ${auth.user.id}` : auth.kind;
}

const subject = (auth: Auth): string =>
  auth.kind === 'installation' ? `installation ID ${auth.installation.id}` : `the ${bucketOf(auth)}`;

const SECONDARY =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.';

export function createRateLimits(
  clock: Clock,
  options: { perHour: number; enforceSecondary: boolean; resource: 'core' | 'graphql' },
): RateLimits {
  let buckets = new Map<string, Bucket>();
  const violations: LimitViolation[] = [];

  const bucketFor = (auth: Auth): Bucket => {
    const key = bucketOf(auth);
    const known = buckets.get(key) ?? { start: clock.now(), used: 0, writes: [], limited: undefined };
    if (clock.now() >= known.start + HOUR_MS) Object.assign(known, { start: clock.now(), used: 0 });
    buckets.set(key, known);
    return known;
  };

  const show = (auth: Auth): Budget => {
    const bucket = bucketFor(auth);
    const limit = auth.kind === 'none' ? ANONYMOUS_LIMIT : options.perHour;
    const used = Math.min(bucket.used, limit);
    const reset = Math.ceil((bucket.start + HOUR_MS) / 1000);
    return { limit, used, remaining: limit - used, reset, resource: options.resource };
  };

  function impose(bucket: Bucket, reply: Reply, until: number, sticky: boolean): Reply {
    bucket.limited = { until, toldAt: performance.now(), reply, sticky };
    return reply;
  }

  function emptied(auth: Auth, reset: number): Record<string, string> {
    const { limit, resource } = show(auth);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-used': String(limit),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': resource,
    };
  }

  /** GraphQL tells of it inside a 200. */
  function primary(auth: Auth, reset: number, status: number, sticky: boolean): Reply {
    const message = `API rate limit exceeded for ${subject(auth)}.`;
    const base =
      options.resource === 'graphql'
        ? ok({ errors: [{ type: 'RATE_LIMITED', message }] })
        : refuse(status, message);
    return impose(bucketFor(auth), { ...base, headers: emptied(auth, reset) }, reset * 1000, sticky);
  }

  function secondary(auth: Auth, fault: Omit<LimitFault, 'kind'>): Reply {
    const { retryAfterSeconds: seconds, status = 403, sticky = true, message = SECONDARY } = fault;
    const until = clock.now() + (seconds === undefined ? UNNAMED_WAIT_MS : seconds * 1000);
    const headers: Record<string, string> = {
      ...(fault.nothingRemains === true && emptied(auth, Math.ceil((clock.now() + HOUR_MS) / 1000))),
      ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    };
    const { body } = refuse(status, message);
    const pointed = fault.documentationUrl === undefined ? {} : { documentation_url: fault.documentationUrl };
    return impose(
      bucketFor(auth),
      { status, body: { ...(body as Json), ...pointed }, headers },
      until,
      sticky,
    );
  }

  function stillLimited(bucket: Bucket, auth: Auth, method: string, path: string): Reply | undefined {
    const { limited } = bucket;
    const at = clock.now();
    if (!limited) return undefined;
    if (at >= limited.until) {
      bucket.limited = undefined;
      return undefined;
    }
    if (performance.now() - limited.toldAt > IN_FLIGHT_GRACE_MS) {
      violations.push({ at, notBefore: limited.until, bucket: bucketOf(auth), method, path });
    }
    if (!limited.sticky) return undefined;
    const left = String(Math.ceil((limited.until - at) / 1000));
    const { reply } = limited;
    return reply.headers?.['retry-after'] === undefined
      ? reply
      : { ...reply, headers: { ...reply.headers, 'retry-after': left } };
  }

  function tooManyWrites(bucket: Bucket, auth: Auth): Reply | undefined {
    const now = clock.now();
    bucket.writes = [...bucket.writes.filter((at) => at > now - HOUR_MS), now];
    const inMinute = bucket.writes.filter((at) => at > now - 60_000).length;
    const over = inMinute > WRITES_PER_MINUTE || bucket.writes.length > WRITES_PER_HOUR;
    return over ? secondary(auth, { retryAfterSeconds: 60 }) : undefined;
  }

  return {
    show,
    refusal(auth, method, path, isContentWrite) {
      const bucket = bucketFor(auth);
      const limited = stillLimited(bucket, auth, method, path);
      if (limited) return limited;
      const budget = show(auth);
      if (budget.remaining <= 0) return primary(auth, budget.reset, 403, true);
      return options.enforceSecondary && isContentWrite ? tooManyWrites(bucket, auth) : undefined;
    },
    count(auth, points = 1) {
      bucketFor(auth).used += points;
    },
    limit(auth, fault) {
      if (fault.kind === 'secondary-limit') return secondary(auth, fault);
      const reset = Math.ceil((clock.now() + (fault.resetAfterMs ?? 60_000)) / 1000);
      return primary(auth, reset, fault.status ?? 403, fault.sticky ?? true);
    },
    violations: () => [...violations],
    clear() {
      buckets = new Map();
    },
  };
}
