// The rows of the in-memory store: what the tables hold, as plain values. A row is replaced, never changed, so that a
// transaction is rolled back by going back to the old maps.
import type { Content, Field } from '@tandem/shared/domain/resource/content.js';
import type { FieldConflict } from '@tandem/shared/domain/merge/merge.js';
import type { Operation, Reason, ResourceKind } from '@tandem/shared/domain/operations/operation.js';
import type { CreateIntent, LastWrite, WriteIntent } from '@tandem/shared/domain/resource/resource.js';
import type { OperationState } from '@tandem/shared/domain/operations/transitions.js';
import type { ResourceRef, SyncState } from '@tandem/shared/ports/loaded-resource.js';

export interface RecordRow {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly taskId: string;
  readonly taskKind: 'issue' | 'pull_request';
  readonly content: Content;
  readonly localModifiedAt: Readonly<Partial<Record<Field, number>>>;
  readonly version: number;
  readonly deletedAt: number | null;
  readonly deletedBy: 'client' | 'github' | null;
  readonly sync: SyncState;
}

export interface LinkRow {
  readonly number: number | null;
  readonly externalId: string | null;
  readonly base: Content | null;
  readonly baseUpdatedAt: number | null;
  readonly baseOperationId: string | null;
  readonly etag: string | null;
  readonly bodyFrame: { readonly before: string; readonly after: string } | null;
  readonly createIntent: CreateIntent | null;
  readonly writeIntent: WriteIntent | null;
  readonly lastWrite: LastWrite | null;
  readonly gone: Reason | null;
}

export interface OperationRow extends Operation {
  readonly kind: ResourceKind;
  readonly recordId: string;
  readonly claimToken: string | null;
  readonly leaseUntil: number | null;
  readonly by: string;
}

export interface TimelineRow {
  readonly operationId: string;
  readonly from: OperationState | null;
  readonly to: OperationState;
}

export interface ConflictRow extends ResourceRef {
  readonly conflict: FieldConflict;
}

export interface Tables {
  readonly records: ReadonlyMap<string, RecordRow>;
  readonly links: ReadonlyMap<string, LinkRow>;
  readonly operations: ReadonlyMap<string, OperationRow>;
  readonly timeline: readonly TimelineRow[];
  readonly conflicts: readonly ConflictRow[];
}

export const NO_TABLES: Tables = {
  records: new Map(),
  links: new Map(),
  operations: new Map(),
  timeline: [],
  conflicts: [],
};

export const EMPTY_LINK: LinkRow = {
  number: null,
  externalId: null,
  base: null,
  baseUpdatedAt: null,
  baseOperationId: null,
  etag: null,
  bodyFrame: null,
  createIntent: null,
  writeIntent: null,
  lastWrite: null,
  gone: null,
};

export function emptyRecord(
  kind: ResourceKind,
  id: string,
  taskId: string,
  taskKind: RecordRow['taskKind'],
): RecordRow {
  const content: Content =
    kind === 'comment'
      ? { body: '' }
      : {
          title: '',
          body: '',
          state: { state: 'open', reason: null },
          labels: [],
          assignees: [],
          locked: false,
        };
  return {
    kind,
    id,
    taskId,
    taskKind,
    content,
    localModifiedAt: {},
    version: 0,
    deletedAt: null,
    deletedBy: null,
    sync: { lastSyncedAt: null, remoteUpdatedAt: null, latestEventAt: null, failures: 0 },
  };
}
