// A person decides a conflict, or takes the decision back. Either is a client's write like any other: it changes the
// record at once, and goes to GitHub by itself. Refuses what was decided already, and what is gone.
import type { ClientTransaction, ConflictHandle } from '@tandem/shared/ports/client.js';
import { sameValue } from '@tandem/shared/domain/resource/content.js';
import { resolveConflict, type ConflictChoice } from '@tandem/shared/domain/merge/resolve-conflict.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import { write, type ClientDoor, type Saved, type Writer } from './client-door.js';
import { conflict, isRefusal, missing, type Refusal } from './refusal.js';
import { ringBell } from './ring-bell.js';

/** Checks the value against the conflict's field, which is known only here. */
export type ChoiceFor = (field: ConflictHandle['conflict']['field']) => ConflictChoice | Refusal;

export function decideConflict(
  door: ClientDoor,
  writer: Writer,
  id: string,
  choiceFor: ChoiceFor,
): Promise<Saved | Refusal> {
  return withConflict(door, writer, id, async (tx, held, resource) => {
    if (held.state !== 'open')
      return conflict('The conflict was resolved already; reopen it to decide anew.');
    const choice = choiceFor(held.conflict.field);
    if ('refused' in choice) return choice;
    const resolution = resolveConflict(resource, held.conflict, choice, door.githubClock.now());
    if (resolution.kind === 'refused') return conflict(resolution.reason.message);
    const { field } = held.conflict;
    const value = resolution.values[field];
    if (value === undefined) throw new Error('A resolution names the field of its conflict.');
    const before = resource.record.content[field] ?? null;
    const { operationId, wake } = await write(door, tx, writer, resource, 'update', resolution.values);
    const kept = 'keep' in choice ? { keep: choice.keep } : {};
    await tx.settleConflict(id, { ...kept, value, before, operationId }, writer.by);
    return wake;
  });
}

/** The field goes back to what it held before, unless somebody has written it since: then only the question is open. */
export function reopenConflict(door: ClientDoor, writer: Writer, id: string): Promise<Saved | Refusal> {
  return withConflict(door, writer, id, async (tx, held, resource) => {
    if (held.state !== 'resolved' || held.resolution === null)
      return conflict('The conflict is open already.');
    const { field } = held.conflict;
    const { value, before } = held.resolution;
    const now = resource.record.content[field];
    const untouched = now !== undefined && sameValue(field, now, value);
    const writable = resource.record.deletedAt === null && resource.link?.gone == null;
    const undone = untouched && writable && before !== null ? { [field]: before } : {};
    const { wake } = await write(door, tx, writer, resource, 'update', undone);
    await tx.settleConflict(id, null, writer.by);
    return wake;
  });
}

async function withConflict(
  door: ClientDoor,
  writer: Writer,
  id: string,
  work: (
    tx: ClientTransaction,
    held: ConflictHandle,
    resource: LoadedResource,
  ) => Promise<readonly ResourceRef[] | Refusal>,
): Promise<Saved | Refusal> {
  const done = await door.clientStore.transaction(async (tx) => {
    const seen = await tx.conflict(id, writer.access);
    if (seen === null) return missing('conflict');
    const [resource] = await tx.lockAndLoad([seen.ref]);
    // Again, under the record's lock: two people may decide at once, and the second must see the first.
    const held = await tx.conflict(id, writer.access);
    if (resource === undefined || held === null) return missing('conflict');
    return work(tx, held, resource);
  });
  if (isRefusal(done)) return done;
  await ringBell(door, done);
  return { id };
}
