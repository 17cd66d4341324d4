// One planner however many workers run (rule S3): a BullMQ job scheduler makes one job per interval, and whichever worker
// takes it does the turn. A turn that fails is not repeated: the next one plans the same and more.
import type { JobQueue, JobWorker, QueueBackend } from './queue-backend.js';

export const PLANNER_QUEUE = 'scheduler';

export async function startPlanner(
  backend: QueueBackend,
  queue: JobQueue,
  everyMs: number,
  turn: () => Promise<void>,
): Promise<JobWorker> {
  await queue.upsertJobScheduler(
    'plan',
    { every: everyMs },
    { name: 'plan', opts: { removeOnComplete: true, removeOnFail: true } },
  );
  return backend.worker(PLANNER_QUEUE, () => turn(), { concurrency: 1 });
}
