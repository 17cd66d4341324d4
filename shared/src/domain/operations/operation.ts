// What the rules need to know of an operation: one attempt to bring one resource in step, in one direction.
import type { Content } from '../resource/content.js';
import type { OperationState } from './transitions.js';

export type ResourceKind = 'task' | 'comment';
export type Direction = 'inbound' | 'outbound';
export type Source = 'webhook' | 'client' | 'pull' | 'scheduler' | 'manual' | 'import';
/** A label for people; what is really done is found when the operation is claimed. */
export type Action = 'create' | 'update' | 'delete';

/** Why something ended as it did: a code for programs, a sentence for people. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** What made an operation be dropped: another operation, or the record itself. */
export interface DroppedFor {
  readonly type: 'operation' | ResourceKind;
  readonly id: string;
}

export interface Operation {
  readonly id: string;
  /** The append order, given by the database; in a test any increasing number. */
  readonly sequence: number;
  readonly direction: Direction;
  readonly state: OperationState;
  readonly source: Source;
  readonly action: Action;
  /** GitHub's time of the content, ms since the epoch in whole seconds; null where it is not known before a fetch. */
  readonly githubUpdatedAt: number | null;
  /** Inbound: what the change asserted, null where it must be fetched. Outbound: the fields the client changed. */
  readonly content: Content | null;
  /** Facts that come beside the content and are kept as they are. */
  readonly facts: Facts | null;
  /** True: fetch before applying, because the order of changes could not be told (section 5, rule 4). */
  readonly fetch: boolean;
  readonly attempt: number;
  /** Not to run before this moment (ms since the epoch): a limit, or a back-off. */
  readonly notBefore: number | null;
  /** Why it waits, if it waits. */
  readonly reason: Reason | null;
}

/** Facts about the thing on GitHub: kept, never merged. Absent = not told by this payload. */
export interface Facts {
  readonly externalId?: string;
  readonly pullRequestExternalId?: string;
  readonly number?: number;
  readonly nodeId?: string;
  readonly url?: string;
  readonly taskKind?: 'issue' | 'pull_request';
  readonly merged?: boolean;
  readonly author?: { readonly login: string; readonly externalId: string | null };
  /** ms since the epoch. */
  readonly createdAt?: number;
  readonly bodyFrame?: BodyFrame;
  /** What this change replaced, where the payload says so (`changes.<field>.from`); with `byUs` it finds lost edits (M4). */
  readonly replaced?: Content;
  /** True: our app made this change, so it is the echo of a write of ours. */
  readonly byUs?: boolean;
}

/** What stands before and after our text in a body on GitHub: the author's credit and our marker (rules G3, G8). */
export interface BodyFrame {
  readonly before: string;
  readonly after: string;
}
