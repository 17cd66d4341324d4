// The rescue sweep (rule O6): wakes groups that have due work nobody took, and takes operations back from workers whose
// lease ran out. In a quiet system it finds nothing; what it finds is a metric, because it tells of lost wake-ups.
import type { Bell } from '@tandem/shared/ports/bell.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type { ResourceStore } from '@tandem/shared/ports/resource-store.js';

export const RESCUE_EVERY_MS = 5_000;
/** Younger work has probably just been rung for. */
const STRANDED_AFTER_MS = 2_000;
/** As many groups as one sweep wakes; the next sweep wakes the next ones. */
const GROUPS_PER_SWEEP = 5_000;

export interface Rescue {
  sweep(): Promise<number>;
}

export function createRescue(
  { store, bell, clock, log }: { store: ResourceStore; bell: Bell; clock: Clock; log: Log },
  worker: string,
): Rescue {
  return {
    async sweep() {
      const { groups, requeued } = await store.findStranded({
        now: clock.now(),
        olderThanMs: STRANDED_AFTER_MS,
        limit: GROUPS_PER_SWEEP,
        by: `rescue:${worker}`,
      });
      if (groups.length > 0) {
        log.info('Woke groups that had due work', { groups: groups.length, requeued });
        await bell.ring(groups);
      }
      return groups.length;
    },
  };
}
