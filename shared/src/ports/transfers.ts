// What the tables do for a transferred issue (rules P5, M7): find both ends, move, merge, remember; and link its comments
// anew. Everything happens inside the transaction of the story that decided it.
import type { KnownComment } from '../domain/resource/match-comments.js';
import type { Facts } from '../domain/operations/operation.js';
import type { RepoFacts } from '../domain/github/directory-update.js';
import type { LoadedResource, ResourceRef } from './loaded-resource.js';

/** An issue's address. */
export interface IssuePlace {
  readonly repoExternalId: string;
  readonly number: number;
  /** The record that a marker of ours names there, if its create is under way. */
  readonly markedRecord: string | null;
}

/** A transfer, as a webhook or a redirect tells it. */
export interface Transfer {
  /** The old address, or the record that had it. */
  readonly from: IssuePlace | { readonly taskId: string };
  readonly to: Omit<IssuePlace, 'markedRecord'> & {
    /** What is told of the issue there; its ids are new. */
    readonly facts: Facts;
  };
  /** The new repo, made known where it is not; null where nothing but its id was told. */
  readonly repo: RepoFacts | null;
}

export interface LoadedTransfer {
  readonly before: LoadedResource | null;
  readonly after: LoadedResource | null;
  /** Null: the old repo was never heard of. */
  readonly from: { readonly repoId: string; readonly number: number; readonly name: string } | null;
  readonly to: {
    readonly repoId: string;
    readonly number: number;
    readonly name: string;
    readonly projectId: string | null;
  };
}

export interface TransferTables {
  /** Locks and reads the records at both ends; null where the new repo is unknown. */
  load(transfer: Transfer): Promise<LoadedTransfer | null>;
  /** Gives the task and its comments the new address. Its base stays: what clients wrote is merged over it. */
  move(taskId: string, to: LoadedTransfer['to'], facts: Facts): Promise<void>;
  /** Ends a task for another one, which gets its comments and conflicts; with `place` its address, too. */
  mergeTasks(input: {
    readonly survivor: string;
    readonly other: string;
    readonly place: boolean;
    readonly at: number;
  }): Promise<void>;
  /** Takes a task out of its repo: it keeps its text, and no link. */
  takeOut(taskId: string): Promise<void>;
  /** From now on what comes under the old address is about this task, and says nothing any more. */
  remember(
    from: NonNullable<LoadedTransfer['from']>,
    to: LoadedTransfer['to'],
    taskId: string,
    at: number,
  ): Promise<void>;
  /** The comments of a task that are on GitHub, as they were last seen there. Locks them. */
  knownComments(taskId: string): Promise<KnownComment[]>;
  /** GitHub's id of the repo that the task is in; null = none. */
  repoOf(taskId: string): Promise<string | null>;
  /** Ends a comment for another one, which gets its conflicts; its link goes, so that its id is free. */
  mergeComments(input: {
    readonly survivor: string;
    readonly other: string;
    readonly at: number;
  }): Promise<void>;
  /** The comments go by their new ids. Returns the groups that waited for it. */
  endRelink(taskId: string): Promise<ResourceRef[]>;
}
