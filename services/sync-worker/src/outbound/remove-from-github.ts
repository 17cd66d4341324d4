// Deletes a comment on GitHub because a client deleted ours (rule M5). Gone already is as good as deleted.
import { SEND_WITHIN_MS } from '@tandem/shared/domain/merge/write-intents.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { noEffects, type Effects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import { writeSuperseded } from '../settle-applied.js';
import type { Unsettled } from '../settle-failure.js';

export async function removeFromGithub(
  context: RunContext,
  claimed: ClaimedOperation,
  resource: LoadedResource,
): Promise<Unsettled | null> {
  const { group, operation, claimToken } = claimed;
  if (resource.address === null) return { kind: 'invalid', reason: REASONS.repoNotConnected };
  const removed = await context.github
    .writes(context.clock.now() + SEND_WITHIN_MS)
    .remove(group, resource.address);
  if (!removed.ok && removed.failure.kind !== 'gone') return removed.failure;

  await context.store.transaction(async (tx) => {
    const [locked] = await tx.lockAndLoad([group]);
    const now = context.clock.now();
    const effects = noEffects();
    effects.links.push({ ...group, gone: { at: now, reason: REASONS.recordDeleted } });
    effects.records.push({
      ...group,
      sync: { lastSyncedAt: now, lastAttemptAt: now, failures: 0, nextSyncAt: null },
    });
    effects.moves.push({
      kind: group.kind,
      id: operation.id,
      from: 'processing',
      to: 'completed',
      by: context.worker,
      reason: null,
      claimToken,
    });
    if (locked !== undefined) {
      writeSuperseded(effects, context, claimed, locked);
      if (locked.record.deletedAt === null) writeDeletedAgain(effects, claimed, locked, now);
    }
    await tx.save(effects);
  });
  return null;
}

/** The deletion was given up (rule M6) while it was on its way: too late, GitHub has no comment any more. */
function writeDeletedAgain(
  effects: Effects,
  { group, operation }: ClaimedOperation,
  { record, projectId }: LoadedResource,
  now: number,
): void {
  const version = record.version + 1;
  effects.records.push({ ...group, version, deleted: { at: now, by: 'client' } });
  effects.changes.push({
    ...group,
    projectId,
    event: 'deleted',
    version,
    fields: [],
    operationId: operation.id,
  });
}
