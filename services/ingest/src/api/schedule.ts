// The routes of the schedule: what is due when, and why, and what is to be synced before its time.
import { listSchedule } from '@tandem/shared/db/reads/read-schedule.js';
import { syncMatching } from '../commands/sync-matching.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { route, type Route } from './route.js';
import { Count } from './schemas/operations.js';
import { SchedulePage, ScheduleQuery, SyncFilter } from './schemas/schedule.js';

export const SCHEDULE_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/schedule',
    scope: 'read',
    summary: 'List what is due when, and why; the earliest first',
    query: ScheduleQuery,
    status: 200,
    reply: SchedulePage,
    handle: async ({ database }, { caller, query }) =>
      pageAnswer(await listSchedule(database, query, caller.projects, pageRequest(query))),
  }),
  route({
    method: 'post',
    path: '/sync',
    scope: 'client',
    summary:
      'Sync all tasks that match, and their comments if wanted, as soon as may be; those that never were on GitHub are sent',
    body: SyncFilter,
    status: 202,
    reply: Count,
    handle: async (context, { writer, body }) => ({ body: await syncMatching(context, writer, body) }),
  }),
];
