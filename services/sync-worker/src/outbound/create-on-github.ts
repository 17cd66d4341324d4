// Creates an issue or a comment, never blindly (rule G3): the intent is stored before the request leaves, and while the
// outcome of an earlier attempt is unknown, its marker is looked for before anything is sent again.
import { v7 as uuid } from 'uuid';
import { MINUTE_MS, SECOND_MS } from '@tandem/shared/domain/clock.js';
import { omit } from '@tandem/shared/domain/content.js';
import { sendable } from '@tandem/shared/domain/plan-outbound.js';
import { REASONS } from '@tandem/shared/domain/reasons.js';
import type { CreateIntent } from '@tandem/shared/domain/resource.js';
import { noEffects, type LoadedResource } from '@tandem/shared/ports.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import type { Unsettled } from '../settle-failure.js';
import { settleAnswer } from './settle-answer.js';

/** GitHub's lists may lag behind a write: an unknown attempt is looked for until it is this old. */
const LOOK_FOR_MS = MINUTE_MS;
const LOOK_AGAIN_MS = 5 * SECOND_MS;
/** GitHub takes no more characters than this in a body, marker and credit included. */
const MAX_BODY_LENGTH = 65_536;

export async function createOnGithub(
  context: RunContext,
  claimed: ClaimedOperation,
  resource: LoadedResource,
): Promise<Unsettled | null> {
  const { group } = claimed;
  const address = resource.address;
  if (address === null) return { kind: 'invalid', reason: REASONS.repoNotConnected };

  const earlier = resource.link?.createIntent ?? null;
  if (earlier !== null) {
    const found = await context.github.findMarked(group, address, earlier.since);
    if (!found.ok) return found.failure;
    if (found.value !== null) {
      await settleAnswer(context, claimed, earlier.values, found.value);
      return null;
    }
    const lookUntil = earlier.attemptedAt + LOOK_FOR_MS;
    if (context.clock.now() < lookUntil) {
      return { kind: 'wait', until: context.clock.now() + LOOK_AGAIN_MS, reason: REASONS.lookingForCreate };
    }
  }

  // GitHub creates only open issues; a closed record is closed by the operation that follows.
  const values = omit(sendable(resource.record.content), ['state']);
  const frame = context.github.frameFor(group, values.body ?? '', resource.author.name);
  if (frame.before.length + (values.body ?? '').length + frame.after.length > MAX_BODY_LENGTH) {
    return { kind: 'invalid', reason: REASONS.bodyTooLong };
  }
  await storeIntent(context, claimed, nextIntent(earlier, values, context.clock.now()));
  const created = await context.github.create(group, address, values, frame);
  if (!created.ok) return created.failure;
  await settleAnswer(context, claimed, values, created.value);
  return null;
}

function nextIntent(earlier: CreateIntent | null, values: CreateIntent['values'], now: number): CreateIntent {
  return {
    id: earlier?.id ?? uuid(),
    since: earlier?.since ?? now,
    attemptedAt: now,
    attempts: (earlier?.attempts ?? 0) + 1,
    values,
  };
}

async function storeIntent(
  context: RunContext,
  { group, operation, claimToken }: ClaimedOperation,
  createIntent: CreateIntent,
): Promise<void> {
  await context.store.transaction(async (tx) => {
    await tx.lockAndLoad([group]);
    await tx.holdClaim(group.kind, operation.id, claimToken);
    const effects = noEffects();
    effects.links.push({ ...group, createIntent });
    await tx.save(effects);
  });
}
