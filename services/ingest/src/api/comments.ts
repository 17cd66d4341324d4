// Routes of comments.
import { listComments, readComment } from '@tandem/shared/db/reads/read-comments.js';
import { readTask } from '@tandem/shared/db/reads/read-tasks.js';
import { changeRecord } from '../commands/change-records.js';
import { createComment } from '../commands/create-records.js';
import { isRefusal, missing } from '../commands/refusal.js';
import { nameAuthor } from './name-author.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { deleteRoute, syncRoute } from './record-routes.js';
import { found, madeAt, route, thenRead, type Route } from './route.js';
import { Comment, CommentCreate, CommentPage, CommentPatch, CommentQuery } from './schemas/comments.js';

export const COMMENT_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/tasks/:id/comments',
    scope: 'client',
    summary: 'Comment on a task',
    body: CommentCreate,
    status: 201,
    reply: Comment,
    creates: true,
    async handle(context, { caller, writer, params, body, newId }) {
      const author = await nameAuthor(context.database, body.author);
      if (isRefusal(author)) return author;
      const saved = await createComment(context, writer, {
        id: newId,
        taskId: params.id,
        author,
        values: { body: body.body },
      });
      const answer = await thenRead(saved, 'comment', () =>
        readComment(context.database, newId, caller.projects),
      );
      return madeAt(`/comments/${newId}`, answer);
    },
  }),
  route({
    method: 'get',
    path: '/tasks/:id/comments',
    scope: 'read',
    summary: 'List the comments of a task, oldest first',
    query: CommentQuery,
    status: 200,
    reply: CommentPage,
    async handle({ database }, { caller, params, query }) {
      if ((await readTask(database, params.id, caller.projects)) === null) return missing('task');
      const filter = { taskId: params.id, deleted: query.deleted ?? false };
      return pageAnswer(await listComments(database, filter, caller.projects, pageRequest(query)));
    },
  }),
  route({
    method: 'get',
    path: '/comments/:id',
    scope: 'read',
    summary: 'Read a comment, also a deleted one',
    status: 200,
    reply: Comment,
    handle: async ({ database }, { caller, params }) =>
      found('comment', await readComment(database, params.id, caller.projects)),
  }),
  route({
    method: 'patch',
    path: '/comments/:id',
    scope: 'client',
    summary: 'Change a comment',
    body: CommentPatch,
    status: 200,
    reply: Comment,
    async handle(context, { caller, writer, params, body, ifMatch }) {
      const values = body.body === undefined ? {} : { body: body.body };
      const saved = await changeRecord(
        context,
        writer,
        { kind: 'comment', id: params.id },
        { values: () => values, version: ifMatch },
      );
      return thenRead(saved, 'comment', () => readComment(context.database, params.id, caller.projects));
    },
  }),
  deleteRoute('comment', 'Delete a comment, here and on GitHub'),
  syncRoute('comment'),
];
