// Routes of imports: a person's hand on the import of a repo, and the import of single issues by number (rules P2, P3).
import { setImportPaused } from '@tandem/shared/db/schedule/imports.js';
import { readRepo } from '@tandem/shared/db/reads/read-repos.js';
import { readTasksOf } from '@tandem/shared/db/reads/read-tasks.js';
import { importByNumber } from '../commands/import-by-number.js';
import { conflict, missing, type Refusal } from '../commands/refusal.js';
import type { ApiContext } from './api-context.js';
import { found, route, type Done, type Route } from './route.js';
import { ImportByNumber, ImportedTasks } from './schemas/imports.js';
import { Repo } from './schemas/projects.js';

export const IMPORT_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/repos/:id/import/pause',
    scope: 'client',
    summary: 'Pause the import of a repo after the page under way',
    status: 202,
    reply: Repo,
    handle: (context, { params, caller }) => setPaused(context, params.id, true, caller.projects),
  }),
  route({
    method: 'post',
    path: '/repos/:id/import/resume',
    scope: 'client',
    summary: 'Resume the paused import of a repo where it stopped',
    status: 202,
    reply: Repo,
    handle: (context, { params, caller }) => setPaused(context, params.id, false, caller.projects),
  }),
  route({
    method: 'post',
    path: '/projects/:id/imports',
    scope: 'client',
    summary: 'Import issues by number; the tasks are there at once, and fill when they are synced',
    body: ImportByNumber,
    status: 202,
    reply: ImportedTasks,
    async handle(context, { writer, params, body }) {
      const imported = await importByNumber(context, writer, { projectId: params.id, ...body });
      if (!('taskIds' in imported)) return imported;
      const tasks = new Map(
        (await readTasksOf(context.database, imported.taskIds)).map((task) => [task.id, task]),
      );
      return { body: { items: imported.taskIds.flatMap((id) => tasks.get(id) ?? []) } };
    },
  }),
];

async function setPaused(
  { database, repoBell, clock }: ApiContext,
  repoId: string,
  paused: boolean,
  projects: readonly string[] | null,
): Promise<Done<NonNullable<Awaited<ReturnType<typeof readRepo>>>> | Refusal> {
  const repo = await readRepo(database, repoId);
  const mine = repo?.projectId != null && (projects === null || projects.includes(repo.projectId));
  if (!mine) return missing('repo');
  if (!(await setImportPaused(database, repoId, paused, clock.now()))) {
    return conflict(paused ? 'No import of the repo is running.' : 'No import of the repo is paused.');
  }
  if (!paused) await repoBell.ring(repoId, 0);
  return found('repo', await readRepo(database, repoId));
}
