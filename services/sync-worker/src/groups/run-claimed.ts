// Runs a claimed operation for its group, also where the story throws or ends its worker: what no rule expects is tried
// again like every failure and given up like one (rule G5). Left to its lease it would run in a circle, and hold up its
// group or all workers, while the bug is there.
import { MAX_ATTEMPTS } from '@tandem/shared/domain/github/retry-delay.js';
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { LostClaim } from '@tandem/shared/ports/resource-store.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import { runOperation, type RunResult } from '../run-operation.js';
import { settleFailure } from '../settle-failure.js';

/** Throws where the database is away, which is no bug: the lease brings the operation back. */
export async function runClaimed(context: RunContext, claimed: ClaimedOperation): Promise<RunResult> {
  // Only leases that ran out count that far: every other failure ends at its last attempt.
  if (claimed.operation.attempt >= MAX_ATTEMPTS) {
    return settleBug(context, claimed, { kind: 'invalid', reason: REASONS.workersLost });
  }
  try {
    return await runOperation(context, claimed);
  } catch (error) {
    context.log.error('An operation failed where no rule expects it', {
      operation: claimed.operation.id,
      error: error instanceof Error ? error.stack : error,
    });
    return settleBug(context, claimed, { kind: 'transient', reason: REASONS.internalError });
  }
}

async function settleBug(
  context: RunContext,
  claimed: ClaimedOperation,
  failure: Failure,
): Promise<RunResult> {
  try {
    await settleFailure(context, claimed, failure);
    return 'settled';
  } catch (error) {
    if (error instanceof LostClaim) return 'lost';
    throw error;
  }
}
