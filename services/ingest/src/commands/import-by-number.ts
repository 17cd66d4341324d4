// Import of issues by number (rule P3): the tasks exist at once, unsynced, and each is fetched on the way of every fetch.
// Nobody asks GitHub meanwhile: a number that does not exist shows as an error of its task, not of the request.
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { queuedOf } from '@tandem/shared/domain/resource/resource.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { ClientDoor, Writer } from './client-door.js';
import { invalid, isRefusal, missing, type Refusal } from './refusal.js';
import { ringBell } from './ring-bell.js';

export interface NumbersToImport {
  readonly projectId: string;
  readonly repoId: string;
  readonly numbers: readonly number[];
}

export interface ImportedNumbers {
  /** In the order of the numbers, each once. */
  readonly taskIds: readonly string[];
}

export async function importByNumber(
  door: ClientDoor,
  writer: Writer,
  { projectId, repoId, numbers }: NumbersToImport,
): Promise<ImportedNumbers | Refusal> {
  const imported = await door.clientStore.transaction(async (tx) => {
    const repos = await tx.reposOf(projectId, writer.access);
    if (repos === null) return missing('project');
    const repoExternalId = repos.includes(repoId) ? await tx.externalIdOf(repoId) : null;
    if (repoExternalId === null) return invalid('repoId', 'No such repo is connected to the project.');
    const found = await tx.findOrMakeTasks(
      [...new Set(numbers)].map((number) => ({
        repoExternalId,
        number,
        externalId: null,
        pullRequestExternalId: null,
        taskKind: 'issue',
        markedRecord: null,
      })),
    );
    const refs = found.flatMap((task): ResourceRef[] =>
      task === null ? [] : [{ kind: 'task', id: task.taskId }],
    );
    const loaded = await tx.lockAndLoad(refs);
    // What is known, or on its way, is not asked for again.
    const unknown = loaded.filter(
      (task) => task.link?.base == null && !queuedOf(task, 'inbound').some(({ fetch }) => fetch),
    );
    await tx.save({
      ...noEffects(),
      operations: unknown.map((task) =>
        fetchOperation(task, { id: door.clientStore.newId(), by: writer.by, source: 'import' }),
      ),
    });
    return {
      taskIds: refs.map(({ id }) => id),
      wake: unknown
        .filter(({ closedBecause }) => closedBecause === null)
        .map(({ kind, id }) => ({ kind, id })),
    };
  });
  if (isRefusal(imported)) return imported;
  await ringBell(door, imported.wake);
  return { taskIds: imported.taskIds };
}
