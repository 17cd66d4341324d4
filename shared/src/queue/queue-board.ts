// The queues as bull-board shows them: to look at, not to touch. What is in them is only a bell; whoever wants to mend
// something mends its operation.
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { Queue } from 'bullmq';
import type { JobQueue } from './queue-backend.js';

/** Leaves out what is no queue of BullMQ's. */
export function boardOf(queues: readonly JobQueue[]): BullMQAdapter[] {
  return queues
    .filter((queue): queue is JobQueue & Queue => queue instanceof Queue)
    .map((queue) => new BullMQAdapter(queue, { readOnlyMode: true }));
}
