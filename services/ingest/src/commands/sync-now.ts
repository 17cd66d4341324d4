// "Sync now": somebody asks for one record to be brought in step at once (rule S4). What is on GitHub is fetched; what
// never got there is sent. Asking twice is asking once, for a request joins what is queued already.
import { queuedOf, processingOf } from '@tandem/shared/domain/resource/resource.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { ClientTransaction } from '@tandem/shared/ports/client.js';
import { open, write, type ClientDoor, type Writer } from './client-door.js';
import { placeInRepo } from './place-in-repo.js';
import { conflict, isRefusal, type Refusal } from './refusal.js';
import { ringBell } from './ring-bell.js';

export interface SyncRequested {
  /** The operation that brings it; another one's, where the request joined. */
  readonly operationId: string;
}

interface Requested extends SyncRequested {
  readonly wake: readonly ResourceRef[];
}

export async function syncNow(
  door: ClientDoor,
  writer: Writer,
  ref: ResourceRef,
): Promise<SyncRequested | Refusal> {
  const requested = await door.clientStore.transaction(async (tx): Promise<Requested | Refusal> => {
    const resource = await open(tx, writer, ref);
    if (isRefusal(resource)) return resource;
    return resource.link?.exists === true
      ? fetchIt(door, tx, writer, resource)
      : sendIt(door, tx, writer, resource);
  });
  if (isRefusal(requested)) return requested;
  await ringBell(door, requested.wake);
  return { operationId: requested.operationId };
}

async function fetchIt(
  door: ClientDoor,
  tx: ClientTransaction,
  writer: Writer,
  resource: LoadedResource,
): Promise<Requested> {
  const { kind, id, closedBecause } = resource;
  const waiting = queuedOf(resource, 'inbound').find((operation) => operation.fetch);
  if (waiting !== undefined) return { operationId: waiting.id, wake: [{ kind, id }] };
  const operationId = door.clientStore.newId();
  await tx.save({
    ...noEffects(),
    operations: [fetchOperation(resource, { id: operationId, by: writer.by, source: 'manual' })],
  });
  return { operationId, wake: closedBecause === null ? [{ kind, id }] : [] };
}

async function sendIt(
  door: ClientDoor,
  tx: ClientTransaction,
  writer: Writer,
  resource: LoadedResource,
): Promise<Requested | Refusal> {
  const { kind, id } = resource;
  const underWay = processingOf(resource) ?? queuedOf(resource, 'outbound')[0];
  if (underWay !== undefined) return { operationId: underWay.id, wake: [{ kind, id }] };
  if (kind === 'task' && resource.address === null) {
    const repos = resource.projectId === null ? null : await tx.reposOf(resource.projectId, writer.access);
    const [repoId, ...others] = repos ?? [];
    if (repoId === undefined)
      return conflict('The task is in no repo, and its project has none: connect one first.');
    if (others.length > 0) return conflict('The project has several repos: PATCH the task with a repoId.');
    const wake = await placeInRepo(door, tx, writer, id, repoId, {});
    const [placed] = await tx.lockAndLoad([{ kind, id }]);
    const operation = placed === undefined ? undefined : queuedOf(placed, 'outbound')[0];
    return operation === undefined
      ? conflict(placed?.closedBecause?.message ?? 'The task cannot be sent now.')
      : { operationId: operation.id, wake };
  }
  const written = await write(door, tx, writer, resource, 'create', {});
  return written.operationId === null
    ? conflict('There is nothing to send.')
    : { operationId: written.operationId, wake: written.wake };
}
