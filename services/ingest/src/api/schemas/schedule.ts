// Requests and answers about the schedule.
import { z } from 'zod';
import { named } from './named.js';
import { id, pageOf, SyncStatusSchema, time } from './shapes.js';
import { pageByTime, search, uuid } from './values.js';

export const ScheduleItem = named(
  'ScheduleItem',
  z.object({
    kind: z.enum(['task', 'comment', 'repo']),
    id: id.describe('Of the record, or of the repo whose lists are pulled.'),
    repoId: id,
    taskId: id.nullable().describe('Of a comment: its task. Null for a repo.'),
    title: z.string().nullable().describe("Of the task, or of the comment's task."),
    dueAt: time,
    why: z
      .enum(['requested', 'failed', 'unsynced', 'resync', 'import', 'pull'])
      .describe('Why it is due: a person asked, a failure is tried again, its time has come.'),
    lastSyncedAt: time.nullable(),
    failures: z.int().describe('Failures in a row.'),
  }),
);
export const SchedulePage = pageOf('SchedulePage', ScheduleItem);
export const ScheduleQuery = z.strictObject({
  projectId: uuid.optional(),
  repoId: uuid.optional(),
  ...pageByTime,
});

export const SyncFilter = named(
  'SyncFilter',
  z
    .strictObject({
      projectId: uuid.optional(),
      repoId: uuid.optional(),
      state: z.enum(['open', 'closed']).optional(),
      sync: SyncStatusSchema.optional(),
      q: search.optional(),
      comments: z.boolean().optional().describe('Also the comments of the tasks that match.'),
    })
    .refine(({ comments: _, ...filter }) => Object.values(filter).some((value) => value !== undefined), {
      message: 'names nothing: at least one condition is needed',
    }),
);
