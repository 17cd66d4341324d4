// What running an operation needs; wired once in context.ts.
import type { CallClass } from '@tandem/shared/domain/github/budget.js';
import type { MergeText } from '@tandem/shared/domain/merge/merge.js';
import type { SyncBounds } from '@tandem/shared/domain/schedule/next-sync-at.js';
import type { Operation } from '@tandem/shared/domain/operations/operation.js';
import type { Bell } from '@tandem/shared/ports/bell.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Github } from '@tandem/shared/ports/github.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type { ResourceStore } from '@tandem/shared/ports/resource-store.js';
import type { Writers } from '@tandem/shared/ports/people.js';
import type { RepoReading } from '@tandem/shared/ports/pull.js';

export interface RunContext {
  readonly store: ResourceStore;
  readonly github: Github;
  /** The same for the calls of one class (rule G1); absent where nothing is limited. */
  readonly githubFor?: (call: CallClass) => Github;
  /** In whose name authors write; absent: nobody's but the app's. */
  readonly writers?: Writers;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly log: Log;
  readonly mergeText: MergeText;
  readonly syncBounds: SyncBounds;
  /** Asks GitHub for the repo itself, by its id: whether it can be read, and what it is called by now. */
  readonly readRepo: (repoId: string) => Promise<RepoReading>;
  /** The same for a repo that we may not know: by GitHub's id, as an installation sees it. */
  readonly findRepo: (installationId: string, externalId: string) => Promise<RepoReading>;
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
