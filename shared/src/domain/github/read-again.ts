// When GitHub is read again after an answer that is older than what it has told already (section 6 of the design: a
// lagging replica). Most are behind by a moment. One that stays behind must not be asked every second for ever.
import { MINUTE_MS, SECOND_MS } from '../clock.js';

const SOONEST_MS = SECOND_MS;
const LATEST_MS = 5 * MINUTE_MS;

/**
 * As long again as it has been behind, so that the wait doubles without anybody counting.
 * @param behindMs from the newest state that GitHub has told of until the older answer, by GitHub's clock
 */
export function readAgainAfterMs(behindMs: number): number {
  return Math.min(Math.max(Math.abs(behindMs), SOONEST_MS), LATEST_MS);
}
