// What the client's doors need beyond resource-store.ts: making records that GitHub does not know yet, putting them into a repo,
// and reading what a write must replace. Adapters keep these promises; the stories know nothing else of them.
import type { Action, Direction, Operation, ResourceKind, Source } from '../domain/operations/operation.js';
import type { Field, Fields } from '../domain/resource/content.js';
import type { FieldConflict } from '../domain/merge/merge.js';
import type { OperationState } from '../domain/operations/transitions.js';
import type { ResourceRef } from './loaded-resource.js';
import type { ResourceTransaction } from './resource-store.js';

export interface Author {
  readonly login: string | null;
  readonly name: string | null;
}

/** An author as a client names them; with `userId` it is a user of ours. */
export interface NamedAuthor extends Author {
  readonly userId: string | null;
}

/** Projects that a caller may touch; null = all. */
export type ProjectAccess = readonly string[] | null;

export interface NewTask {
  readonly id: string;
  readonly projectId: string;
  /** Null: in no repo yet. */
  readonly repoId: string | null;
  readonly author: NamedAuthor;
}

export interface NewComment {
  readonly id: string;
  readonly taskId: string;
  readonly author: NamedAuthor;
}

/** Where a record stands, read before it is locked. */
export interface Place {
  readonly projectId: string | null;
  readonly repoId: string | null;
  /** The repo's full name and the number, where the issue exists on GitHub. */
  readonly address: string | null;
  readonly deleted: boolean;
}

/** An operation that a person may restart or cancel. */
export interface OperationHandle {
  readonly id: string;
  readonly ref: ResourceRef;
  readonly direction: Operation['direction'];
  readonly state: OperationState;
  readonly content: Operation['content'];
}

/** A conflict that a person decides. */
export interface ConflictHandle {
  readonly id: string;
  readonly ref: ResourceRef;
  readonly conflict: FieldConflict;
  readonly state: 'open' | 'resolved';
  /** What was decided; null while it is open. */
  readonly resolution: ConflictResolution | null;
}

export interface ConflictResolution {
  readonly keep?: 'ours' | 'theirs' | 'base';
  /** What the field was set to, and what it held before: an undo goes back only over its own value. */
  readonly value: Fields[Field];
  readonly before: Fields[Field] | null;
  /** Null: the record held the value already. */
  readonly operationId: string | null;
}

/** What a list of operations, or a restart of many, is narrowed to. */
export interface OperationFilter {
  readonly kind?: ResourceKind | undefined;
  readonly state?: OperationState | undefined;
  readonly direction?: Direction | undefined;
  readonly source?: Source | undefined;
  /** Those of the task and of its comments. */
  readonly taskId?: string | undefined;
  readonly commentId?: string | undefined;
  readonly repoId?: string | undefined;
  /** GitHub's id of the issue, the pull request or the comment. */
  readonly externalId?: string | undefined;
  readonly deliveryId?: string | undefined;
  /** ISO 8601: made at this time or later. */
  readonly since?: string | undefined;
  /** ISO 8601: made before this time. */
  readonly until?: string | undefined;
  readonly action?: Action | undefined;
  /** The code of the reason. */
  readonly reason?: string | undefined;
  /** The number of the issue, a part of the title, an id, the GUID of a delivery, a part of the reason. */
  readonly q?: string | undefined;
  /** True: only those of records that have a place in a repo. */
  readonly linked?: boolean | undefined;
}

export interface ClientTransaction extends ResourceTransaction {
  /** The ids of the project's connected repos, as far as the caller may see it; null where there is no such project. */
  reposOf(projectId: string, access: ProjectAccess): Promise<string[] | null>;
  /** GitHub's id of a repo; null where there is none. */
  externalIdOf(repoId: string): Promise<string | null>;
  /** Empty, at version 0, with a link if it goes to a repo. False: this id is taken, and nothing was made. */
  insertTask(task: NewTask): Promise<boolean>;
  /** Empty, at version 0, with a link if its task has one. False: this id is taken, and nothing was made. */
  insertComment(comment: NewComment): Promise<boolean>;
  /** Null where there is no such record, or not for this caller. */
  placeOf(ref: ResourceRef, access: ProjectAccess): Promise<Place | null>;
  /** Gives a task that was in no repo a repo and a link, and links to its comments. Returns the comments' ids. */
  putIntoRepo(taskId: string, repoId: string): Promise<string[]>;
  /** Outbound operations that could not run when they were made: a later write takes over what they carry. */
  disabledOutbound(ref: ResourceRef): Promise<Operation[]>;
  /** As it is now; null where there is none for this caller. */
  operation(id: string, access: ProjectAccess): Promise<OperationHandle | null>;
  /** As it is now; null where there is none for this caller. */
  conflict(id: string, access: ProjectAccess): Promise<ConflictHandle | null>;
  /** Null: it is open again. */
  settleConflict(id: string, resolution: ConflictResolution | null, by: string): Promise<void>;
  /**
   * Locks up to `limit` errored or disabled operations that match, after this sequence, in the order they were made.
   * Passes over those that another transaction works on.
   */
  takeRestartable(
    filter: OperationFilter,
    access: ProjectAccess,
    part: { readonly kind: ResourceKind; readonly afterSequence: bigint; readonly limit: number },
  ): Promise<(OperationHandle & { readonly sequence: bigint })[]>;
}

export interface ClientStore {
  /** As ResourceStore.transaction; repeats it also where a worker claimed an operation between reading and writing. */
  transaction<T>(work: (tx: ClientTransaction) => Promise<T>): Promise<T>;
  /** A new UUIDv7: ids sort by the time they were made. */
  newId(): string;
}

/** Looks a repo up on GitHub; the one call that a request may wait for, because a person just named the repo. */
export interface RepoDirectory {
  /**
   * Finds the repo among what the app can see and stores installation and repo. Null where the app cannot see it.
   * Throws where GitHub cannot be asked.
   */
  find(fullName: string): Promise<{ readonly id: string } | null>;
}
