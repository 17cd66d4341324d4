// The worker's story: one claimed operation from claim to its end (DESIGN section 2). Inbound it merges GitHub's state
// into the record, outbound it brings GitHub to the record's state. Every way out is one move of the transition table,
// written with the claim that is held; no transaction is open while GitHub is asked (rule O5). Killed between any two
// lines, the operation is queued again by its lease and finds what was done: the intents say what may have been sent.
import { LostClaim } from '@tandem/shared/ports/resource-store.js';
import { askAboutAbsence } from './inbound/ask-about-absence.js';
import { runInbound } from './inbound/run-inbound.js';
import { runOutbound } from './outbound/run-outbound.js';
import type { ClaimedOperation, RunContext } from './run-context.js';
import { settleFailure } from './settle-failure.js';

export type RunResult =
  /** It ended, or went back to the queue; the next of the group may run. */
  | 'settled'
  /** Somebody else runs it now: this worker must not touch the group any more (rule O8). */
  | 'lost';

export async function runOperation(context: RunContext, claimed: ClaimedOperation): Promise<RunResult> {
  try {
    const failure =
      claimed.operation.direction === 'inbound'
        ? await runInbound(context, claimed)
        : await runOutbound(context, claimed);
    const unsettled = failure === null ? null : await askAboutAbsence(context, claimed, failure);
    if (unsettled !== null) await settleFailure(context, claimed, unsettled);
    return 'settled';
  } catch (error) {
    if (error instanceof LostClaim) {
      context.log.warn('A lease was lost; another worker has the operation', {
        operation: claimed.operation.id,
      });
      return 'lost';
    }
    throw error;
  }
}
