// When a notice that was not taken is tried again, and when it is given up. Nothing is lost by giving up: the log
// keeps everything, and the subscriber pulls from its own pointer.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Soon after a hiccup, hourly while somebody is down: an hour is how late a push resumes at worst. */
const DELAYS_MS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR] as const;
/** A fifth: subscribers that failed together are not tried together. */
const JITTER = 0.2;
/** Longer than a weekend and a holiday. */
export const GIVE_UP_AFTER_MS = 5 * 24 * HOUR;
/** A receiver may ask for more time, but not for ever. */
const LONGEST_RETRY_AFTER_MS = 24 * HOUR;

/** @param failures in a row before this one. @param chance from 0 to 1 */
export function pushDelay(failures: number, chance: number): number {
  const delay = DELAYS_MS[Math.min(failures, DELAYS_MS.length - 1)] ?? HOUR;
  return Math.round(delay * (1 + JITTER * chance));
}

/** A Retry-After header in ms from now; 0 where there is none that can be read. */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * SECOND : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS) : 0;
}
