// What the two stories (accept-changes, run-operation) need of the tables. db/ keeps these promises; the stories know
// nothing else of it.
import type { Deletions } from '../domain/schedule/judge-absence.js';
import type { DirectoryUpdate } from '../domain/github/directory-update.js';
import type { Operation, ResourceKind } from '../domain/operations/operation.js';
import type { Effects } from './effects.js';
import type { LoadedResource, ResourceRef } from './loaded-resource.js';
import type { TransferTables } from './transfers.js';

/** How an inbound change names its resource (DESIGN section 3, "Finding the resource"). */
export interface IssueKey {
  readonly repoExternalId: string;
  readonly number: number;
  readonly externalId: string | null;
  readonly pullRequestExternalId: string | null;
  readonly taskKind: 'issue' | 'pull_request';
  /** The record that a valid marker of ours names; attached only if its create is under way (rule G3). */
  readonly markedRecord: string | null;
}

export interface CommentKey {
  readonly issue: IssueKey;
  readonly externalId: string;
  readonly markedRecord: string | null;
}

export interface FoundIssue {
  readonly taskId: string;
  /** True: this transaction made it; nothing was known of the issue. */
  readonly made: boolean;
  /** True: the issue was transferred away from this address (rule P5). */
  readonly former: boolean;
}

export interface ResourceStore {
  /**
   * Runs `work` in one transaction; repeats it from the start on deadlock and serialization failures, so `work` must
   * not have effects of its own. Throws LostClaim where a move found another state than its writer saw.
   */
  transaction<T>(work: (tx: ResourceTransaction) => Promise<T>): Promise<T>;
  /** Claims the next operation of a group (rules O1, O4) with a lease, in one statement. */
  claimNext(group: ResourceRef, lease: Lease): Promise<Claim>;
  /** Prolongs a lease; false where it was lost meanwhile. */
  renewLease(kind: ResourceKind, claimToken: string, until: number): Promise<boolean>;
  /** Gives claimed operations back to the queue at once, when a worker stops. */
  handBack(
    claims: readonly { readonly kind: ResourceKind; readonly token: string }[],
    by: string,
  ): Promise<ResourceRef[]>;
  /** Re-queues operations whose lease ran out, and finds groups whose due work nobody took (rule O6). */
  findStranded(input: {
    readonly now: number;
    readonly olderThanMs: number;
    readonly limit: number;
    readonly by: string;
  }): Promise<Stranded>;
}

export interface Stranded {
  /** Groups to wake. */
  readonly groups: readonly ResourceRef[];
  /** How many operations were taken from workers that stopped without a word. */
  readonly requeued: number;
}

export interface ResourceTransaction {
  /** The tasks of these issues, made where unknown; null where the repo is unknown. In the order of the keys. */
  findOrMakeTasks(keys: readonly IssueKey[]): Promise<(FoundIssue | null)[]>;
  /** The comments, made where unknown; their tasks must exist. In the order of the keys. */
  findOrMakeComments(
    keys: readonly (CommentKey & { readonly taskId: string })[],
  ): Promise<{ commentId: string }[]>;
  /** Locks the records in the order of their ids and reads them. In the order of the refs; a missing one is left out. */
  lockAndLoad(refs: readonly ResourceRef[]): Promise<LoadedResource[]>;
  save(effects: Effects): Promise<void>;
  /** Locks the operation while it is still held with this claim; throws LostClaim otherwise (rule O8). */
  holdClaim(kind: ResourceKind, operationId: string, claimToken: string): Promise<void>;
  /** Lets the comments of a task go that wait for it or for an earlier one (rule G6). Returns their groups. */
  releaseComments(taskId: string): Promise<ResourceRef[]>;
  /** Changes of GitHub's, oldest first, that were dropped because the record was deleted; of very many the latest. */
  droppedAsDeleted(ref: ResourceRef): Promise<DroppedChange[]>;
  /** How much of a repo GitHub deleted lately, and what a person allowed (rule P5, the brake). */
  deletionsOfRepo(repoId: string, now: number): Promise<Deletions>;
  /** Keeps that the brake is on, for a person to see. Called last: the repo's row is locked after the records. */
  askAboutDeletions(repoId: string, brake: DeletionBrake): Promise<void>;
  /** What GitHub told of installations and repos. Returns the groups whose disabled work may go on now (rule P6). */
  applyDirectoryUpdate(update: DirectoryUpdate): Promise<ResourceRef[]>;
  /** The linked issues of a repo that carry a label, or are about to, by number; fewer than the limit are the last. */
  issuesWithLabel(asked: CarriersAsked): Promise<IssueKey[]>;
  /** What a transferred issue asks of the tables. */
  readonly transfers: TransferTables;
  /** Locks and returns the oldest deliveries that wait to be normalized, passing over what another process works on. */
  takeDeliveries(limit: number): Promise<StoredDelivery[]>;
}

/** An inbound operation that was dropped, and the delivery that brought it. */
export interface DroppedChange extends Operation {
  readonly deliveryId: string | null;
}

/** The brake is on (rule P5): so much was missing, and nobody has looked yet. */
export interface DeletionBrake {
  /** ISO 8601. */
  readonly askedAt: string;
  readonly missing: number;
  readonly of: number;
}

/** A part of the issues that carry a label. */
export interface CarriersAsked {
  readonly repoExternalId: string;
  /** Compared without case, as GitHub does. */
  readonly name: string;
  /** Numbers beyond this one. */
  readonly after: number;
  readonly limit: number;
}

/** A delivery as it was stored: the raw body, exactly as signed. */
export interface StoredDelivery {
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly payload: Uint8Array;
  /** Of a label: the number of the last issue that got its fetch; null = none yet. */
  readonly walkedTo: number | null;
}

export interface Lease {
  readonly token: string;
  readonly worker: string;
  readonly until: number;
  readonly now: number;
}

export type Claim =
  | { readonly kind: 'claimed'; readonly operation: Operation }
  /** Another worker runs this group; its lease ends at `until`. */
  | { readonly kind: 'busy'; readonly until: number }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'idle' };

/** A move found another state, or another claim, than its writer saw: the writer lost its lease and must stop (O8). */
export class LostClaim extends Error {
  constructor() {
    super('The operation is not in the state that was read: its lease was lost.');
    this.name = 'LostClaim';
  }
}
