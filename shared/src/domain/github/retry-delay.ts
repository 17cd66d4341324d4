// How long a failed operation waits before it is tried again (rule G5).
import { MINUTE_MS, SECOND_MS } from '../clock.js';

const FIRST_DELAY_MS = 2 * SECOND_MS;
/** Longer waits would make a short outage of GitHub's look like one of ours. */
const LONGEST_DELAY_MS = 10 * MINUTE_MS;
/** After this many failures a person has to look: about an hour of trying. */
export const MAX_ATTEMPTS = 12;

/**
 * Doubling, capped, and jittered down by up to a half so that many failures of one moment do not return as one.
 * @param attempt how many attempts have failed, from 1
 * @param chance in [0, 1), from the caller: the rules do not roll dice
 */
export function retryDelayMs(attempt: number, chance: number): number {
  const full = Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, attempt - 1), LONGEST_DELAY_MS);
  return Math.round(full * (1 - chance / 2));
}
