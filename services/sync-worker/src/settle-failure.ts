// What a failed call means for the operation (rule G5): wait, try again, look first, or end with GitHub's own words.
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import { nextSyncAfterFailure } from '@tandem/shared/domain/schedule/next-sync-at.js';
import type { Operation } from '@tandem/shared/domain/operations/operation.js';
import { MAX_ATTEMPTS, retryDelayMs } from '@tandem/shared/domain/github/retry-delay.js';
import { noEffects, type Move, type RecordPatch } from '@tandem/shared/ports/effects.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { ClaimedOperation, RunContext } from './run-context.js';

/** An operation's own wait, beside the failures of calls: no attempt, no error (rule G2). */
export interface Wait {
  readonly kind: 'wait';
  readonly until: number;
  readonly reason: { readonly code: string; readonly message: string };
  /**
   * Asked again under the task's lock: what is waited for may have come since, and then it has already let go everything
   * that waited, and nobody would come back for this one.
   */
  readonly stillWaits?: (again: LoadedResource) => boolean;
}

export type Unsettled = Failure | Wait;

/** Nothing went wrong: these use up no attempt, and the record's schedule stays as it is. */
const UNCOUNTED: readonly Unsettled['kind'][] = ['wait', 'limited', 'expired'];

export async function settleFailure(
  context: RunContext,
  { group, operation, claimToken }: ClaimedOperation,
  failure: Unsettled,
): Promise<void> {
  const now = context.clock.now();
  let outcome = outcomeOf(operation, failure, now, context.chance());
  const counted = !UNCOUNTED.includes(failure.kind);
  const locked = await withItsTask(context, group);
  const released = await context.store.transaction(async (tx) => {
    const effects = noEffects();
    const resource = (await tx.lockAndLoad(locked)).find(({ id }) => id === group.id);
    if (failure.kind === 'wait' && resource !== undefined && failure.stillWaits?.(resource) === false) {
      outcome = { to: 'queued', notBefore: now };
    }
    effects.moves.push({
      ...outcome,
      kind: group.kind,
      id: operation.id,
      from: 'processing',
      by: context.worker,
      reason: failure.reason,
      claimToken,
    });
    if (resource !== undefined && counted) {
      effects.records.push({ ...group, sync: failedSync(context, resource, outcome, now) });
    }
    await tx.save(effects);
    // A comment that will not be sent soon must not hold up the thread (rule G6).
    return outcome.to === 'queued' || resource?.thread == null ? [] : tx.releaseComments(resource.taskId);
  });
  await context.bell.ring(released);
  if (outcome.to === 'queued' && outcome.notBefore != null) {
    await context.bell.ringLater(group, Math.max(0, outcome.notBefore - now));
  }
  context.log.info('Operation did not complete', {
    operation: operation.id,
    to: outcome.to,
    code: failure.reason.code,
    message: failure.reason.message,
  });
}

/** The task of a comment is locked with it, first: who waits and who lets go must not miss each other (rule G6). */
async function withItsTask({ store }: RunContext, group: ResourceRef): Promise<ResourceRef[]> {
  if (group.kind === 'task') return [group];
  const [resource] = await store.transaction((tx) => tx.lockAndLoad([group]));
  return resource === undefined ? [group] : [{ kind: 'task', id: resource.taskId }, group];
}

type Ending = Pick<Move, 'to' | 'attempt' | 'notBefore'>;

function outcomeOf(operation: Operation, failure: Unsettled, now: number, chance: number): Ending {
  switch (failure.kind) {
    case 'wait':
    case 'limited':
      return { to: 'queued', notBefore: failure.until };
    case 'expired':
      return { to: 'queued', notBefore: now };
    case 'transient':
    case 'unknown_outcome': {
      const attempt = operation.attempt + 1;
      return attempt >= MAX_ATTEMPTS
        ? { to: 'errored', attempt }
        : { to: 'queued', attempt, notBefore: now + retryDelayMs(attempt, chance) };
    }
    case 'forbidden':
      return { to: 'disabled' };
    case 'gone':
    case 'moved':
    case 'invalid':
      return { to: 'errored', attempt: operation.attempt + 1 };
  }
}

/** An error never counts as a sync; what failed is asked again by the schedule, later each time (rule S1). */
function failedSync(
  { syncBounds }: RunContext,
  { sync }: LoadedResource,
  { notBefore = null }: Ending,
  now: number,
): NonNullable<RecordPatch['sync']> {
  const failures = sync.failures + 1;
  const nextSyncAt = nextSyncAfterFailure({ lastAttemptAt: now, failures, notBefore }, syncBounds);
  return { lastAttemptAt: now, failures, nextSyncAt };
}
