// A client changes or deletes a task or a comment.
import type { Content } from '@tandem/shared/domain/resource/content.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import {
  inTransaction,
  open,
  stale,
  write,
  type ClientDoor,
  type Saved,
  type Writer,
} from './client-door.js';
import { mayGoInto, placeInRepo } from './place-in-repo.js';
import { isRefusal, missing, type Refusal } from './refusal.js';

export interface Change {
  /** What the client named, given what the record holds. */
  readonly values: (record: Content) => Content;
  /** The version that the client saw; undefined = whatever it is. */
  readonly version?: number | undefined;
  /** Puts a task that is in no repo into this one. */
  readonly repoId?: string | undefined;
}

export async function changeRecord(
  door: ClientDoor,
  writer: Writer,
  ref: ResourceRef,
  change: Change,
): Promise<Saved | Refusal> {
  return inTransaction(door, async (tx) => {
    const resource = await open(tx, writer, ref, change.version);
    if (isRefusal(resource)) return resource;
    const values = change.values(resource.record.content);
    if (change.repoId !== undefined && change.repoId !== resource.address?.repoId) {
      const refused = await mayGoInto(tx, writer, resource, change.repoId);
      return (
        refused ?? { id: ref.id, wake: await placeInRepo(door, tx, writer, ref.id, change.repoId, values) }
      );
    }
    const written = await write(door, tx, writer, resource, 'update', values);
    return { id: ref.id, wake: written.wake };
  });
}

/** Deleting twice is deleting once. */
export async function deleteRecord(
  door: ClientDoor,
  writer: Writer,
  ref: ResourceRef,
  version: number | undefined,
): Promise<Saved | Refusal> {
  return inTransaction(door, async (tx) => {
    if ((await tx.placeOf(ref, writer.access)) === null) return missing(ref.kind);
    const [resource] = await tx.lockAndLoad([ref]);
    if (resource === undefined) return missing(ref.kind);
    if (resource.record.deletedAt !== null) return { id: ref.id, wake: [] };
    if (version !== undefined && version !== resource.record.version) return stale(resource);
    const written = await write(door, tx, writer, resource, 'delete', {});
    return { id: ref.id, wake: written.wake };
  });
}
