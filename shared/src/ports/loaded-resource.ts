// A resource as the stories load it: what the rules see, and what is needed to reach it on GitHub.
import type { ResourceKind } from '../domain/operations/operation.js';
import type { Resource } from '../domain/resource/resource.js';

export interface ResourceRef {
  readonly kind: ResourceKind;
  readonly id: string;
}

/** A resource with what is needed to reach it on GitHub. */
export interface LoadedResource extends Resource {
  /** Of a comment: its task; of a task: itself. */
  readonly taskId: string;
  readonly linkId: string | null;
  readonly address: Address | null;
  readonly projectId: string | null;
  readonly author: {
    readonly userId: string | null;
    readonly login: string | null;
    readonly name: string | null;
  };
  readonly sync: SyncState;
  /** The conversation that a comment belongs to; null for a task. */
  readonly thread: Thread | null;
  /** The issue was transferred, and its comments still go by the ids of the old place. Of a comment: its task's. */
  readonly relinking: boolean;
}

/** What a comment must know of its task before it is created (rule G6). */
export interface Thread {
  readonly taskDeleted: boolean;
  /** True: an earlier comment of the task is still to be created. */
  readonly earlierWaits: boolean;
}

export interface SyncState {
  readonly lastSyncedAt: number | null;
  readonly remoteUpdatedAt: number | null;
  readonly latestEventAt: number | null;
  readonly failures: number;
}

export interface Address {
  /** Our id of the installation's row. */
  readonly installationRowId: string | null;
  /** GitHub's id of the installation. */
  readonly installationId: string | null;
  readonly repoId: string;
  readonly owner: string;
  readonly repo: string;
  /** The number; for a comment the number of its issue. Null until it exists on GitHub. */
  readonly number: number | null;
  /** GitHub's id of the comment, or of the issue where it is known. */
  readonly externalId: string | null;
  readonly etag: string | null;
}
