// From a merge to what is written down: the record, the new base, conflicts, the change log, the operation's end, and
// the outbound operation that follows where our side still differs (DESIGN section 6).
import { v7 as uuid } from 'uuid';
import type { Applied } from '@tandem/shared/domain/apply-inbound.js';
import { differingFields, isSendable, pick, type Content } from '@tandem/shared/domain/content.js';
import { nextSyncAt } from '@tandem/shared/domain/next-sync-at.js';
import type { Facts } from '@tandem/shared/domain/operation.js';
import type { Effects, LoadedResource } from '@tandem/shared/ports.js';
import type { ClaimedOperation, RunContext } from './run-context.js';

/** What was applied, and where it came from. */
export interface Settlement {
  readonly resource: LoadedResource;
  readonly applied: Applied;
  /** GitHub's time of the applied state, ms in whole seconds. */
  readonly githubUpdatedAt: number;
  readonly facts: Facts;
  /** Undefined: not read by a request, so the known etag stays. */
  readonly etag?: string | null;
}

/** Record, base, conflicts, change log. Not the operation's end: an outbound run goes on after its first merge. */
export function writeApplied(
  effects: Effects,
  context: RunContext,
  { group, operation }: ClaimedOperation,
  { resource, applied, githubUpdatedAt, facts, etag }: Settlement,
): void {
  const now = context.clock.now();
  const { record, link, sync } = resource;
  const restored = record.deletedAt !== null && operation.direction === 'inbound';
  const isNew = link?.base == null && link?.createIntent == null;
  const changed = applied.changed.length > 0 || restored;
  const version = record.version + (changed ? 1 : 0);
  const remoteUpdatedAt = Math.max(githubUpdatedAt, link?.baseUpdatedAt ?? 0);

  effects.records.push({
    ...group,
    ...(changed ? { version, content: pick(applied.record, applied.changed), changed: applied.changed } : {}),
    ...(changed ? { provenance: { side: 'github', operationId: operation.id } } : {}),
    ...(restored ? { deleted: null } : {}),
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
    ...(etag === undefined ? {} : { etag }),
  });
  for (const conflict of applied.conflicts) {
    effects.conflicts.push({ ...group, conflict, operationId: operation.id });
  }
  if (changed) {
    effects.changes.push({
      ...group,
      projectId: resource.projectId,
      event: restored ? 'restored' : isNew ? 'created' : 'updated',
      version,
      fields: applied.changed,
      operationId: operation.id,
    });
  }
}

/** The operation's good end, and the outbound operation that is due if the record still differs from GitHub. */
export function writeCompleted(
  effects: Effects,
  context: RunContext,
  { group, operation, claimToken }: ClaimedOperation,
  { resource, applied, githubUpdatedAt }: Settlement,
  notAccepted: Content = {},
): void {
  effects.moves.push({
    kind: group.kind,
    id: operation.id,
    from: 'processing',
    to: 'completed',
    by: context.worker,
    reason: null,
    claimToken,
    ...(operation.direction === 'inbound' ? { applied: { githubUpdatedAt, content: applied.base } } : {}),
    ...(Object.keys(notAccepted).length === 0 ? {} : { notAccepted }),
  });
  if (!applied.needsOutbound || resource.closedBecause !== null) return;
  effects.operations.push({
    id: uuid(),
    kind: group.kind,
    recordId: group.id,
    linkId: resource.linkId,
    direction: 'outbound',
    state: 'queued',
    source: operation.source,
    action: 'update',
    githubUpdatedAt: null,
    content: pick(applied.record, differingFields(applied.base, applied.record).filter(isSendable)),
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
