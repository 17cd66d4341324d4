// An outbound operation: whatever the record's operations asked for, GitHub is brought to the record's present state
// (DESIGN section 6). What is to be done is found here, from link, intent and record, not from the operation's label.
import { planOutbound } from '@tandem/shared/domain/merge/plan-outbound.js';
import type { Reason } from '@tandem/shared/domain/operations/operation.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ClaimedOperation, RunContext } from '../run-context.js';
import type { Unsettled } from '../settle-failure.js';
import { waitForRelink } from '../wait-for-relink.js';
import { createOnGithub, findCreated } from './create-on-github.js';
import { removeFromGithub } from './remove-from-github.js';
import { updateOnGithub } from './update-on-github.js';
import { waitForTask } from './wait-for-task.js';

export async function runOutbound(context: RunContext, claimed: ClaimedOperation): Promise<Unsettled | null> {
  const resource = await context.store.transaction(async (tx) => (await tx.lockAndLoad([claimed.group]))[0]);
  if (resource === undefined)
    throw new Error(`The ${claimed.group.kind} ${claimed.group.id} does not exist.`);
  if (resource.closedBecause !== null)
    return end(context, claimed, resource, 'disabled', resource.closedBecause);
  if (resource.link?.gone) return end(context, claimed, resource, 'dropped', REASONS.deletedOnGithub);

  const wait = await waitForRelink(context, resource);
  if (wait !== null) return wait;

  const { kind } = planOutbound(resource);
  if (kind === 'delete') return removeFromGithub(context, claimed, resource);
  if (kind === 'create') return create(context, claimed, resource);
  if (kind === 'find') {
    const found = await findCreated(context, claimed, resource);
    return found === 'nothing' ? end(context, claimed, resource, 'completed', null) : found;
  }
  if (resource.link?.exists !== true) return end(context, claimed, resource, 'completed', null);
  return updateOnGithub(context, claimed, resource);
}

function create(
  context: RunContext,
  claimed: ClaimedOperation,
  resource: LoadedResource,
): Promise<Unsettled | null> {
  if (resource.thread?.taskDeleted === true)
    return end(context, claimed, resource, 'dropped', REASONS.taskDeleted);
  const wait = waitForTask(context, resource);
  if (wait !== null) return Promise.resolve(wait);
  if (resource.kind === 'task' && (resource.record.content.title ?? '').trim() === '') {
    return Promise.resolve({ kind: 'invalid', reason: REASONS.missingTitle });
  }
  return createOnGithub(context, claimed, resource);
}

async function end(
  context: RunContext,
  { group, operation, claimToken }: ClaimedOperation,
  { taskId, thread }: LoadedResource,
  to: 'disabled' | 'dropped' | 'completed',
  reason: Reason | null,
): Promise<null> {
  const effects = noEffects();
  effects.moves.push({
    kind: group.kind,
    id: operation.id,
    from: 'processing',
    to,
    by: context.worker,
    reason,
    claimToken,
    ...(to === 'dropped' ? { droppedFor: { type: group.kind, id: group.id } } : {}),
  });
  const released = await context.store.transaction(async (tx) => {
    if (thread !== null) await tx.lockAndLoad([{ kind: 'task', id: taskId }]);
    await tx.save(effects);
    return thread === null ? [] : tx.releaseComments(taskId);
  });
  await context.bell.ring(released);
  return null;
}
