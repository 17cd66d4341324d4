// The planner's turn (rule S3): reads which repos have something due before the next turn, and rings for each at its
// time, or once for those that share a question. What was planned before and has not fired is replaced: the tables know what is due, the bell only says when.
import { planWindow } from '@tandem/shared/domain/schedule/plan-window.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type { PullStore, RepoBell } from '@tandem/shared/ports/pull.js';

export async function plan({
  pulls,
  repoBell,
  clock,
  log,
  windowMs,
}: {
  readonly pulls: PullStore;
  readonly repoBell: RepoBell;
  readonly clock: Clock;
  readonly log: Log;
  readonly windowMs: number;
}): Promise<number> {
  const now = clock.now();
  const firings = planWindow(await pulls.dueRepos(now + windowMs), now, windowMs);
  for (const firing of firings) {
    const delay = Math.max(0, firing.at - now);
    if ('repoId' in firing) await repoBell.ring(firing.repoId, delay);
    else await repoBell.ringShared(firing.installationId, delay);
  }
  if (firings.length > 0) log.debug('Planned the next window', { firings: firings.length });
  return firings.length;
}
