// The client's door: a write changes our record at once and leaves an operation that will tell GitHub (DESIGN section 5,
// end). Nobody here waits for GitHub, and whether a group could be woken does not decide about the write.
import type {
  NamedAuthor,
  ClientStore,
  ClientTransaction,
  ProjectAccess,
} from '@tandem/shared/ports/client.js';
import type { Content } from '@tandem/shared/domain/content.js';
import type { Bell } from '@tandem/shared/ports/bell.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { Log } from '@tandem/shared/ports/log.js';
import { conflict, invalid, isRefusal, missing, type Refusal } from './refusal.js';
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
    if (loaded.record.deletedAt !== null) return conflict('The task was deleted.');
    if (!(await tx.insertComment(comment))) return { id: comment.id, wake: [] };
    return create(door, tx, writer, { kind: 'comment', id: comment.id }, comment.values);
  });
}

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
  if (resource.record.deletedAt !== null || place.deleted) return conflict(`The ${ref.kind} was deleted.`);
  return version !== undefined && version !== resource.record.version ? stale(resource) : resource;
}

/**
 * Gives a task its repo and sends it there, with its comments, which could not go anywhere before. Returns the groups
 * to wake.
 */
export async function placeInRepo(
  door: ClientDoor,
  tx: ClientTransaction,
  writer: Writer,
  taskId: string,
  repoId: string,
  values: Content,
): Promise<ResourceRef[]> {
  const comments = await tx.putIntoRepo(taskId, repoId);
  const refs = [taskId, ...comments].map(
    (id, index) => ({ kind: index === 0 ? 'task' : 'comment', id }) as const,
  );
  const wake: ResourceRef[] = [];
  for (const resource of await tx.lockAndLoad(refs)) {
    const own = resource.kind === 'task' ? values : {};
    wake.push(...(await write(door, tx, writer, resource, 'create', own)).wake);
  }
  return wake;
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

/** The repo in which a new task goes: a named one must be the project's; without a name there must be no doubt. */
async function chooseRepo(
  tx: ClientTransaction,
  writer: Writer,
  projectId: string,
  named: string | undefined,
): Promise<string | null | Refusal> {
  const repos = await tx.reposOf(projectId, writer.access);
  if (repos === null) return missing('project');
  if (named !== undefined) return repos.includes(named) ? named : notOfProject();
  if (repos.length > 1) return invalid('repoId', 'The project has several repos: say which.');
  return repos[0] ?? null;
}

async function mayGoInto(
  tx: ClientTransaction,
  writer: Writer,
  resource: LoadedResource,
  repoId: string,
): Promise<Refusal | null> {
  if (resource.address !== null) {
    return conflict(`The task is in ${resource.address.owner}/${resource.address.repo} already.`);
  }
  const repos = resource.projectId === null ? null : await tx.reposOf(resource.projectId, writer.access);
  return repos?.includes(repoId) === true ? null : notOfProject();
}

function notOfProject(): Refusal {
  return invalid('repoId', 'No such repo is connected to the project.');
}

function stale(resource: LoadedResource): Refusal {
  return { refused: 'stale', version: resource.record.version };
}

// ------------------------------------------------------------------ the transaction, and the bell after it

interface Done extends Saved {
  readonly wake: readonly ResourceRef[];
}

async function inTransaction(
  door: ClientDoor,
  work: (tx: ClientTransaction) => Promise<Done | Refusal>,
): Promise<Saved | Refusal> {
  const done = await door.clientStore.transaction(work);
  if (isRefusal(done)) return done;
  await ringBell(door, done.wake);
  return { id: done.id };
}
