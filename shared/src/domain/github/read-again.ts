// When GitHub is read again after an answer that is older than what it has told already (section 6 of the design: a
// lagging replica). Most are behind by a moment. One that stays behind must not be asked every second for ever.
import { MINUTE_MS, SECOND_MS } from '../clock.js';
import { sameContent, type Content } from '../resource/content.js';
import type { Link } from '../resource/resource.js';

/** Hardly ever is a replica further behind. */
const REPLICA_LAG_MS = 3 * SECOND_MS;
const SOONEST_MS = SECOND_MS;
const LATEST_MS = 5 * MINUTE_MS;

/**
 * As long again as it has been behind, so that the wait doubles without anybody counting.
 * @param behindMs from the newest state that GitHub has told of until the older answer, by GitHub's clock
 */
export function readAgainAfterMs(behindMs: number): number {
  return Math.min(Math.max(Math.abs(behindMs), SOONEST_MS), LATEST_MS);
}

/**
 * Whether an answer of the very second of the base may come from before it: GitHub's times cannot tell, until no replica
 * is that far behind any more. Believed too soon, it takes our own write of that second for undone by a person, and a
 * newer edit with it.
 */
export function mayBeBehind(
  { base, baseUpdatedAt }: Pick<Link, 'base' | 'baseUpdatedAt'>,
  answer: { readonly content: Content; readonly githubUpdatedAt: number; readonly answeredAt: number },
): boolean {
  return (
    base !== null &&
    answer.githubUpdatedAt === baseUpdatedAt &&
    answer.answeredAt <= baseUpdatedAt + REPLICA_LAG_MS &&
    !sameContent(base, answer.content)
  );
}
