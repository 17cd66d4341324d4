// A client makes a task or a comment.
import type { ClientTransaction, NamedAuthor } from '@tandem/shared/ports/client.js';
import type { Content } from '@tandem/shared/domain/resource/content.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import { inTransaction, write, type ClientDoor, type Done, type Saved, type Writer } from './client-door.js';
import { chooseRepo } from './place-in-repo.js';
import { conflict, missing, type Refusal } from './refusal.js';

export interface TaskToMake {
  readonly id: string;
  readonly projectId: string;
  /** Undefined: the project's only connected repo, if there is one. */
  readonly repoId?: string | undefined;
  readonly author: NamedAuthor;
  readonly values: Content;
}

/** Making the same id twice makes it once: a request that was cut off may be repeated. */
export async function createTask(
  door: ClientDoor,
  writer: Writer,
  task: TaskToMake,
): Promise<Saved | Refusal> {
  return inTransaction(door, async (tx) => {
    const repoId = await chooseRepo(tx, writer, task.projectId, task.repoId);
    if (repoId !== null && typeof repoId === 'object') return repoId;
    if (!(await tx.insertTask({ ...task, repoId }))) return { id: task.id, wake: [] };
    return create(door, tx, writer, { kind: 'task', id: task.id }, task.values);
  });
}

export async function createComment(
  door: ClientDoor,
  writer: Writer,
  comment: {
    readonly id: string;
    readonly taskId: string;
    readonly author: NamedAuthor;
    readonly values: Content;
  },
): Promise<Saved | Refusal> {
  return inTransaction(door, async (tx) => {
    const task = { kind: 'task', id: comment.taskId } as const;
    if ((await tx.placeOf(task, writer.access)) === null) return missing('task');
    // The task's lock: it may be deleted, or put into a repo, in this very moment.
    const [loaded] = await tx.lockAndLoad([task]);
    if (loaded === undefined) return missing('task');
    if (loaded.record.deletedAt !== null) return conflict('The task was deleted: it can only be read.');
    if (!(await tx.insertComment(comment))) return { id: comment.id, wake: [] };
    return create(door, tx, writer, { kind: 'comment', id: comment.id }, comment.values);
  });
}

async function create(
  door: ClientDoor,
  tx: ClientTransaction,
  writer: Writer,
  ref: ResourceRef,
  values: Content,
): Promise<Done> {
  const [resource] = await tx.lockAndLoad([ref]);
  if (resource === undefined) throw new Error(`The ${ref.kind} that was just made is not there.`);
  const written = await write(door, tx, writer, resource, 'create', values);
  return { id: ref.id, wake: written.wake };
}
