// The rows behind what a transaction writes: how each effect becomes the columns of its table, as jsonb documents.
// A patch names only the columns that it changes; every other column stays as it was.
import { v7 as uuid } from 'uuid';
import type { ResourceKind } from '../../domain/operations/operation.js';
import type {
  ChangeEntry,
  DeliveryOutcome,
  LinkPatch,
  Move,
  NewConflict,
  NewOperation,
  RecordPatch,
} from '../../ports/effects.js';
import { contentHash, iso, linkFactColumns, recordColumns, recordFactColumns } from './content-columns.js';

export function operationColumns(kind: ResourceKind, op: NewOperation, now: number): Record<string, unknown> {
  const queued = op.state === 'queued';
  const passed = op.passed ?? [];
  return {
    id: op.id,
    direction: op.direction,
    state: op.state,
    source: op.source,
    action: op.action,
    github_app_installation_id: op.installationRowId ?? null,
    github_updated_at: iso(op.githubUpdatedAt),
    content_hash: op.content === null ? null : contentHash(op.content),
    content: op.content,
    facts: op.facts,
    needs_fetch: op.fetch,
    duplicate_of: op.duplicateOf ?? null,
    dropped_for_type: op.droppedFor?.type ?? null,
    dropped_for_id: op.droppedFor?.id ?? null,
    reason_code: op.reason?.code ?? null,
    reason_message: op.reason?.message ?? null,
    attempt: 0,
    not_before: iso(op.notBefore ?? null),
    delivery_id: op.deliveryId ?? null,
    created_at: iso(now),
    queued_at: queued || passed.includes('queued') ? iso(now) : null,
    finished_at: queued ? null : iso(now),
    ...(kind === 'task'
      ? {
          task_id: op.recordId,
          github_issue_id: op.linkId,
          github_issue_external_id: op.facts?.externalId ?? null,
          github_pull_request_external_id: op.facts?.pullRequestExternalId ?? null,
        }
      : {
          comment_id: op.recordId,
          github_comment_id: op.linkId,
          github_comment_external_id: op.facts?.externalId ?? null,
        }),
  };
}

export function moveColumns(move: Move, now: number): Record<string, unknown> {
  const finished = move.to !== 'queued' && move.to !== 'processing';
  const applied = move.applied;
  return {
    id: move.id,
    seen: move.from,
    token: move.claimToken,
    patch: {
      state: move.to,
      reason_code: move.reason?.code ?? null,
      reason_message: move.reason?.message ?? null,
      claim_token: null,
      lease_until: null,
      ...(move.canceledBy === undefined ? {} : { canceled_by: move.canceledBy }),
      ...(move.duplicateOf === undefined ? {} : { duplicate_of: move.duplicateOf }),
      ...(move.droppedFor == null
        ? {}
        : { dropped_for_type: move.droppedFor.type, dropped_for_id: move.droppedFor.id }),
      ...(move.notBefore === undefined ? {} : { not_before: iso(move.notBefore) }),
      ...(move.attempt === undefined ? {} : { attempt: move.attempt }),
      ...(applied === undefined
        ? {}
        : {
            github_updated_at: iso(applied.githubUpdatedAt),
            content: applied.content,
            content_hash: contentHash(applied.content),
          }),
      ...(move.preImage === undefined ? {} : { pre_image: move.preImage }),
      ...(move.notAccepted === undefined ? {} : { not_accepted: move.notAccepted }),
      ...(finished ? { finished_at: iso(now) } : { queued_at: iso(now), finished_at: null }),
    },
  };
}

export interface Patch {
  readonly id: string;
  readonly patch: Record<string, unknown>;
}

