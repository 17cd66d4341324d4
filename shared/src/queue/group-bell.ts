// The bell of the queue groups: one deduplicated job per group (rule O6, and DESIGN section 13 for every option here).
// Rung after the commit; a ring that fails or is lost costs time until the rescue sweep, never work.
import type { Bell } from '../ports/bell.js';
import type { ResourceRef } from '../ports/loaded-resource.js';
import type { Log } from '../ports/log.js';
import type { JobOptions, JobQueue } from './queue-backend.js';

export const GROUP_QUEUE = 'groups';

/**
 * No `jobId`: it is checked first, and a ring that comes while the group runs would be lost with it. `reschedule` pulls
 * a delayed job forward; `keepLastIfActive` keeps a ring that comes while the group runs.
 */
const NOW: JobOptions = { removeOnComplete: true, removeOnFail: true };

export function createGroupBell(queue: JobQueue, log: Log): Bell {
  const ring = async (group: ResourceRef, id: string, delay: number): Promise<void> => {
    try {
      await queue.add('run', group, {
        ...NOW,
        ...(delay > 0 ? { delay } : {}),
        deduplication: { id, keepLastIfActive: true, reschedule: true },
      });
    } catch (error) {
      log.warn('A group could not be woken; the sweep will find it', {
        group: groupKey(group),
        error: error instanceof Error ? error.message : String(error),
      });
    }
  };
  return {
    ring: async (groups) => {
      await Promise.all(groups.map((group) => ring(group, groupKey(group), 0)));
    },
    // Under another id: a delayed job of the group's own id would be deaf to every ring until its delay is over.
    ringLater: (group, delayMs) => ring(group, `later-${groupKey(group)}`, delayMs),
  };
}

/** The key of a queue group: the resource id, which its kind makes readable. */
export function groupKey({ kind, id }: ResourceRef): string {
  return `${kind}-${id}`;
}
