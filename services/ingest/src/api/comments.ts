// Routes of comments.
import { listComments, readComment } from '@tandem/shared/db/read-comments.js';
import { readOperation } from '@tandem/shared/db/read-operations.js';
import { readTask } from '@tandem/shared/db/read-tasks.js';
import { changeRecord, createComment, deleteRecord } from '../client-writes.js';
import { isRefusal, missing } from '../refusal.js';
import { syncNow } from '../sync-now.js';
import { nameAuthor } from './name-author.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { found, route, thenRead, type Route } from './route.js';
import { Comment, CommentCreate, CommentPage, CommentPatch, CommentQuery } from './schemas/comments.js';
import { OperationDetail } from './schemas/operations.js';

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
      return isRefusal(answer) ? answer : { ...answer, location: `/comments/${newId}` };
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
  route({
    method: 'delete',
    path: '/comments/:id',
    scope: 'client',
    summary: 'Delete a comment, here and on GitHub',
    status: 204,
    async handle(context, { writer, params, ifMatch }) {
      const deleted = await deleteRecord(context, writer, { kind: 'comment', id: params.id }, ifMatch);
      return isRefusal(deleted) ? deleted : { body: undefined };
    },
  }),
  route({
    method: 'post',
    path: '/comments/:id/sync',
    scope: 'client',
    summary: 'Sync a comment now',
    status: 202,
    reply: OperationDetail,
    async handle(context, { caller, writer, params }) {
      const asked = await syncNow(context, writer, { kind: 'comment', id: params.id });
      if (isRefusal(asked)) return asked;
      return found('operation', await readOperation(context.database, asked.operationId, caller.projects));
    },
  }),
];
