// Runs a claimed operation for its group, also where the story throws: what no rule expects is tried again like every
// failure and given up like one. Left to its lease it would run in a circle, and hold up its group, while the bug is there.
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { LostClaim } from '@tandem/shared/ports/resource-store.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import { runOperation, type RunResult } from '../run-operation.js';
import { settleFailure } from '../settle-failure.js';

/** Throws where the database is away, which is no bug: the lease brings the operation back. */
export async function runClaimed(context: RunContext, claimed: ClaimedOperation): Promise<RunResult> {
  try {
    return await runOperation(context, claimed);
  } catch (error) {
    context.log.error('An operation failed where no rule expects it', {
      operation: claimed.operation.id,
      error: error instanceof Error ? error.stack : error,
    });
    return settleBug(context, claimed);
  }
}

async function settleBug(context: RunContext, claimed: ClaimedOperation): Promise<RunResult> {
  try {
    await settleFailure(context, claimed, { kind: 'transient', reason: REASONS.internalError });
    return 'settled';
  } catch (error) {
    if (error instanceof LostClaim) return 'lost';
    throw error;
  }
}
