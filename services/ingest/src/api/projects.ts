// Routes of projects. Only a caller that may touch all projects makes new ones.
import { createProject, listProjects, readProject } from '@tandem/shared/db/directory/projects.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { found, route, type Route } from './route.js';
import { Project, ProjectCreate, ProjectPage, ProjectQuery } from './schemas/projects.js';

export const PROJECT_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/projects',
    scope: 'client',
    summary: 'Make a project',
    body: ProjectCreate,
    status: 201,
    reply: Project,
    creates: true,
    async handle({ database }, { caller, body, newId }) {
      if (caller.projects !== null) {
        return { refused: 'forbidden', message: 'The token is bound to projects and cannot make new ones.' };
      }
      const project = await createProject(database, newId, body.title);
      return { body: project, location: `/projects/${project.id}` };
    },
  }),
  route({
    method: 'get',
    path: '/projects',
    scope: 'read',
    summary: 'List projects, newest first',
    query: ProjectQuery,
    status: 200,
    reply: ProjectPage,
    handle: async ({ database }, { caller, query }) =>
      pageAnswer(await listProjects(database, caller.projects, pageRequest(query))),
  }),
  route({
    method: 'get',
    path: '/projects/:id',
    scope: 'read',
    summary: 'Read a project',
    status: 200,
    reply: Project,
    handle: async ({ database }, { caller, params }) =>
      found('project', await readProject(database, params.id, caller.projects)),
  }),
];
