// A comment of a transferred issue is not asked for by the id that it had at the old place: GitHub would say that it is
// gone. It waits until the comments are linked anew, and sees to it that somebody does that.
import { v7 as uuid } from 'uuid';
import { MINUTE_MS } from '@tandem/shared/domain/clock.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { RunContext } from './run-context.js';
import type { Wait } from './settle-failure.js';

const LOOK_AGAIN_MS = 5 * MINUTE_MS;

/** Null: it has not to wait. */
export async function waitForRelink(context: RunContext, resource: LoadedResource): Promise<Wait | null> {
  if (resource.kind !== 'comment' || !resource.relinking || resource.link?.exists !== true) return null;
  const task = { kind: 'task', id: resource.taskId } as const;
  await context.store.transaction(async (tx) => {
    const [loaded] = await tx.lockAndLoad([task]);
    const asked = loaded?.open.some(({ direction, fetch }) => direction === 'inbound' && fetch) ?? true;
    if (loaded === undefined || asked || loaded.closedBecause !== null) return;
    const operation = fetchOperation(loaded, { id: uuid(), by: context.worker, source: 'scheduler' });
    await tx.save({ ...noEffects(), operations: [operation] });
  });
  await context.bell.ring([task]);
  return {
    kind: 'wait',
    until: context.clock.now() + LOOK_AGAIN_MS,
    reason: REASONS.relinking,
    stillWaits: (again) => again.relinking,
  };
}
