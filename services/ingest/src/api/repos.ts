// Routes of repos and installations. Connecting a repo is the one request that may ask GitHub, and only about a repo
// that we do not know yet: a person just typed its name.
import { readProject } from '@tandem/shared/db/directory/projects.js';
import { NO_WRITES, readBudgets } from '@tandem/shared/db/reads/read-budgets.js';
import { listInstallations, listRepos, readRepo } from '@tandem/shared/db/reads/read-repos.js';
import {
  connectRepo,
  disconnectRepo,
  findReachableRepo,
  IMPORT_AFTER_MS,
} from '@tandem/shared/db/directory/repos.js';
import { answerBrake } from '../commands/allow-deletions.js';
import { conflict, missing, type Refusal } from '../commands/refusal.js';
import { restartMatching } from '../commands/restart-operations.js';
import type { ApiContext } from './api-context.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { found, route, type Route } from './route.js';
import {
  InstallationPage,
  InstallationQuery,
  Repo,
  RepoConnect,
  RepoPage,
  RepoQuery,
} from './schemas/projects.js';

/** Whoever connects a repo opens all of it to the project: not for a token that may see only a part of everything. */
const BOUND: Refusal = {
  refused: 'forbidden',
  message: 'The token is bound to projects and cannot connect or disconnect repos.',
};

export const REPO_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/installations',
    scope: 'read',
    summary: 'List the installations of the app, with state and budget',
    query: InstallationQuery,
    status: 200,
    reply: InstallationPage,
    async handle({ database, writeRules, clock }, { caller, query }) {
      const page = await listInstallations(database, caller.projects, pageRequest(query));
      const budgets = await readBudgets(database, writeRules, clock.now());
      const items = page.items.map((installation) => ({
        ...installation,
        ...(budgets.get(installation.id) ?? NO_WRITES),
      }));
      return pageAnswer({ ...page, items });
    },
  }),
  route({
    method: 'get',
    path: '/repos',
    scope: 'read',
    summary: 'List the repos that the app sees, with state and import progress',
    query: RepoQuery,
    status: 200,
    reply: RepoPage,
    handle: async ({ database }, { caller, query }) =>
      pageAnswer(await listRepos(database, query, caller.projects, pageRequest(query))),
  }),
  route({
    method: 'put',
    path: '/projects/:id/repos',
    scope: 'client',
    summary: 'Connect a repo to a project and start its import',
    body: RepoConnect,
    status: 202,
    reply: Repo,
    async handle(context, { caller, writer, params, body }) {
      const { database, clock } = context;
      if ((await readProject(database, params.id, caller.projects)) === null) return missing('project');
      if (caller.projects !== null) return BOUND;
      const repoId = await findRepo(context, body.fullName);
      if (typeof repoId !== 'string') return repoId;
      const connected = await connectRepo(database, { repoId, projectId: params.id, now: clock.now() });
      if (connected.kind === 'unknown') return missing('repo');
      if (connected.kind === 'taken')
        return conflict('The repo is connected to another project: disconnect it there first.');
      if (!connected.again) {
        // What waited for the repo to come back goes on (rule P6); what never was in it stays where it is.
        await restartMatching(context, writer, {
          repoId,
          state: 'disabled',
          direction: 'outbound',
          linked: true,
        });
        await context.bell.ring(connected.wake);
        await context.repoBell.ring(repoId, IMPORT_AFTER_MS);
      }
      return found('repo', await readRepo(database, repoId));
    },
  }),
  route({
    method: 'delete',
    path: '/projects/:id/repos/:repoId',
    scope: 'client',
    summary: 'Disconnect a repo; its records stay',
    status: 204,
    async handle({ database, clock }, { caller, params }) {
      if ((await readProject(database, params.id, caller.projects)) === null) return missing('project');
      if (caller.projects !== null) return BOUND;
      const disconnected = await disconnectRepo(database, {
        repoId: params.repoId,
        projectId: params.id,
        now: clock.now(),
      });
      return disconnected ? { body: undefined } : missing('repo');
    },
  }),
  route({
    method: 'post',
    path: '/repos/:id/deletions/allow',
    scope: 'client',
    summary: 'Answer the brake: what vanished from the repo on GitHub is deleted here too',
    status: 202,
    reply: Repo,
    async handle(context, { caller, writer, params }) {
      const repo = await readRepo(context.database, params.id);
      const mine =
        repo?.projectId != null && (caller.projects === null || caller.projects.includes(repo.projectId));
      if (!mine) return missing('repo');
      const refused = await answerBrake(context, writer, params.id);
      return refused ?? found('repo', await readRepo(context.database, params.id));
    },
  }),
];

async function findRepo(
  { database, directory, log }: ApiContext,
  fullName: string,
): Promise<string | Refusal> {
  const known = await findReachableRepo(database, fullName);
  if (known !== null) return known;
  try {
    const repo = await directory.find(fullName);
    return repo?.id ?? missing('repo', 'the app does not see it; GET /api/v1/repos lists what it sees');
  } catch (error) {
    log.warn('GitHub could not be asked about a repo.', { fullName, error: String(error) });
    return { refused: 'unavailable', message: 'GitHub could not be asked about the repo. Try again later.' };
  }
}
