// GitHub's answer to our own write becomes the base (DESIGN section 6): merged over what GitHub had plus what we sent, so
// that an edit made meanwhile on either side survives, and what GitHub did not accept is noted instead of sent again.
import { applyAnswer, notAccepted } from '@tandem/shared/domain/apply-inbound.js';
import { pick, type Content } from '@tandem/shared/domain/content.js';
import { noEffects, type RemoteState, type ResourceRef } from '@tandem/shared/ports.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import { writeApplied, writeCompleted, type Settlement } from '../settle-applied.js';

export async function settleAnswer(
  context: RunContext,
  claimed: ClaimedOperation,
  sent: Content,
  answer: RemoteState,
): Promise<void> {
  const { group } = claimed;
  const released = await context.store.transaction(async (tx): Promise<ResourceRef[]> => {
    const [resource] = await tx.lockAndLoad([group]);
    if (resource === undefined) return [];
    const settlement: Settlement = {
      resource,
      applied: applyAnswer(resource, sent, answer, context.mergeText),
      githubUpdatedAt: answer.githubUpdatedAt,
      facts: answer.facts,
      etag: answer.etag,
    };
    const effects = noEffects();
    writeApplied(effects, context, claimed, settlement);
    writeCompleted(
      effects,
      context,
      claimed,
      settlement,
      pick(answer.content, notAccepted(sent, answer.content)),
    );
    effects.links.push({ ...group, createIntent: null, writeIntent: null });
    await tx.save(effects);
    return group.kind === 'task' ? tx.releaseComments(group.id) : [];
  });
  await context.bell.ring(released);
}
