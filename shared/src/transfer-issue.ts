// An issue was transferred to another repo (rules P5, M7): the record goes along, whoever tells it first, and what is
// queued for it goes on at the new address. Where both ends made a record, one survives. It stands in shared because both
// services hear of transfers: by webhook, and by a redirect.
import { v7 as uuid } from 'uuid';
import { decideTransfer, type TransferEnd, type TransferVerdict } from './domain/decide/decide-transfer.js';
import { mergeRecords } from './domain/resource/merge-records.js';
import type { Reason, Source } from './domain/operations/operation.js';
import { movedTo, REASONS } from './domain/operations/reasons.js';
import { queuedOf } from './domain/resource/resource.js';
import { fetchOperation } from './fetch-operation.js';
import { noEffects, type Effects, type NewOperation } from './ports/effects.js';
import type { LoadedResource } from './ports/loaded-resource.js';
import type { ResourceTransaction } from './ports/resource-store.js';
import type { LoadedTransfer, Transfer } from './ports/transfers.js';

export interface TransferTold {
  readonly source: Source;
  readonly by: string;
  readonly deliveryId: string | null;
  readonly now: number;
  /** The running fetch that met it and goes on at the new address; null = one is queued. */
  readonly fetch: { readonly taskId: string; readonly operationId: string } | null;
}

export interface Transferred {
  readonly kind: TransferVerdict['kind'];
  /** The record at the new address; null = there is none yet. */
  readonly taskId: string | null;
  /** What the trail got; null: nothing, because nothing was decided or the running operation is the trail. */
  readonly operation: NewOperation | null;
  /** "octo/demo#1 to octo/other#7", as a reason. */
  readonly reason: Reason;
}

/** Null: the new repo is unknown, so there is nowhere to go. */
export async function transferIssue(
  tx: ResourceTransaction,
  transfer: Transfer,
  told: TransferTold,
): Promise<Transferred | null> {
  const ends = await tx.transfers.load(transfer);
  if (ends === null) return null;
  const { before, after, to } = ends;
  const reason = movedTo(ends.from === null ? null : nameOf(ends.from), nameOf(to));
  const verdict = decideTransfer({
    before: endOf(before),
    after: endOf(after),
    targetProjectId: to.projectId,
  });
  switch (verdict.kind) {
    case 'unknown':
      return { kind: verdict.kind, taskId: null, operation: null, reason };
    case 'known':
      return { kind: verdict.kind, taskId: before?.id ?? null, operation: null, reason };
    case 'stay':
      return { ...(await stay(tx, ends, told)), kind: verdict.kind, reason };
    case 'remember':
      await remember(tx, ends, verdict.id, told.now);
      return { ...(await follow(tx, verdict.id, told, reason, null)), kind: verdict.kind, reason };
    case 'move':
      await tx.transfers.move(verdict.id, to, transfer.to.facts);
      await remember(tx, ends, verdict.id, told.now);
      return { ...(await follow(tx, verdict.id, told, reason, null)), kind: verdict.kind, reason };
    case 'merge': {
      const survivor = (verdict.survivor === 'before' ? before : after) as LoadedResource;
      const other = (verdict.survivor === 'before' ? after : before) as LoadedResource;
      const place = verdict.survivor === 'before';
      await tx.transfers.mergeTasks({ survivor: survivor.id, other: other.id, place, at: told.now });
      await remember(tx, ends, survivor.id, told.now);
      return {
        ...(await follow(tx, survivor.id, told, reason, { survivor, other })),
        kind: verdict.kind,
        reason,
      };
    }
  }
}

function endOf(resource: LoadedResource | null): TransferEnd | null {
  if (resource === null) return null;
  return { id: resource.id, projectId: resource.projectId, placed: resource.link !== null };
}

function nameOf({ name, number }: { readonly name: string; readonly number: number }): string {
  return `${name}#${number}`;
}

async function remember(
  tx: ResourceTransaction,
  { from, to }: LoadedTransfer,
  taskId: string,
  now: number,
): Promise<void> {
  if (from !== null) await tx.transfers.remember(from, to, taskId, now);
}

interface Followed {
  readonly taskId: string;
  readonly operation: NewOperation | null;
}

