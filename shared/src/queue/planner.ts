// One planner however many workers run (rule S3): a BullMQ job scheduler makes one job per interval, and whichever worker
// takes it does the turn. A turn that fails is not repeated: the next one plans the same and more.
import type { JobQueue, JobWorker, QueueBackend } from './queue-backend.js';

export const PLANNER_QUEUE = 'scheduler';
const PLAN = 'plan';
/** A turn that is later than this many others was lost, or is under way for so long that one more does no harm. */
const LATE_TURNS = 2;

export async function startPlanner(
  backend: QueueBackend,
  queue: JobQueue,
  everyMs: number,
  turn: () => Promise<void>,
): Promise<JobWorker> {
  await schedulePlans(queue, everyMs);
  return backend.worker(PLANNER_QUEUE, () => turn(), { concurrency: 1 });
}

/**
 * An emptied Redis has forgotten the planner, too, and one whose job was lost plans no more (rule O6): nothing would be
 * due again until a worker starts.
 */
export async function keepPlanner(queue: JobQueue, everyMs: number): Promise<void> {
  const next = (await queue.getJobScheduler(PLAN))?.next ?? 0;
  if (next < Date.now() - LATE_TURNS * everyMs) await schedulePlans(queue, everyMs);
}

async function schedulePlans(queue: JobQueue, everyMs: number): Promise<void> {
  await queue.upsertJobScheduler(
    PLAN,
    { every: everyMs },
    { name: PLAN, opts: { removeOnComplete: true, removeOnFail: true } },
  );
}
