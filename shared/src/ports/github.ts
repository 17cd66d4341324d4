// What the worker needs of GitHub: every call, with failures as values. github/ keeps these promises.
import type { CallClass } from '../domain/github/budget.js';
import type { Content, SetField } from '../domain/resource/content.js';
import type { Failure } from '../domain/github/failures.js';
import type { BodyFrame, Facts } from '../domain/operations/operation.js';
import type { Address, ResourceRef } from './loaded-resource.js';
import type { Writer } from './people.js';

/** GitHub's state of one thing, in normal form. */
export interface RemoteState {
  readonly content: Content;
  readonly githubUpdatedAt: number;
  readonly facts: Facts;
  readonly etag: string | null;
  /** GitHub's clock when it answered, ms in whole seconds. */
  readonly answeredAt: number;
}

/** A comment of a list: a list has no etag of one thing. */
export interface ListedComment extends Omit<RemoteState, 'etag' | 'answeredAt'> {
  readonly externalId: string;
  /** The record that its marker names, if the marker's mac is ours; null = it has none. */
  readonly markedRecord: string | null;
}

export type Called<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** In whose name something is created, and the frame that it then has: the marker without the credit (rule G8). */
export interface InName {
  readonly writer: Writer;
  readonly frame: BodyFrame;
}

/** A set as GitHub answered when we wrote to it. */
export interface WrittenSet {
  readonly names: readonly string[];
  /** GitHub's clock when it answered, ms in whole seconds. */
  readonly answeredAt: number;
}

/** Every call of a worker to GitHub. Failures are values; a throw is a bug. */
export interface Github {
  /**
   * Writes that leave until then or not at all (rule G3): later ones end as `expired`.
   * @param until ms since the epoch
   */
  writes(until: number): GithubWrites;
  /** `not_modified` only where an etag was given. */
  read(target: ResourceRef, address: Address, call: CallClass): Promise<Called<RemoteState | 'not_modified'>>;
  /**
   * Looks for something that our app, or the person in whose name it was tried, created with this record's marker since
   * the intent, newest first (rule G3).
   * @param writer GitHub's id of that person; null = none
   */
  findMarked(
    target: ResourceRef,
    address: Address,
    since: number,
    writer: string | null,
  ): Promise<Called<RemoteState | null>>;
  /** All comments of an issue, oldest first. */
  listComments(address: Address): Promise<Called<readonly ListedComment[]>>;
  /** The frame of a new text: credit and signed marker. */
  frameFor(target: ResourceRef, text: string, author: string | null): BodyFrame;
}

/** What people see on GitHub. */
export interface GithubWrites {
  /**
   * In the person's name where one is given; where GitHub certainly did not take it from them, in the app's with
   * `frame`. The answer's author tells whose it became.
   */
  create(
    target: ResourceRef,
    address: Address,
    values: Content,
    frame: BodyFrame,
    inName?: InName | null,
  ): Promise<Called<RemoteState>>;
  /** Writes the named fields; a body goes into `frame`, which is given back exactly as it was fetched. */
  patch(
    target: ResourceRef,
    address: Address,
    values: Content,
    frame: BodyFrame,
  ): Promise<Called<RemoteState>>;
  /** The set as it is after the call. Null: GitHub was not asked, or had nothing to take away and does not tell of it. */
  addToSet(address: Address, set: SetField, names: readonly string[]): Promise<Called<WrittenSet | null>>;
  removeFromSet(
    address: Address,
    set: SetField,
    names: readonly string[],
  ): Promise<Called<WrittenSet | null>>;
  remove(target: ResourceRef, address: Address): Promise<Called<null>>;
}
