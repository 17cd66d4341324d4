// GitHub deleted the thing: a tombstone on our side, and nothing else touched (rule M5). GitHub's deletion wins over an
// edit that was not sent; that edit is kept as a conflict, so that a person can see what was lost.
import { differingFields, isSendable } from '@tandem/shared/domain/resource/content.js';
import { mustBrake } from '@tandem/shared/domain/schedule/judge-absence.js';
import type { Reason } from '@tandem/shared/domain/operations/operation.js';
import { queuedOf } from '@tandem/shared/domain/resource/resource.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ResourceTransaction } from '@tandem/shared/ports/resource-store.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import type { Unsettled } from '../settle-failure.js';

/** As the brake allows (rule P5): when much of a repo vanishes within an hour, a person is asked first. */
export async function applyDeletionOrAsk(
  context: RunContext,
  tx: ResourceTransaction,
  claimed: ClaimedOperation,
  resource: LoadedResource,
): Promise<Unsettled | null> {
  const repoId = resource.address?.repoId;
  if (repoId !== undefined && claimed.group.kind === 'task') {
    const now = context.clock.now();
    const deletions = await tx.deletionsOfRepo(repoId, now);
    if (mustBrake(deletions, 1)) {
      const askedAt = new Date(now).toISOString();
      await tx.askAboutDeletions(repoId, { askedAt, missing: deletions.lastHour + 1, of: deletions.of });
      return { kind: 'invalid', reason: REASONS.deletionBrake };
    }
  }
  await applyDeletion(context, tx, claimed, resource, REASONS.deletedOnGithub);
  return null;
}

async function applyDeletion(
  context: RunContext,
  tx: ResourceTransaction,
  { group, operation, claimToken }: ClaimedOperation,
  resource: LoadedResource,
  reason: Reason,
): Promise<void> {
  const now = context.clock.now();
  const effects = noEffects();
  const { record, link } = resource;
  effects.links.push({
    ...group,
    gone: { at: now, reason },
    ...(operation.facts === null ? {} : { facts: operation.facts }),
  });
  if (record.deletedAt === null) {
    const version = record.version + 1;
    effects.records.push({
      ...group,
      version,
      deleted: { at: now, by: 'github' },
      sync: { lastSyncedAt: now, lastAttemptAt: now, failures: 0, nextSyncAt: null },
    });
    effects.changes.push({
      ...group,
      projectId: resource.projectId,
      event: 'deleted',
      version,
      fields: [],
      operationId: operation.id,
    });
  }
  const unsent = link?.base == null ? [] : differingFields(link.base, record.content).filter(isSendable);
  for (const field of unsent) {
    effects.conflicts.push({
      ...group,
      operationId: operation.id,
      conflict: {
        field,
        base: link?.base?.[field] ?? null,
        ours: record.content[field] ?? null,
        theirs: null,
        winner: 'theirs',
      },
    });
  }
  for (const waiting of queuedOf(resource, 'outbound')) {
    effects.moves.push({
      kind: group.kind,
      id: waiting.id,
      from: 'queued',
      to: 'dropped',
      by: context.worker,
      reason: REASONS.deletedOnGithub,
      claimToken: null,
      droppedFor: { type: 'operation', id: operation.id },
    });
  }
  for (const failed of resource.errored) {
    effects.moves.push({
      kind: group.kind,
      id: failed.id,
      from: 'errored',
      to: 'canceled',
      by: context.worker,
      reason: REASONS.deletedOnGithub,
      claimToken: null,
      canceledBy: operation.id,
    });
  }
  effects.moves.push({
    kind: group.kind,
    id: operation.id,
    from: 'processing',
    to: 'completed',
    by: context.worker,
    reason: null,
    claimToken,
  });
  await tx.save(effects);
}
