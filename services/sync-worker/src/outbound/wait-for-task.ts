// A comment is created only when its task is on GitHub (rule G6). The task's create lets it go at once; the time here
// is for the case that nobody does.
import { MINUTE_MS } from '@tandem/shared/domain/clock.js';
import { REASONS } from '@tandem/shared/domain/reasons.js';
import type { LoadedResource } from '@tandem/shared/ports.js';
import type { RunContext } from '../run-context.js';
import type { Wait } from '../settle-failure.js';

const LOOK_AGAIN_MS = 5 * MINUTE_MS;

export function waitForTask(context: RunContext, { taskId, kind, address }: LoadedResource): Wait | null {
  if (kind !== 'comment' || address?.number != null) return null;
  return {
    kind: 'wait',
    until: context.clock.now() + LOOK_AGAIN_MS,
    reason: REASONS.waitingForTask,
    unlessExists: { kind: 'task', id: taskId },
  };
}
