// A resource as the rules see it: a record of ours, its link to GitHub, and the operations that are still open.
import type { Content, Field, Fields } from './content.js';
import type { BodyFrame, Operation, Reason, ResourceKind } from '../operations/operation.js';

export interface Resource {
  readonly kind: ResourceKind;
  /** The record's id, which is also the key of the queue group. */
  readonly id: string;
  /** Of a comment: its task's. */
  readonly taskKind: 'issue' | 'pull_request';
  /** Whether operations of this resource may run at all; null = they may. */
  readonly closedBecause: Reason | null;
  readonly record: RecordState;
  readonly link: Link | null;
  /** Open operations by `sequence`; at most one of them is processing (rule O1). */
  readonly open: readonly Operation[];
  /** Outbound operations that ended in an error and have not been superseded. */
  readonly errored: readonly Operation[];
}

export interface RecordState {
  /** What we hold. A record that was never synced asserts only what a client wrote. */
  readonly content: Content;
  /** Per field: when a client last wrote it (ms since the epoch, on GitHub's clock). */
  readonly localModifiedAt: Readonly<Partial<Record<Field, number>>>;
  readonly version: number;
  readonly deletedAt: number | null;
  readonly deletedBy: 'client' | 'github' | null;
}

export interface Link {
  /** Whether the thing is known to exist on GitHub: it has a number or an id there. */
  readonly exists: boolean;
  /** GitHub's content as last seen: the base of every merge. Null: never seen. */
  readonly base: Content | null;
  /** GitHub's time of the base, ms in whole seconds. */
  readonly baseUpdatedAt: number | null;
  readonly baseOperationId: string | null;
  readonly bodyFrame: BodyFrame | null;
  readonly createIntent: CreateIntent | null;
  readonly writeIntent: WriteIntent | null;
  readonly lastWrite: LastWrite | null;
  /** Set when GitHub deleted the thing or moved it out of reach: final for its external id. */
  readonly gone: Reason | null;
}

/** Stored before a create is sent, so that an unknown outcome is looked up instead of repeated (rule G3). */
export interface CreateIntent {
  readonly id: string;
  /** ms since the epoch of the first attempt. */
  readonly since: number;
  /** ms since the epoch of the latest attempt. */
  readonly attemptedAt: number;
  readonly attempts: number;
  readonly values: Content;
  /** When it was first looked for what the latest attempt may have created; absent = not yet. */
  readonly lookingSince?: number;
  /** GitHub's id of the person in whose name it was tried; absent = in the app's alone. */
  readonly writer?: string;
}

/** Stored before an update is sent: the values about to be written (section 6). */
export interface WriteIntent extends WriteAttempt {
  /** Intents of earlier attempts whose write may still arrive, oldest first. */
  readonly earlier?: readonly WriteAttempt[];
}

export interface WriteAttempt {
  readonly values: Content;
  /** ms since the epoch. */
  readonly at: number;
  /** What the read before it showed, and GitHub's time of that; for an echo that comes without an answer (rule M4). */
  readonly preImage?: { readonly content: Content; readonly at: number };
}

/**
 * What our last writes of each field replaced on GitHub, and by what, latest last: finds edits that were lost in between
 * (rule M4).
 */
export type LastWrite = Readonly<Partial<Record<Field, readonly FieldWrite[]>>>;

export interface Span {
  readonly readAt: number;
  readonly at: number;
}

/** Our writes of one field as long as nobody else was seen to write it in between: together they are one write. */
export interface FieldWrite {
  /** What we wrote, latest last. */
  readonly values: readonly Fields[Field][];
  /**
   * Between which read of GitHub and which answer each of them was written, in GitHub's times: what it may have covered.
   * Absent: stored by a version that did not keep them.
   */
  readonly spans?: readonly Span[];
  /** What the latest of them would have been, had we known of the covered edits that came back since. */
  readonly restored?: Fields[Field] | undefined;
  /** What the read before the first of them showed. */
  readonly preImage: Fields[Field];
  /** GitHub's time of the pre-image, ms in whole seconds. */
  readonly preImageAt: number;
  readonly operationId: string;
  /** GitHub's time of the latest answer, ms in whole seconds. */
  readonly at: number;
  /** True: nobody answered, and nothing showed it: it counts for nothing until its echo says that it arrived. */
  readonly unheard?: true;
  /** Edits that were covered and came back since, and what they replaced: each is told once, however often it comes. */
  readonly recovered: readonly Fields[Field][];
}

export function processingOf(resource: Resource): Operation | null {
  return resource.open.find((operation) => operation.state === 'processing') ?? null;
}

export function queuedOf(resource: Resource, direction: Operation['direction']): Operation[] {
  return resource.open.filter(
    (operation) => operation.state === 'queued' && operation.direction === direction,
  );
}