/** At the new address everything is read once: what GitHub did not take along, and what was missed on the way. */
async function follow(
  tx: ResourceTransaction,
  taskId: string,
  told: TransferTold,
  reason: Reason,
  merged: { readonly survivor: LoadedResource; readonly other: LoadedResource } | null,
): Promise<Followed> {
  const [resource] = await tx.lockAndLoad([{ kind: 'task', id: taskId }]);
  if (resource === undefined) throw new Error(`The task ${taskId} of a transfer does not exist.`);
  const effects = noEffects();
  const fetched = told.fetch?.taskId === taskId ? told.fetch.operationId : null;
  const operation = fetched === null ? transferOperation(resource, told, reason) : null;
  const operationId = fetched ?? operation?.id ?? null;
  if (operation !== null) effects.operations.push(operation);
  // What the old address still had to tell is at the new one as well.
  cancelQueued(effects, resource, 'inbound', operationId, told, REASONS.superseded);
  if (merged !== null) {
    cancelQueued(effects, merged.other, 'inbound', operationId, told, REASONS.mergedInto);
    cancelQueued(effects, merged.other, 'outbound', operationId, told, REASONS.mergedInto);
    takeOver(effects, resource, merged.other, told, operationId);
  }
  effects.changes.push({
    kind: 'task',
    id: taskId,
    projectId: resource.projectId,
    event: 'updated',
    version: resource.record.version,
    fields: [],
    operationId,
  });
  await tx.save(effects);
  return { taskId, operation };
}

function transferOperation(resource: LoadedResource, told: TransferTold, reason: Reason): NewOperation {
  const operation = fetchOperation(resource, { id: uuid(), by: told.by, source: told.source });
  return { ...operation, deliveryId: told.deliveryId, reason: operation.reason ?? reason };
}

function cancelQueued(
  effects: Effects,
  resource: LoadedResource,
  direction: 'inbound' | 'outbound',
  canceledBy: string | null,
  { by }: TransferTold,
  reason: Reason,
): void {
  for (const { id } of queuedOf(resource, direction)) {
    effects.moves.push({
      kind: resource.kind,
      id,
      from: 'queued',
      to: 'canceled',
      by,
      reason,
      claimToken: null,
      ...(canceledBy === null ? {} : { canceledBy }),
    });
  }
}

/** What clients wrote in the other record goes on in this one, and is sent from here. */
export function takeOver(
  effects: Effects,
  resource: LoadedResource,
  other: LoadedResource,
  { by }: Pick<TransferTold, 'by'>,
  operationId: string | null,
): void {
  const { kind, id, record, projectId } = resource;
  const merged = mergeRecords(resource, other);
  if (operationId !== null) {
    for (const conflict of merged.conflicts) effects.conflicts.push({ kind, id, conflict, operationId });
  }
  if (merged.changed.length === 0) return;
  const version = record.version + 1;
  const outbound: NewOperation = {
    id: uuid(),
    kind,
    recordId: id,
    linkId: resource.linkId,
    direction: 'outbound',
    state: resource.closedBecause === null ? 'queued' : 'disabled',
    source: 'client',
    action: 'update',
    githubUpdatedAt: null,
    content: merged.content,
    facts: null,
    fetch: false,
    reason: resource.closedBecause,
    installationRowId: resource.address?.installationRowId ?? null,
    by,
  };
  effects.operations.push(outbound);
  effects.records.push({
    kind,
    id,
    version,
    content: merged.content,
    changed: merged.changed,
    localModifiedAt: merged.localModifiedAt,
    provenance: { side: 'client', operationId: outbound.id },
  });
  effects.changes.push({
    kind,
    id,
    projectId,
    event: 'updated',
    version,
    fields: merged.changed,
    operationId: outbound.id,
  });
}

/** Another project's from now on: the record keeps its text here, and the trail tells where the issue went. */
async function stay(tx: ResourceTransaction, ends: LoadedTransfer, told: TransferTold): Promise<Followed> {
  const { before } = ends;
  if (before === null) throw new Error('There is no record that could stay behind.');
  await tx.transfers.takeOut(before.id);
  await remember(tx, ends, before.id, told.now);
  const [resource] = await tx.lockAndLoad([before]);
  if (resource === undefined) throw new Error(`The task ${before.id} of a transfer does not exist.`);
  const runs = told.fetch?.taskId === before.id;
  const operation = runs ? null : transferOperation(resource, told, REASONS.repoNotConnected);
  const effects = noEffects();
  if (operation !== null) effects.operations.push(operation);
  effects.changes.push({
    kind: 'task',
    id: before.id,
    projectId: before.projectId,
    event: 'updated',
    version: before.record.version,
    fields: [],
    operationId: operation?.id ?? told.fetch?.operationId ?? null,
  });
  await tx.save(effects);
  return { taskId: before.id, operation };
}
