// A comment is created only when its task is on GitHub, and after every earlier comment of the task, so that the thread
// keeps the order in which it was written (rule G6). What it waits for lets it go at once; the time here is for the case
// that nobody does.
import { MINUTE_MS } from '@tandem/shared/domain/clock.js';
import type { Reason } from '@tandem/shared/domain/operations/operation.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { RunContext } from '../run-context.js';
import type { Wait } from '../settle-failure.js';

const LOOK_AGAIN_MS = 5 * MINUTE_MS;

export function waitForTask(context: RunContext, resource: LoadedResource): Wait | null {
  const reason = waitsFor(resource);
  if (reason === null) return null;
  return {
    kind: 'wait',
    until: context.clock.now() + LOOK_AGAIN_MS,
    reason,
    stillWaits: (again) => waitsFor(again) !== null,
  };
}

function waitsFor({ thread, address }: LoadedResource): Reason | null {
  if (thread === null) return null;
  if (address?.number == null) return REASONS.waitingForTask;
  return thread.earlierWaits ? REASONS.waitingForEarlier : null;
}
