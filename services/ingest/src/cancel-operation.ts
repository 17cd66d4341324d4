// Gives an operation up (rule M6). A canceled outbound one gives up its fields too: the record goes back to what GitHub
// holds, the lost text stays as a conflict, and a fetch makes sure that what we went back to is still so.
import type { ClientTransaction, OperationHandle } from '@tandem/shared/ports/client.js';
import { assertedFields, omit, pick, sameValue, type Field } from '@tandem/shared/domain/content.js';
import { queuedOf } from '@tandem/shared/domain/resource.js';
import { canMove } from '@tandem/shared/domain/transitions.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { noEffects, type Effects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource } from '@tandem/shared/ports/loaded-resource.js';
import type { ClientDoor, Writer } from './client-writes.js';
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
  if (resource === undefined || !canMove(operation.state, 'canceled')) {
    return conflict(`The operation is ${operation.state}: it cannot be canceled any more.`);
  }
  const effects: Effects = {
    ...noEffects(),
    moves: [
      {
        kind: resource.kind,
        id,
        from: operation.state,
        to: 'canceled',
        by: writer.by,
        reason: { code: 'canceled_by_person', message: `Canceled by ${writer.by}.` },
        claimToken: null,
      },
    ],
  };
  const base = resource.link?.base ?? null;
  await tx.save(
    operation.direction === 'outbound' && base !== null
      ? { ...effects, ...givenUp(door, writer, resource, operation) }
      : effects,
  );
  return operation;
}

/** Fields that another unsent operation carries are not given up: that one still says them. */
function givenUp(
  door: ClientDoor,
  writer: Writer,
  resource: LoadedResource,
  operation: OperationHandle,
): Pick<Effects, 'records' | 'conflicts' | 'changes' | 'operations'> {
  const { kind, id, record, projectId } = resource;
  const base = resource.link?.base ?? {};
  const others = [...resource.open, ...resource.errored].filter(
    (other) => other.direction === 'outbound' && other.id !== operation.id,
  );
  const kept = others.flatMap((other) => assertedFields(other.content ?? {}));
  const lost = assertedFields(operation.content ?? {}).filter((field) => {
    const ours = record.content[field];
    const theirs = base[field];
    if (ours === undefined || theirs === undefined || kept.includes(field)) return false;
    return !sameValue(field, ours, theirs);
  });
  // The deletion itself was given up: nothing else is left that would tell GitHub of it.
  const restored =
    record.deletedAt !== null &&
    record.deletedBy === 'client' &&
    resource.link?.gone === null &&
    others.length === 0;
  const fetches = queuedOf(resource, 'inbound').some(({ fetch }) => fetch)
    ? []
    : [fetchOperation(resource, { id: door.clientStore.newId(), by: writer.by, source: 'manual' })];
  if (lost.length === 0 && !restored) return { records: [], conflicts: [], changes: [], operations: fetches };
  const version = record.version + 1;
  const localModifiedAt = Object.fromEntries(
    Object.entries(record.localModifiedAt).filter(([field]) => !lost.includes(field as Field)),
  );
  return {
    operations: fetches,
    conflicts: lost.map((field) => ({
      kind,
      id,
      operationId: operation.id,
      conflict: {
        field,
        base: base[field] ?? null,
        ours: record.content[field] ?? null,
        theirs: base[field] ?? null,
        winner: 'theirs' as const,
      },
    })),
    records: [
      {
        kind,
        id,
        content: { ...omit(record.content, lost), ...pick(base, lost) },
        version,
        changed: lost,
        provenance: { side: 'github', operationId: operation.id },
        localModifiedAt,
        ...(restored ? { deleted: null } : {}),
      },
    ],
    changes: [
      {
        kind,
        id,
        projectId,
        event: restored ? 'restored' : 'updated',
        version,
        fields: lost,
        operationId: operation.id,
      },
    ],
  };
}
