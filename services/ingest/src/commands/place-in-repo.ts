// The repo of a task: chosen when the task is made, or given later to one that is in none.
import type { ClientTransaction } from '@tandem/shared/ports/client.js';
import type { Content } from '@tandem/shared/domain/resource/content.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import { write, type ClientDoor, type Writer } from './client-door.js';
import { conflict, invalid, missing, type Refusal } from './refusal.js';

/** The repo in which a new task goes: a named one must be the project's; without a name there must be no doubt. */
export async function chooseRepo(
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

/** Null: the resource may be put into the repo. */
export async function mayGoInto(
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

function notOfProject(): Refusal {
  return invalid('repoId', 'No such repo is connected to the project.');
}
