// What connecting a repo would bring and what it would show to whom: looked at before, changing nothing.
import { readProject, countUnplaced } from '@tandem/shared/db/directory/projects.js';
import { readRepo } from '@tandem/shared/db/reads/read-repos.js';
import { missing } from '../commands/refusal.js';
import { route, type Route } from './route.js';
import { RepoPreview, RepoPreviewQuery } from './schemas/projects.js';

export const REPO_PREVIEW_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/repos/:id/preview',
    scope: 'read',
    summary: 'What connecting a repo would import, and what of a project is in no repo yet',
    query: RepoPreviewQuery,
    status: 200,
    reply: RepoPreview,
    async handle({ database, measureRepo }, { caller, params, query: { projectId } }) {
      const repo = await readRepo(database, params.id);
      // A repo that is connected to nothing is for those to see who may connect it.
      if (repo === null || caller.projects !== null) return missing('repo');
      if (projectId !== undefined && (await readProject(database, projectId, caller.projects)) === null) {
        return missing('project');
      }
      return {
        body: {
          private: repo.private,
          holds: await measureRepo(params.id),
          unplaced: projectId === undefined ? 0 : await countUnplaced(database, projectId),
        },
      };
    },
  }),
];
