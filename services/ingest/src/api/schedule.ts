// The route of the schedule: what is due when, and why.
import { listSchedule } from '@tandem/shared/db/read-schedule.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { route, type Route } from './route.js';
import { SchedulePage, ScheduleQuery } from './schemas/schedule.js';

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
];
