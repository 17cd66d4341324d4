// The client's door: a write changes our record at once and leaves an operation that will tell GitHub (DESIGN section 5,
// end). Nobody here waits for GitHub, and whether a group could be woken does not decide about the write. What every
// write does is here: open its record under a lock, write down, and ring after the commit.
import type { ClientStore, ClientTransaction, ProjectAccess } from '@tandem/shared/ports/client.js';
import type { Content } from '@tandem/shared/domain/resource/content.js';
import type { Bell } from '@tandem/shared/ports/bell.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { Log } from '@tandem/shared/ports/log.js';
import { conflict, isRefusal, missing, type Refusal } from './refusal.js';
import { ringBell } from './ring-bell.js';
import { writeDown, type WrittenDown } from './write-down.js';

export interface ClientDoor {
  readonly clientStore: ClientStore;
  readonly bell: Bell;
  /** Now as GitHub counts it, so that local and remote times can be compared. */
  readonly githubClock: Clock;
  readonly log: Log;
}

export interface Writer {
  /** As the timeline names it. */
  readonly by: string;
  readonly access: ProjectAccess;
}

export interface Saved {
  readonly id: string;
}

/** What a transaction did. */
export interface Done extends Saved {
  readonly wake: readonly ResourceRef[];
}

/** The work in one transaction, and the bell after its commit. */
export async function inTransaction(
  door: ClientDoor,
  work: (tx: ClientTransaction) => Promise<Done | Refusal>,
): Promise<Saved | Refusal> {
  const done = await door.clientStore.transaction(work);
  if (isRefusal(done)) return done;
  await ringBell(door, done.wake);
  return { id: done.id };
}

/** The resource, locked, if it may be written. */
export async function open(
  tx: ClientTransaction,
  writer: Writer,
  ref: ResourceRef,
  version?: number,
): Promise<LoadedResource | Refusal> {
  const place = await tx.placeOf(ref, writer.access);
  if (place === null) return missing(ref.kind);
  const [resource] = await tx.lockAndLoad([ref]);
  if (resource === undefined) return missing(ref.kind);
  if (resource.record.deletedAt !== null || place.deleted)
    return conflict(`The ${ref.kind} was deleted: it can only be read.`);
  return version !== undefined && version !== resource.record.version ? stale(resource) : resource;
}

export function stale(resource: LoadedResource): Refusal {
  return { refused: 'stale', version: resource.record.version };
}

export function write(
  door: ClientDoor,
  tx: ClientTransaction,
  writer: Writer,
  resource: LoadedResource,
  action: 'create' | 'update' | 'delete',
  values: Content,
): Promise<WrittenDown> {
  return writeDown(tx, resource, {
    action,
    values,
    at: door.githubClock.now(),
    by: writer.by,
    operationId: door.clientStore.newId(),
  });
}
