// What the two stories (accept-changes, run-operation) need from the outside. Adapters under db/, queue/ and github/
// keep these promises; the stories know nothing else of them.
import type { CallClass } from './domain/budget.js';
import type { Content, Field } from './domain/content.js';
import type { DirectoryUpdate } from './domain/directory-update.js';
import type { Failure } from './domain/failures.js';
import type { FieldConflict } from './domain/merge.js';
import type {
  Action,
  BodyFrame,
  Direction,
  DroppedFor,
  Facts,
  Operation,
  Reason,
  ResourceKind,
  Source,
} from './domain/operation.js';
import type { CreateIntent, LastWrite, Resource, WriteIntent } from './domain/resource.js';
import type { OperationState } from './domain/transitions.js';

// ------------------------------------------------------------------ resources

export interface ResourceRef {
  readonly kind: ResourceKind;
  readonly id: string;
}

/** A resource with what is needed to reach it on GitHub. */
export interface LoadedResource extends Resource {
  /** Of a comment: its task; of a task: itself. */
  readonly taskId: string;
  readonly taskKind: 'issue' | 'pull_request';
  readonly linkId: string | null;
  readonly address: Address | null;
  readonly projectId: string | null;
  readonly author: { readonly login: string | null; readonly name: string | null };
  readonly sync: SyncState;
  /** The conversation that a comment belongs to; null for a task. */
  readonly thread: Thread | null;
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
  /** The issue's number; for a comment the number of its issue. Null until it exists on GitHub. */
  readonly number: number | null;
  /** GitHub's id of the comment, or of the issue where it is known. */
  readonly externalId: string | null;
  readonly etag: string | null;
}

// ------------------------------------------------------------------ what a transaction writes

export interface NewOperation {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly recordId: string;
  readonly linkId: string | null;
  readonly direction: Direction;
  readonly state: OperationState;
  readonly source: Source;
  readonly action: Action;
  readonly githubUpdatedAt: number | null;
  readonly content: Content | null;
  readonly facts: Facts | null;
  readonly fetch: boolean;
  readonly reason: Reason | null;
  readonly duplicateOf?: string | null;
  readonly droppedFor?: DroppedFor | null;
  readonly notBefore?: number | null;
  readonly deliveryId?: string | null;
  readonly installationRowId?: string | null;
  /** The states that it went through in this very transaction, where it is born in its last one: a page of a pull. */
  readonly passed?: readonly OperationState[];
  readonly by: string;
}

/** A move of an operation's state: it happens only if the state, and the claim where one is held, are still the same. */
export interface Move {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly from: OperationState;
  readonly to: OperationState;
  readonly by: string;
  readonly reason: Reason | null;
  /** The claim that the writer holds (rule O8); null = the writer holds none. */
  readonly claimToken: string | null;
  readonly canceledBy?: string;
  readonly duplicateOf?: string | null;
  readonly droppedFor?: DroppedFor | null;
  readonly notBefore?: number | null;
  readonly attempt?: number;
  /** What was really applied: rewrites the operation's time and content (section 5, end). */
  readonly applied?: { readonly githubUpdatedAt: number; readonly content: Content };
  /** Outbound: what its read showed of the fields that it wrote. */
  readonly preImage?: Content;
  readonly notAccepted?: Content;
}

export interface RecordPatch extends ResourceRef {
  readonly content?: Content;
  /** The record's next version, where a field or its deletion changed. */
  readonly version?: number;
  /** The fields whose value changed. */
  readonly changed?: readonly Field[];
  readonly provenance?: { readonly side: 'client' | 'github'; readonly operationId: string };
  readonly localModifiedAt?: Readonly<Partial<Record<Field, number>>>;
  readonly deleted?: { readonly at: number; readonly by: 'client' | 'github' } | null;
  readonly facts?: Facts;
  readonly sync?: Partial<SyncState> & {
    readonly lastAttemptAt?: number;
    readonly nextSyncAt?: number | null;
    /** Null: what a person asked for is under way (rule S4). */
    readonly syncRequestedAt?: number | null;
  };
}

export interface LinkPatch extends ResourceRef {
  readonly base?: Content;
  readonly baseUpdatedAt?: number;
  readonly baseOperationId?: string;
  readonly etag?: string | null;
  readonly bodyFrame?: BodyFrame;
  readonly facts?: Facts;
  readonly createIntent?: CreateIntent | null;
  readonly writeIntent?: WriteIntent | null;
  readonly lastWrite?: LastWrite | null;
  readonly gone?: { readonly at: number; readonly reason: Reason };
}

