// What an answer of GitHub's says about the budget of its installation (rule G2): what is left of which resource, and
// whether all calls are to be silent for a while.
import { SECOND_MS } from '../../domain/clock.js';
import type { Told } from '../../ports/budget.js';

export interface News {
  /** As it is kept: GitHub's own numbers, and when that is by our clock. */
  readonly quota: {
    readonly limit: number;
    readonly remaining: number;
    readonly reset: number;
    readonly until: number;
  } | null;
  /** The numbers come with a refusal: they count, whatever is known. */
  readonly refused: boolean;
  readonly silence: { readonly until: number; readonly strike: boolean } | null;
  /** A success: the row of unnamed limits is broken. */
  readonly cleared: boolean;
}

export function newsOf({ headers, failure }: Told, now: number): News {
  const quota = quotaOf(headers, now);
  if (failure?.kind !== 'limited') return { quota, refused: false, silence: null, cleared: failure === null };
  const { until, named } = failure;
  // Nothing left until the reset concerns one resource alone; everything else that GitHub says concerns all calls.
  if (headers['retry-after'] === undefined && quota?.remaining === 0) {
    return { quota, refused: true, silence: null, cleared: false };
  }
  // `retry-after` comes first, also where nothing remains: the reset would make a wait of 30 s one of an hour.
  return { quota: null, refused: false, silence: { until, strike: !named }, cleared: false };
}

function quotaOf(headers: Told['headers'], now: number): News['quota'] {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  );
  if (limit === undefined || remaining === undefined || reset === undefined) return null;
  if (![limit, remaining, reset].every(Number.isFinite)) return null;
  // By GitHub's own clock: ours may be early, and whoever comes early is refused again.
  const there = Date.parse(headers['date'] ?? '');
  return {
    limit,
    remaining,
    reset,
    until: now + reset * SECOND_MS - (Number.isFinite(there) ? there : now),
  };
}
