// What the worker needs of GitHub: every call, with failures as values. github/ keeps these promises.
import type { CallClass } from '../domain/budget.js';
import type { Content } from '../domain/content.js';
import type { Failure } from '../domain/failures.js';
import type { BodyFrame, Facts } from '../domain/operation.js';
import type { Address, ResourceRef } from './loaded-resource.js';

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
