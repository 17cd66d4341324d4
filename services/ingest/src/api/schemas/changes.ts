// Requests and answers about the change log.
import { z } from 'zod';
import { Comment } from './comments.js';
import { named } from './named.js';
import { id, ResourceKindSchema, time } from './shapes.js';
import { Task } from './tasks.js';
import { pageSize, uuid } from './values.js';

const position = z
  .string()
  .regex(/^\d{1,18}$/, 'must be a pointer of the change log: the `pointer` of a page, or 0');

export const Change = named(
  'Change',
  z.object({
    id: z.string().describe('To know a repetition by: every entry may come more than once.'),
    position: z.string().describe('The pointer of a reader that has this entry and all before it.'),
    projectId: id.nullable(),
    kind: ResourceKindSchema,
    taskId: id,
    commentId: id.nullable(),
    event: z.enum(['created', 'updated', 'deleted', 'restored', 'synced']),
    version: z.int().describe("The record's version after this change."),
    fields: z.array(z.string()).describe('What changed.'),
    operationId: id.nullable(),
    at: time,
    task: Task.nullable().describe(
      'The task as it is now, perhaps later than this change. Null for a comment.',
    ),
    comment: Comment.nullable().describe('The comment as it is now. Null for a task.'),
  }),
);

export const ChangePage = named(
  'ChangePage',
  z.object({
    items: z.array(Change),
    next: z.string().nullable().describe('The pointer to read on with; null at the end.'),
    pointer: z.string().describe('What to send as `after` next time, also at the end.'),
  }),
);

export const ChangeQuery = z.strictObject({
  after: position.optional().describe('The pointer; without it from the beginning.'),
  limit: pageSize,
  projectId: uuid.optional(),
});

/** A stream that was cut goes on after the last entry that was taken. */
export const ResumeHeader = z.object({ 'Last-Event-ID': position.optional() });

export const StreamQuery = z.strictObject({
  after: position.optional().describe('The pointer; without it, and without Last-Event-ID, from now on.'),
  projectId: uuid.optional(),
});
