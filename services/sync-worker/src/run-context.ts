// What running an operation needs; wired once in context.ts.
import type { CallClass } from '@tandem/shared/domain/budget.js';
import type { MergeText } from '@tandem/shared/domain/merge.js';
import type { SyncBounds } from '@tandem/shared/domain/next-sync-at.js';
import type { Operation } from '@tandem/shared/domain/operation.js';
import type { Bell, Clock, Github, Log, ResourceRef, ResourceStore } from '@tandem/shared/ports.js';

export interface RunContext {
  readonly store: ResourceStore;
  readonly github: Github;
  /** The same for the calls of one class (rule G1); absent where nothing is limited. */
  readonly githubFor?: (call: CallClass) => Github;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly log: Log;
  readonly mergeText: MergeText;
  readonly syncBounds: SyncBounds;
  /** A number in [0, 1): the jitter of retries. */
  readonly chance: () => number;
  /** Who runs it: the timeline's `by`. */
  readonly worker: string;
}

/** An operation that this worker has claimed. */
export interface ClaimedOperation {
  readonly group: ResourceRef;
  readonly operation: Operation;
  readonly claimToken: string;
}