export interface NewConflict extends ResourceRef {
  readonly conflict: FieldConflict;
  readonly operationId: string;
}

export interface ChangeEntry extends ResourceRef {
  readonly projectId: string | null;
  readonly event: 'created' | 'updated' | 'deleted' | 'restored' | 'synced';
  readonly version: number;
  readonly fields: readonly Field[];
  readonly operationId: string | null;
}

/** Everything that one transaction writes. Empty lists cost nothing. */
export interface Effects {
  readonly operations: NewOperation[];
  readonly moves: Move[];
  readonly records: RecordPatch[];
  readonly links: LinkPatch[];
  readonly conflicts: NewConflict[];
  readonly changes: ChangeEntry[];
  readonly deliveries: DeliveryOutcome[];
}

/** What became of a stored delivery (rules D4, D5). */
export interface DeliveryOutcome {
  readonly id: string;
  readonly state: 'processed' | 'ignored' | 'parked';
  readonly action: string | null;
  readonly repoExternalId: string | null;
  readonly reason: Reason | null;
}

export function noEffects(): Effects {
  return { operations: [], moves: [], records: [], links: [], conflicts: [], changes: [], deliveries: [] };
}

// ------------------------------------------------------------------ the store

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
  /** How many records of a repo GitHub deleted within the last hour, and of how many (rule P5, the brake). */
  deletionsOfRepo(repoId: string, now: number): Promise<{ readonly deleted: number; readonly of: number }>;
  /** What GitHub told of installations and repos. Returns the groups whose disabled work may go on now (rule P6). */
  applyDirectoryUpdate(update: DirectoryUpdate): Promise<ResourceRef[]>;
  /** Locks and returns the oldest deliveries that wait to be normalized, passing over what another process works on. */
  takeDeliveries(limit: number): Promise<StoredDelivery[]>;
}

/** A delivery as it was stored: the raw body, exactly as signed. */
export interface StoredDelivery {
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly payload: Uint8Array;
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

// ------------------------------------------------------------------ bell, GitHub, people

/** The bell: tells the workers that a group has work. A lost ring costs time, never work (rule O6). */
export interface Bell {
  ring(groups: readonly ResourceRef[]): Promise<void>;
  /** Rings after a while; for groups that wait for a limit or a back-off. */
  ringLater(group: ResourceRef, delayMs: number): Promise<void>;
}

/** GitHub's state of one thing, in normal form. */
export interface RemoteState {
  readonly content: Content;
  readonly githubUpdatedAt: number;
  readonly facts: Facts;
  readonly etag: string | null;
  /** GitHub's clock when it answered, ms in whole seconds. */
  readonly answeredAt: number;
}

export type Called<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export type { CallClass } from './domain/budget.js';

/** Every call of a worker to GitHub. Failures are values; a throw is a bug. */
export interface Github {
  /** `not_modified` only where an etag was given. */
  read(target: ResourceRef, address: Address, call: CallClass): Promise<Called<RemoteState | 'not_modified'>>;
  create(
    target: ResourceRef,
    address: Address,
    values: Content,
    frame: BodyFrame,
  ): Promise<Called<RemoteState>>;
  /** Writes the named fields; a body goes into `frame`, which is given back exactly as it was fetched. */
  patch(
    target: ResourceRef,
    address: Address,
    values: Content,
    frame: BodyFrame,
  ): Promise<Called<RemoteState>>;
  addToSet(address: Address, set: 'labels' | 'assignees', names: readonly string[]): Promise<Called<null>>;
  removeFromSet(
    address: Address,
    set: 'labels' | 'assignees',
    names: readonly string[],
  ): Promise<Called<null>>;
  remove(target: ResourceRef, address: Address): Promise<Called<null>>;
  /** Looks for something that our app created with this record's marker since the intent, newest first (rule G3). */
  findMarked(target: ResourceRef, address: Address, since: number): Promise<Called<RemoteState | null>>;
  /** The frame of a new text: credit and signed marker. */
  frameFor(target: ResourceRef, text: string, author: string | null): BodyFrame;
}

export interface Log {
  debug(message: string, details?: Record<string, unknown>): void;
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
}

export interface Clock {
  /** ms since the epoch. */
  now(): number;
}
