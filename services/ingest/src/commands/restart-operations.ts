// Puts errored and disabled operations back in the queue, one or all that match a filter (rule G5). The old attempt
// stays readable: the timeline keeps every move, and only the count of attempts begins anew.
import type { OperationFilter, OperationHandle } from '@tandem/shared/ports/client.js';
import type { ResourceKind } from '@tandem/shared/domain/operations/operation.js';
import { isRestartable } from '@tandem/shared/domain/operations/transitions.js';
import { noEffects, type Move } from '@tandem/shared/ports/effects.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { ClientDoor, Writer } from './client-door.js';
import { conflict, isRefusal, missing, type Refusal } from './refusal.js';
import { ringBell } from './ring-bell.js';

/** One transaction moves this many: short enough that nobody waits for its locks. */
const PART = 500;

export async function restartOperation(
  door: ClientDoor,
  writer: Writer,
  id: string,
): Promise<{ readonly id: string } | Refusal> {
  const restarted = await door.clientStore.transaction(async (tx): Promise<OperationHandle | Refusal> => {
    const seen = await tx.operation(id, writer.access);
    if (seen === null) return missing('operation');
    await tx.lockAndLoad([seen.ref]);
    const operation = (await tx.operation(id, writer.access)) ?? seen;
    if (!isRestartable(operation.state)) {
      return conflict(
        `The operation is ${operation.state}: only an errored or disabled one can be put back in the queue.`,
      );
    }
    await tx.save({ ...noEffects(), moves: [backInQueue(operation, writer)] });
    return operation;
  });
  if (isRefusal(restarted)) return restarted;
  await ringBell(door, [restarted.ref]);
  return { id };
}

/** Returns how many were restarted: each at most once, even if it fails again meanwhile. */
export async function restartMatching(
  door: ClientDoor,
  writer: Writer,
  filter: OperationFilter,
): Promise<{ readonly count: number }> {
  let count = 0;
  for (const kind of ['task', 'comment'] as const) count += await restartKind(door, writer, filter, kind);
  return { count };
}

async function restartKind(
  door: ClientDoor,
  writer: Writer,
  filter: OperationFilter,
  kind: ResourceKind,
): Promise<number> {
  let count = 0;
  for (let afterSequence = 0n; ;) {
    const part = await door.clientStore.transaction(async (tx) => {
      const taken = await tx.takeRestartable(filter, writer.access, { kind, afterSequence, limit: PART });
      await tx.save({ ...noEffects(), moves: taken.map((operation) => backInQueue(operation, writer)) });
      return taken;
    });
    await ringBell(door, oncePerGroup(part));
    count += part.length;
    const last = part.at(-1);
    if (last === undefined || part.length < PART) return count;
    afterSequence = last.sequence;
  }
}

function backInQueue({ id, ref, state }: OperationHandle, writer: Writer): Move {
  return {
    kind: ref.kind,
    id,
    from: state,
    to: 'queued',
    by: writer.by,
    reason: null,
    claimToken: null,
    notBefore: null,
    attempt: 0,
  };
}

function oncePerGroup(operations: readonly OperationHandle[]): ResourceRef[] {
  return [...new Map(operations.map(({ ref }) => [ref.id, ref])).values()];
}
