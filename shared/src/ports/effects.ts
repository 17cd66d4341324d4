// Everything that one transaction writes, as data: the stories say it, and db/resources/save-effects writes it down.
import type { Content, Field } from '../domain/resource/content.js';
import type { FieldConflict } from '../domain/merge/merge.js';
import type {
  Action,
  BodyFrame,
  Direction,
  DroppedFor,
  Facts,
  Reason,
  ResourceKind,
  Source,
} from '../domain/operations/operation.js';
import type { CreateIntent, LastWrite, WriteIntent } from '../domain/resource/resource.js';
import type { OperationState } from '../domain/operations/transitions.js';
import type { ResourceRef, SyncState } from './loaded-resource.js';

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
  /** Null: of no known second; what comes next from GitHub is not older. */
  readonly baseUpdatedAt?: number | null;
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
  /** Pending: a part of it is done. */
  readonly state: 'processed' | 'ignored' | 'parked' | 'pending';
  /** How far the parts have come, where there are more. */
  readonly walkedTo?: number;
  readonly action: string | null;
  readonly repoExternalId: string | null;
  readonly reason: Reason | null;
}

export function noEffects(): Effects {
  return { operations: [], moves: [], records: [], links: [], conflicts: [], changes: [], deliveries: [] };
}
