// Brings an existing issue or comment to the record's state (DESIGN section 6): read, merge, store what is about to be
// sent, send only what differs, take the answer as the new base.
import { mayBeBehind, readAgainAfterMs } from '@tandem/shared/domain/github/read-again.js';
import { applyInbound } from '@tandem/shared/domain/merge/apply-inbound.js';
import { EMPTY_FRAME } from '@tandem/shared/domain/resource/body-frame.js';
import { assertedFields, pick } from '@tandem/shared/domain/resource/content.js';
import { planOutbound } from '@tandem/shared/domain/merge/plan-outbound.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { RemoteState } from '@tandem/shared/ports/github.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import { nextIntent, SEND_WITHIN_MS } from '@tandem/shared/domain/merge/write-intents.js';
import { writeApplied, writeCompleted, type Settlement } from '../settle-applied.js';
import type { Unsettled } from '../settle-failure.js';
import { sendUpdate, type PlannedUpdate } from './send-update.js';
import { settleAnswer } from './settle-answer.js';

/** While GitHub was asked, the repo was disconnected and the link with it. */
const DISCONNECTED: Unsettled = { kind: 'forbidden', suspended: false, reason: REASONS.repoNotConnected };

function readAgain({ clock }: RunContext): Unsettled {
  return { kind: 'wait', until: clock.now() + readAgainAfterMs(0), reason: REASONS.laggingReplica };
}

export async function updateOnGithub(
  context: RunContext,
  claimed: ClaimedOperation,
  resource: LoadedResource,
): Promise<Unsettled | null> {
  const { group } = claimed;
  const address = resource.address;
  if (address === null) return { kind: 'invalid', reason: REASONS.repoNotConnected };

  // Without a base there is nothing that a 304 could stand for.
  const conditional = resource.link?.base == null ? { ...address, etag: null } : address;
  const fetched = await context.github.read(group, conditional, 'interactive');
  if (!fetched.ok) return fetched.failure;

  const next = await mergeAndIntend(context, claimed, fetched.value);
  if (next === null || 'kind' in next) return next;
  const answer = await sendUpdate(context, group, next);
  if (!answer.ok) return answer.failure;
  await settleAnswer(context, claimed, resource.taskId, next.update.values, answer.value);
  return null;
}

/**
 * In one transaction: merge what was fetched, make it the base, and store the values about to be sent. Null: there is
 * nothing to send, and the operation is completed in the same transaction.
 */
async function mergeAndIntend(
  context: RunContext,
  claimed: ClaimedOperation,
  fetched: RemoteState | 'not_modified',
): Promise<PlannedUpdate | Unsettled | null> {
  const { group, operation, claimToken } = claimed;
  return context.store.transaction(async (tx) => {
    const [resource] = await tx.lockAndLoad([group]);
    if (resource?.link == null || resource.address === null) return DISCONNECTED;
    await tx.holdClaim(group.kind, operation.id, claimToken);
    if (fetched !== 'not_modified' && mayBeBehind(resource.link, fetched)) return readAgain(context);

    const settlement = settle(context, resource, fetched);
    const merged: LoadedResource = {
      ...resource,
      record: { ...resource.record, content: settlement.applied.record },
      link: { ...resource.link, base: settlement.applied.base },
    };
    const effects = noEffects();
    writeApplied(effects, context, claimed, settlement);
    const { writeIntent } = settlement.applied;
    const plan = planOutbound(merged);
    if (plan.kind === 'update') {
      const intent = nextIntent(writeIntent, {
        values: plan.values,
        at: context.clock.now(),
        preImage: {
          content: pick(settlement.applied.base, assertedFields(plan.values)),
          at: Math.max(settlement.githubUpdatedAt, resource.link.baseUpdatedAt ?? 0),
        },
      });
      effects.links.push({ ...group, writeIntent: intent });
      await tx.save(effects);
      const frame = settlement.facts.bodyFrame ?? resource.link.bodyFrame ?? EMPTY_FRAME;
      return { update: plan, address: resource.address, frame, until: intent.at + SEND_WITHIN_MS };
    }
    // This operation is the outbound one: what is left to send was just found to be nothing.
    const done = { ...settlement, applied: { ...settlement.applied, needsOutbound: false } };
    writeCompleted(effects, context, claimed, done);
    await tx.save(effects);
    return null;
  });
}

function settle(
  context: RunContext,
  resource: LoadedResource,
  fetched: RemoteState | 'not_modified',
): Settlement {
  const { link, address } = resource;
  const baseAt = link?.baseUpdatedAt ?? 0;
  const isKnown = fetched === 'not_modified' || fetched.githubUpdatedAt < baseAt; // older: a replica that lags
  const state = isKnown ? { content: link?.base ?? {}, githubUpdatedAt: baseAt, facts: {} } : fetched;
  const seenAt = fetched === 'not_modified' ? context.clock.now() : isKnown ? baseAt : fetched.answeredAt;
  return {
    resource,
    applied: applyInbound(resource, { ...state, seenAt }, context.mergeText),
    githubUpdatedAt: state.githubUpdatedAt,
    facts: state.facts,
    etag: fetched === 'not_modified' ? (address?.etag ?? null) : isKnown ? null : fetched.etag,
  };
}
