// Requests and answers about the schedule.
import { z } from 'zod';
import { named } from './named.js';
import { id, pageOf, time } from './shapes.js';
import { pageByTime, uuid } from './values.js';

export const ScheduleItem = named(
  'ScheduleItem',
  z.object({
    kind: z.enum(['task', 'comment', 'repo']),
    id: id.describe('Of the record, or of the repo whose lists are pulled.'),
    repoId: id,
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
