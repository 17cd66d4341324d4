// From a merge to what is written down: the record, the new base, conflicts, the change log, the operation's end, and
// the outbound operation that follows where our side still differs (DESIGN section 6).
import { v7 as uuid } from 'uuid';
import type { Applied } from '@tandem/shared/domain/merge/apply-inbound.js';
import {
  differingFields,
  isSendable,
  pick,
  type Content,
  type Field,
} from '@tandem/shared/domain/resource/content.js';
import type { FieldConflict } from '@tandem/shared/domain/merge/merge.js';
import { nextSyncAt } from '@tandem/shared/domain/schedule/next-sync-at.js';
import type { Facts } from '@tandem/shared/domain/operations/operation.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import type { Effects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ClaimedOperation, RunContext } from './run-context.js';

/** What was applied, and where it came from. */
export interface Settlement {
  readonly resource: LoadedResource;
  readonly applied: Applied;
  /** GitHub's time of the applied state, ms in whole seconds. */
  readonly githubUpdatedAt: number;
  readonly facts: Facts;
  /** Absent: not read by a request. The etag that is known is then of another state, and must not be asked with again. */
  readonly etag?: string | null;
  /** True: the state brings a deleted record back (rule M5). */
  readonly restores?: boolean;
}

/** The resource as the settlement leaves it. */
export function settledResource({
  resource,
  applied,
  githubUpdatedAt,
  restores,
}: Settlement): LoadedResource {
  const { link, record } = resource;
  return {
    ...resource,
    record: {
      ...record,
      content: applied.record,
      ...(restores === true ? { deletedAt: null, deletedBy: null } : {}),
    },
    link: link && {
      ...link,
      base: applied.base,
      baseUpdatedAt: Math.max(githubUpdatedAt, link.baseUpdatedAt ?? 0),
      writeIntent: applied.writeIntent,
      lastWrite: applied.lastWrite,
    },
  };
}

/** Record, base, conflicts, change log. Not the operation's end: an outbound run goes on after its first merge. */
export function writeApplied(
  effects: Effects,
  context: RunContext,
  claimed: ClaimedOperation,
  { resource, applied, githubUpdatedAt, facts, etag, restores = false }: Settlement,
): void {
  const { group, operation } = claimed;
  const now = context.clock.now();
  const { link, sync } = resource;
  const isNew = link?.base == null && link?.createIntent == null;
  const remoteUpdatedAt = Math.max(githubUpdatedAt, link?.baseUpdatedAt ?? 0);

  writeRecord(effects, claimed, resource, { ...applied, isNew, restores });
  effects.records.push({
    ...group,
    facts: isNew ? facts : withoutAuthorship(facts),
    sync: {
      lastSyncedAt: now,
      lastAttemptAt: now,
      remoteUpdatedAt,
      failures: 0,
      nextSyncAt: nextSyncAt(
        { lastSyncedAt: now, remoteUpdatedAt, latestEventAt: sync.latestEventAt },
        context.syncBounds,
      ),
    },
  });
  effects.links.push({
    ...group,
    base: applied.base,
    baseUpdatedAt: remoteUpdatedAt,
    baseOperationId: operation.id,
    facts,
    etag: etag ?? null,
    createIntent: null,
    writeIntent: applied.writeIntent,
    lastWrite: applied.lastWrite,
  });
}

/** A change of the record as the merge found it. */
export interface RecordChange {
  readonly record: Content;
  readonly changed: readonly Field[];
  readonly conflicts: readonly FieldConflict[];
  readonly isNew: boolean;
  readonly restores: boolean;
}

/** The record's new values with what tells of them. A tombstone that stays one keeps the text it was deleted with. */
export function writeRecord(
  effects: Effects,
  { group, operation }: ClaimedOperation,
  { record, projectId }: LoadedResource,
  change: RecordChange,
): void {
  if (record.deletedAt !== null && !change.restores) return;
  for (const conflict of change.conflicts) {
    effects.conflicts.push({ ...group, conflict, operationId: operation.id });
  }
  if (change.changed.length === 0 && !change.restores) return;
  const version = record.version + 1;
  effects.records.push({
    ...group,
    version,
    content: pick(change.record, change.changed),
    changed: change.changed,
    provenance: { side: 'github', operationId: operation.id },
    ...(change.restores ? { deleted: null } : {}),
  });
  effects.changes.push({
    ...group,
    projectId,
    event: change.restores ? 'restored' : change.isNew ? 'created' : 'updated',
    version,
    fields: change.changed,
    operationId: operation.id,
  });
}

/** The operation's good end, and the outbound operation that is due if the record still differs from GitHub. */
export function writeCompleted(
  effects: Effects,
  context: RunContext,
  claimed: ClaimedOperation,
  { resource, applied, githubUpdatedAt }: Settlement,
  written: { readonly preImage?: Content; readonly notAccepted?: Content } = {},
): void {
  const { group, operation, claimToken } = claimed;
  const { preImage = {}, notAccepted = {} } = written;
  effects.moves.push({
    kind: group.kind,
    id: operation.id,
    from: 'processing',
    to: 'completed',
    by: context.worker,
    reason: null,
    claimToken,
    ...(operation.direction === 'inbound' ? { applied: { githubUpdatedAt, content: applied.base } } : {}),
    ...(Object.keys(preImage).length === 0 ? {} : { preImage }),
    ...(Object.keys(notAccepted).length === 0 ? {} : { notAccepted }),
  });
  if (operation.direction === 'outbound') writeSuperseded(effects, context, claimed, resource);
  if (applied.needsOutbound) writeOutbound(effects, context, claimed, resource, applied);
}

/** An outbound operation tells everything that the record says: what failed before it has been told with it. */
export function writeSuperseded(
  effects: Effects,
  context: RunContext,
  { group, operation }: ClaimedOperation,
  { errored }: LoadedResource,
): void {
  for (const failed of errored) {
    effects.moves.push({
      kind: group.kind,
      id: failed.id,
      from: 'errored',
      to: 'canceled',
      by: context.worker,
      reason: REASONS.superseded,
      claimToken: null,
      canceledBy: operation.id,
    });
  }
}

/** The outbound operation that brings GitHub to the record. */
export function writeOutbound(
  effects: Effects,
  context: RunContext,
  { group, operation }: ClaimedOperation,
  resource: LoadedResource,
  { base, record }: Pick<Applied, 'base' | 'record'>,
): void {
  if (resource.closedBecause !== null) return;
  effects.operations.push({
    id: uuid(),
    kind: group.kind,
    recordId: group.id,
    linkId: resource.linkId,
    direction: 'outbound',
    state: 'queued',
    source: operation.source,
    action: resource.record.deletedAt === null ? 'update' : 'delete',
    githubUpdatedAt: null,
    content: pick(record, differingFields(base, record).filter(isSendable)),
    facts: null,
    fetch: false,
    reason: null,
    installationRowId: resource.address?.installationRowId ?? null,
    by: context.worker,
  });
}

/** Who wrote it and when is told once, when the record is made: a text that we created is not our app's to its readers. */
function withoutAuthorship({ author, createdAt, ...facts }: Facts): Facts {
  return facts;
}