export function recordPatch(patch: RecordPatch, now: number): Patch {
  const { sync } = patch;
  const changed = patch.changed ?? [];
  const source = patch.provenance;
  return {
    id: patch.id,
    patch: {
      ...(patch.content === undefined ? {} : recordColumns(patch.content)),
      ...(patch.facts === undefined ? {} : recordFactColumns(patch.kind, patch.facts)),
      ...(patch.version === undefined ? {} : { version: patch.version, updated_at: iso(now) }),
      ...(source === undefined
        ? {}
        : { provenance: Object.fromEntries(changed.map((field) => [field, { ...source, at: iso(now) }])) }),
      ...(patch.localModifiedAt === undefined ? {} : { local_modified_at: patch.localModifiedAt }),
      ...(patch.deleted === undefined
        ? {}
        : { deleted_at: iso(patch.deleted?.at ?? null), deleted_by: patch.deleted?.by ?? null }),
      ...(sync?.lastSyncedAt === undefined ? {} : { last_synced_at: iso(sync.lastSyncedAt) }),
      ...(sync?.lastAttemptAt === undefined ? {} : { last_attempt_at: iso(sync.lastAttemptAt) }),
      ...(sync?.remoteUpdatedAt === undefined ? {} : { remote_updated_at: iso(sync.remoteUpdatedAt) }),
      ...(sync?.latestEventAt === undefined ? {} : { latest_event_at: iso(sync.latestEventAt) }),
      ...(sync?.failures === undefined ? {} : { failures: sync.failures }),
      ...(sync?.nextSyncAt === undefined ? {} : { next_sync_at: iso(sync.nextSyncAt) }),
      ...(sync?.syncRequestedAt === undefined ? {} : { sync_requested_at: iso(sync.syncRequestedAt) }),
    },
  };
}

export function linkPatch(patch: LinkPatch): Patch {
  return {
    id: patch.id,
    patch: {
      ...(patch.facts === undefined ? {} : linkFactColumns(patch.kind, patch.facts)),
      ...(patch.base === undefined ? {} : { base: patch.base, content_hash: contentHash(patch.base) }),
      ...(patch.baseUpdatedAt === undefined ? {} : { github_updated_at: iso(patch.baseUpdatedAt) }),
      ...(patch.baseOperationId === undefined ? {} : { base_operation_id: patch.baseOperationId }),
      ...(patch.etag === undefined ? {} : { etag: patch.etag }),
      ...(patch.bodyFrame === undefined ? {} : { body_frame: patch.bodyFrame }),
      ...(patch.createIntent === undefined ? {} : { create_intent: patch.createIntent }),
      ...(patch.writeIntent === undefined ? {} : { write_intent: patch.writeIntent }),
      ...(patch.lastWrite === undefined ? {} : { last_write: patch.lastWrite }),
      ...(patch.gone === undefined
        ? {}
        : { gone_at: iso(patch.gone.at), gone_reason: patch.gone.reason.code }),
    },
  };
}

/** Several patches of one row become one: a statement may touch a row only once, and the later patch counts. */
export function onePerId(patches: readonly Patch[]): Patch[] {
  const merged = new Map<string, Patch>();
  for (const { id, patch } of patches) {
    merged.set(id, { id, patch: { ...merged.get(id)?.patch, ...patch } });
  }
  return [...merged.values()];
}

/** The timeline of a new operation: its birth, and what it went through before it was written down. */
export function birthRows(kind: ResourceKind, op: NewOperation, now: number): Record<string, unknown>[] {
  const states = [...(op.passed ?? []), op.state];
  return states.map((to, index) => {
    const reason = index === states.length - 1 ? op.reason : null;
    return timelineRow(kind, op.id, states[index - 1] ?? null, to, { reason, by: op.by }, now);
  });
}

export function timelineRow(
  kind: ResourceKind,
  operationId: string,
  from: string | null,
  to: string,
  { reason, by }: Pick<Move, 'reason' | 'by'>,
  now: number,
): Record<string, unknown> {
  return {
    kind,
    operation_id: operationId,
    at: iso(now),
    from_state: from,
    to_state: to,
    reason_code: reason?.code ?? null,
    reason_message: reason?.message ?? null,
    by,
  };
}

export function conflictRow(
  { kind, id, conflict, operationId }: NewConflict,
  now: number,
): Record<string, unknown> {
  return {
    id: uuid(),
    kind,
    record_id: id,
    operation_id: operationId,
    state: 'open',
    created_at: iso(now),
    ...conflict,
  };
}

export function changeRow(entry: ChangeEntry): Record<string, unknown> {
  return {
    project_id: entry.projectId,
    kind: entry.kind,
    record_id: entry.id,
    event: entry.event,
    version: entry.version,
    fields: entry.fields,
    operation_id: entry.operationId,
  };
}

export function deliveryRow(outcome: DeliveryOutcome, now: number): Record<string, unknown> {
  return {
    id: outcome.id,
    state: outcome.state,
    action: outcome.action,
    repo_external_id: outcome.repoExternalId,
    reason_code: outcome.reason?.code ?? null,
    reason_message: outcome.reason?.message ?? null,
    processed_at: outcome.state === 'pending' ? null : iso(now),
    walked_to: outcome.walkedTo ?? null,
  };
}
