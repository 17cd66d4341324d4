// Routes of conflicts: what could not be brought together, and a person's word on it.
import { listConflicts, readConflict } from '@tandem/shared/db/reads/read-conflicts.js';
import { decideConflict, reopenConflict } from '../commands/decide-conflicts.js';
import { choiceFor } from './conflict-choice.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { found, route, thenRead, type Route } from './route.js';
import { ConflictResolve } from './schemas/conflicts.js';
import { Conflict, ConflictPage, ConflictQuery } from './schemas/operations.js';

export const CONFLICT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/conflicts',
    scope: 'read',
    summary: 'List conflicts, newest first',
    query: ConflictQuery,
    status: 200,
    reply: ConflictPage,
    handle: async ({ database }, { caller, query }) =>
      pageAnswer(await listConflicts(database, query, caller.projects, pageRequest(query))),
  }),
  route({
    method: 'get',
    path: '/conflicts/:id',
    scope: 'read',
    summary: 'Read a conflict',
    status: 200,
    reply: Conflict,
    handle: async ({ database }, { caller, params }) =>
      found('conflict', await readConflict(database, params.id, caller.projects)),
  }),
  route({
    method: 'post',
    path: '/conflicts/:id/resolve',
    scope: 'client',
    summary: 'Decide a conflict: keep one of its versions, or set a value; it goes to GitHub by itself',
    body: ConflictResolve,
    status: 200,
    reply: Conflict,
    handle: async (context, { caller, writer, params, body }) =>
      thenRead(await decideConflict(context, writer, params.id, choiceFor(body)), 'conflict', () =>
        readConflict(context.database, params.id, caller.projects),
      ),
  }),
  route({
    method: 'post',
    path: '/conflicts/:id/reopen',
    scope: 'client',
    summary: 'Take a decision back; the field gets its earlier value, unless it was written since',
    status: 200,
    reply: Conflict,
    handle: async (context, { caller, writer, params }) =>
      thenRead(await reopenConflict(context, writer, params.id), 'conflict', () =>
        readConflict(context.database, params.id, caller.projects),
      ),
  }),
];
