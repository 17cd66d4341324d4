// Gives an operation up (rule M6): writes down what domain/decide/decide-cancel decided, under the resource's lock.
import type { ClientTransaction, OperationHandle } from '@tandem/shared/ports/client.js';
import { pick } from '@tandem/shared/domain/resource/content.js';
import {
  decideCancel,
  restoredBy,
  type CancelDecision,
  type Canceled,
} from '@tandem/shared/domain/decide/decide-cancel.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { judgeAgain } from '@tandem/shared/judge-again.js';
import { noEffects, type Effects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ClientDoor, Writer } from './client-door.js';
import { conflict, isRefusal, missing, type Refusal } from './refusal.js';
import { ringBell } from './ring-bell.js';

export async function cancelOperation(
  door: ClientDoor,
  writer: Writer,
  id: string,
): Promise<{ readonly id: string } | Refusal> {
  const canceled = await door.clientStore.transaction((tx) => cancel(door, tx, writer, id));
  if (isRefusal(canceled)) return canceled;
  // The group may have waited for what is gone now.
  await ringBell(door, [canceled.ref]);
  return { id };
}

async function cancel(
  door: ClientDoor,
  tx: ClientTransaction,
  writer: Writer,
  id: string,
): Promise<OperationHandle | Refusal> {
  const seen = await tx.operation(id, writer.access);
  if (seen === null) return missing('operation');
  const [resource] = await tx.lockAndLoad([seen.ref]);
  const operation = (await tx.operation(id, writer.access)) ?? seen;
  const decision: CancelDecision =
    resource === undefined ? { kind: 'refused' } : decideCancel(resource, operation);
  if (resource === undefined || decision.kind === 'refused') {
    return conflict(`The operation is ${operation.state}: it cannot be canceled any more.`);
  }
  const effects = noEffects();
  effects.moves.push({
    kind: resource.kind,
    id,
    from: operation.state,
    to: 'canceled',
    by: writer.by,
    reason: { code: 'canceled_by_person', message: `Canceled by ${writer.by}.` },
    claimToken: null,
  });
  if (decision.fetch) {
    effects.operations.push(
      fetchOperation(resource, { id: door.clientStore.newId(), by: writer.by, source: 'manual' }),
    );
  }
  if (decision.changed.length > 0 || decision.restored) writeGivenUp(effects, resource, operation, decision);
  if (decision.restored) {
    const told = await judgeAgain(tx, restoredBy(resource, decision), {
      newId: () => door.clientStore.newId(),
      by: writer.by,
    });
    effects.operations.push(...told);
  }
  await tx.save(effects);
  return operation;
}

/** The record as GitHub has it, the lost values as conflicts, and the change told to clients. */
function writeGivenUp(
  effects: Effects,
  { kind, id, record, link, projectId }: LoadedResource,
  operation: OperationHandle,
  decision: Canceled,
): void {
  const { changed, restored, conflicts, localModifiedAt, writeIntent } = decision;
  const version = record.version + 1;
  effects.conflicts.push(
    ...conflicts.map((each) => ({ kind, id, operationId: operation.id, conflict: each })),
  );
  effects.records.push({
    kind,
    id,
    content: pick(decision.record, changed),
    version,
    changed,
    provenance: { side: 'github', operationId: operation.id },
    localModifiedAt,
    ...(restored ? { deleted: null } : {}),
  });
  if (link?.writeIntent != null) effects.links.push({ kind, id, writeIntent });
  effects.changes.push({
    kind,
    id,
    projectId,
    event: restored ? 'restored' : 'updated',
    version,
    fields: changed,
    operationId: operation.id,
  });
}
