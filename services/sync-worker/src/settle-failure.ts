// What a failed call means for the operation (rule G5): wait, try again, look first, or end with GitHub's own words.
import type { Failure } from '@tandem/shared/domain/failures.js';
import type { Operation } from '@tandem/shared/domain/operation.js';
import { MAX_ATTEMPTS, retryDelayMs } from '@tandem/shared/domain/retry-delay.js';
import { noEffects, type Move, type ResourceRef } from '@tandem/shared/ports.js';
import type { ClaimedOperation, RunContext } from './run-context.js';

/** An operation's own wait, beside the failures of calls: no attempt, no error (rule G2). */
export interface Wait {
  readonly kind: 'wait';
  readonly until: number;
  readonly reason: { readonly code: string; readonly message: string };
  /**
   * What is waited for to exist on GitHub. Looked at again under its lock: it may have come to exist since, and then it
   * has already let go everything that waited, and nobody would come back for this one.
   */
  readonly unlessExists?: ResourceRef;
}

export type Unsettled = Failure | Wait;

export async function settleFailure(
  context: RunContext,
  { group, operation, claimToken }: ClaimedOperation,
  failure: Unsettled,
): Promise<void> {
  const now = context.clock.now();
  let outcome = outcomeOf(operation, failure, now, context.chance());
  const counted = failure.kind !== 'limited' && failure.kind !== 'wait';
  await context.store.transaction(async (tx) => {
    const effects = noEffects();
    const watched = failure.kind === 'wait' ? (failure.unlessExists ?? null) : null;
    const loaded = await tx.lockAndLoad(watched === null ? [group] : [watched, group]);
    const resource = loaded.find(({ kind, id }) => kind === group.kind && id === group.id);
    if (watched !== null && loaded.find(({ id }) => id === watched.id)?.link?.exists === true) {
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
      effects.records.push({ ...group, sync: { lastAttemptAt: now, failures: resource.sync.failures + 1 } });
    }
    if (resource?.link?.createIntent != null && isDefinite(failure)) {
      // GitHub certainly did not take it: the next attempt is a first one, and looks for nothing.
      effects.links.push({ ...group, createIntent: null });
    }
    await tx.save(effects);
  });
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

type Ending = Pick<Move, 'to' | 'attempt' | 'notBefore'>;

function outcomeOf(operation: Operation, failure: Unsettled, now: number, chance: number): Ending {
  switch (failure.kind) {
    case 'wait':
    case 'limited':
      return { to: 'queued', notBefore: failure.until };
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

/** Whether the failure says for certain that nothing was created. */
function isDefinite(failure: Unsettled): boolean {
  return failure.kind !== 'unknown_outcome' && failure.kind !== 'wait';
}
