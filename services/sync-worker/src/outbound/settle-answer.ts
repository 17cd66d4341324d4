// GitHub's answer to our own write becomes the base (DESIGN section 6): merged over what GitHub had plus what we sent, so
// that an edit made meanwhile on either side survives, and what GitHub did not accept is noted instead of sent again.
import { applyAnswer, notAccepted } from '@tandem/shared/domain/merge/apply-inbound.js';
import { assertedFields, pick, type Content } from '@tandem/shared/domain/resource/content.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { RemoteState } from '@tandem/shared/ports/github.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import { writeApplied, writeCompleted, type Settlement } from '../settle-applied.js';

export async function settleAnswer(
  context: RunContext,
  claimed: ClaimedOperation,
  taskId: string,
  sent: Content,
  answer: RemoteState,
): Promise<void> {
  const { group, operation } = claimed;
  const released = await context.store.transaction(async (tx): Promise<ResourceRef[]> => {
    // With its task, so that a comment that is about to wait for this one sees it or is let go (rule G6).
    const loaded = await tx.lockAndLoad([{ kind: 'task', id: taskId }, group]);
    const resource = loaded.find(({ id }) => id === group.id);
    if (resource === undefined) return [];
    const told =
      answer.githubUpdatedAt < (resource.link?.baseUpdatedAt ?? 0) ? written(answer, sent) : answer;
    const seen = { ...told, seenAt: answer.answeredAt, operationId: operation.id };
    const settlement: Settlement = {
      resource,
      applied: applyAnswer(resource, sent, seen, context.mergeText),
      githubUpdatedAt: told.githubUpdatedAt,
      facts: told.facts,
      etag: told.etag,
    };
    const effects = noEffects();
    writeApplied(effects, context, claimed, settlement);
    writeCompleted(effects, context, claimed, settlement, {
      preImage: pick(resource.link?.base ?? {}, assertedFields(sent)),
      notAccepted: pick(answer.content, notAccepted(sent, answer.content)),
    });
    await tx.save(effects);
    return tx.releaseComments(taskId);
  });
  await context.bell.ring(released);
}

/** Older than what we read before the write: a replica that lags, of which only what we wrote counts. */
function written(answer: RemoteState, sent: Content): RemoteState {
  return { ...answer, content: pick(answer.content, assertedFields(sent)), facts: {}, etag: null };
}
