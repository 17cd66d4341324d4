// Requests and answers about comments.
import { z } from 'zod';
import { named } from './named.js';
import { AuthorShape, GithubPlaceShape, id, pageOf, Sync, time } from './shapes.js';
import { author, flag, pageByTime, text } from './values.js';

export const Comment = named(
  'Comment',
  z.object({
    id,
    taskId: id,
    projectId: id.nullable(),
    body: z.string().nullable(),
    author: AuthorShape,
    version: z.int(),
    createdAt: time,
    updatedAt: time,
    deletedAt: time.nullable(),
    mergedInto: id.nullable(),
    sync: Sync,
    github: GithubPlaceShape.nullable(),
  }),
);
export const CommentPage = pageOf('CommentPage', Comment);

/** GitHub takes no empty comment. */
const body = text.refine((value) => value.trim() !== '', 'must not be blank').meta({ minLength: 1 });

export const CommentCreate = named('CommentCreate', z.strictObject({ body, author: author.optional() }));
export const CommentPatch = named('CommentPatch', z.strictObject({ body: body.optional() }));
export const CommentQuery = z.strictObject({
  deleted: flag.optional().describe('true: only what was deleted.'),
  ...pageByTime,
});
