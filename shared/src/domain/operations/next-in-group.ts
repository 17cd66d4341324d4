// Which operation of a group runs next (rule O4). The claim does the same in SQL; a test holds the two together.
import type { Operation } from './operation.js';

export type Next =
  | { readonly kind: 'run'; readonly operation: Operation }
  /** Nothing may run before this moment (ms since the epoch). */
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'idle' };

/**
 * Inbound by GitHub's time and then by arrival, before outbound by arrival. One that waits holds back the later ones of
 * its own direction; but a waiting fetch lets a later inbound change pass that needs no fetch. What is held back itself
 * holds back nothing: the later one is newer, and the older one is judged against it at its claim.
 */
export function nextInGroup(queued: readonly Operation[], now: number): Next {
  const inbound = queued.filter(({ direction }) => direction === 'inbound').sort(byGithubTime);
  const outbound = queued.filter(({ direction }) => direction === 'outbound').sort(bySequence);

  const runnable =
    inbound.find(
      (operation, index) =>
        isDue(operation, now) && inbound.slice(0, index).every((e) => isDue(e, now) || mayPass(operation, e)),
    ) ?? outbound.slice(0, 1).find((operation) => isDue(operation, now));
  if (runnable !== undefined) return { kind: 'run', operation: runnable };

  const waits = queued.map(({ notBefore }) => notBefore ?? 0);
  return waits.length === 0
    ? { kind: 'idle' }
    : { kind: 'wait', until: Math.min(...waits.filter((at) => at > now)) };
}

function isDue({ notBefore }: Operation, now: number): boolean {
  return notBefore === null || notBefore <= now;
}

/** Whether `later` may overtake the earlier `waiting` of its direction. */
function mayPass(later: Operation, waiting: Operation): boolean {
  return waiting.fetch && !later.fetch && (later.githubUpdatedAt ?? 0) > (waiting.githubUpdatedAt ?? 0);
}

function byGithubTime(a: Operation, b: Operation): number {
  return (a.githubUpdatedAt ?? 0) - (b.githubUpdatedAt ?? 0) || bySequence(a, b);
}

function bySequence(a: Operation, b: Operation): number {
  return a.sequence - b.sequence;
}
