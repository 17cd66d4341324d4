// Routes of tasks.
import { listTasks, readTask } from '@tandem/shared/db/reads/read-tasks.js';
import { changeRecord } from '../commands/change-records.js';
import { createTask } from '../commands/create-records.js';
import { isRefusal } from '../commands/refusal.js';
import { nameAuthor } from './name-author.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { deleteRoute, syncRoute } from './record-routes.js';
import { found, madeAt, route, thenRead, type Route } from './route.js';
import { Task, TaskCreate, TaskPage, TaskPatch, TaskQuery } from './schemas/tasks.js';
import { taskValues } from './task-values.js';

export const TASK_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/projects/:id/tasks',
    scope: 'client',
    summary: 'Make a task; it goes to GitHub by itself',
    body: TaskCreate,
    status: 201,
    reply: Task,
    creates: true,
    async handle(context, { caller, writer, params, body, newId }) {
      const { repoId, author: named, ...fields } = body;
      const author = await nameAuthor(context.database, named);
      if (isRefusal(author)) return author;
      const saved = await createTask(context, writer, {
        id: newId,
        projectId: params.id,
        repoId,
        author,
        values: taskValues({ body: null, state: 'open', labels: [], assignees: [], ...fields }, {}),
      });
      const answer = await thenRead(saved, 'task', () => readTask(context.database, newId, caller.projects));
      return madeAt(`/tasks/${newId}`, answer);
    },
  }),
  route({
    method: 'get',
    path: '/tasks',
    scope: 'read',
    summary: 'List tasks, newest first',
    query: TaskQuery,
    status: 200,
    reply: TaskPage,
    handle: async ({ database }, { caller, query }) =>
      pageAnswer(
        await listTasks(
          database,
          { ...query, deleted: query.deleted ?? false },
          caller.projects,
          pageRequest(query),
        ),
      ),
  }),
  route({
    method: 'get',
    path: '/tasks/:id',
    scope: 'read',
    summary: 'Read a task, also a deleted one',
    status: 200,
    reply: Task,
    handle: async ({ database }, { caller, params }) =>
      found('task', await readTask(database, params.id, caller.projects)),
  }),
  route({
    method: 'patch',
    path: '/tasks/:id',
    scope: 'client',
    summary: 'Change a task',
    body: TaskPatch,
    status: 200,
    reply: Task,
    async handle(context, { caller, writer, params, body, ifMatch }) {
      const { repoId, ...fields } = body;
      const saved = await changeRecord(
        context,
        writer,
        { kind: 'task', id: params.id },
        { values: (record) => taskValues(fields, record), version: ifMatch, repoId },
      );
      return thenRead(saved, 'task', () => readTask(context.database, params.id, caller.projects));
    },
  }),
  deleteRoute('task', 'Delete a task; its issue is closed as not planned'),
  syncRoute('task'),
];
