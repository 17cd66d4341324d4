// Runs the groups whose bell rang. What a group does is the caller's; here is only how BullMQ calls it and how it is
// told to come back (DESIGN section 13).
import { DelayedError, type Job } from 'bullmq';
import type { ResourceRef } from '../ports/loaded-resource.js';
import { GROUP_QUEUE } from './group-bell.js';
import type { JobWorker, QueueBackend } from './queue-backend.js';

/** A wake-up whose worker died is given back this often; each return costs one claim, and the tables decide anyway. */
const MAX_STALLED = 1_000;
/**
 * The wake-up of a killed worker is given back after this long. Until then every ring of its group waits behind it, so it
 * is shorter than the lease of the operation; it is prolonged from a timer at half its time.
 */
const LOCK_MS = 10_000;
const LOOK_FOR_STALLED_MS = 5_000;
/** Longer delays would be deaf to rings; the group is woken by other means then. */
const MAX_DELAY_MS = 2_000;

/** A lease that has run out is taken by the sweep: until then, looking again at once would only burn the processor. */
const MIN_DELAY_MS = 200;

/** What the group wants after a slice: nothing, or to be called again after a while because its head is leased. */
export type GroupResult =
  { readonly kind: 'done' } | { readonly kind: 'leased_elsewhere'; readonly waitMs: number };

export function startGroupWorker(
  backend: QueueBackend,
  concurrency: number,
  run: (group: ResourceRef) => Promise<GroupResult>,
): JobWorker {
  return backend.worker<ResourceRef>(
    GROUP_QUEUE,
    async (job: Job<ResourceRef>, token?: string) => {
      const result = await run({ kind: job.data.kind, id: job.data.id });
      if (result.kind === 'done') return;
      await job.moveToDelayed(
        Date.now() + Math.min(Math.max(result.waitMs, MIN_DELAY_MS), MAX_DELAY_MS),
        token,
      );
      throw new DelayedError();
    },
    {
      concurrency,
      maxStalledCount: MAX_STALLED,
      lockDuration: LOCK_MS,
      stalledInterval: LOOK_FOR_STALLED_MS,
    },
  );
}
