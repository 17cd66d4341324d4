// Routes of operations: the trail of every change, and a person's hand on it.
import { listOperations, readOperation } from '@tandem/shared/db/reads/read-operations.js';
import { cancelOperation } from '../commands/cancel-operation.js';
import { restartMatching, restartOperation } from '../commands/restart-operations.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { found, route, thenRead, type Route } from './route.js';
import {
  Count,
  OperationDetail,
  OperationFilterBody,
  OperationFilterQuery,
  OperationPage,
  OperationQuery,
} from './schemas/operations.js';

export const OPERATION_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/operations',
    scope: 'read',
    summary: 'List operations, newest first',
    query: OperationQuery,
    status: 200,
    reply: OperationPage,
    handle: async ({ database }, { caller, query }) =>
      pageAnswer(await listOperations(database, query, caller.projects, pageRequest(query))),
  }),
  route({
    method: 'post',
    path: '/operations/retry',
    scope: 'client',
    summary: 'Put all errored and disabled operations that match back in the queue',
    query: OperationFilterQuery,
    body: OperationFilterBody.optional(),
    status: 202,
    reply: Count,
    handle: async (context, { writer, query, body }) => ({
      body: await restartMatching(context, writer, { ...query, ...body }),
    }),
  }),
  route({
    method: 'get',
    path: '/operations/:id',
    scope: 'read',
    summary: 'Read an operation with its timeline',
    status: 200,
    reply: OperationDetail,
    handle: async ({ database }, { caller, params }) =>
      found('operation', await readOperation(database, params.id, caller.projects)),
  }),
  route({
    method: 'post',
    path: '/operations/:id/retry',
    scope: 'client',
    summary: 'Put an errored or disabled operation back in the queue',
    status: 202,
    reply: OperationDetail,
    handle: async (context, { caller, writer, params }) =>
      thenRead(await restartOperation(context, writer, params.id), 'operation', () =>
        readOperation(context.database, params.id, caller.projects),
      ),
  }),
  route({
    method: 'post',
    path: '/operations/:id/cancel',
    scope: 'client',
    summary: 'Give an operation up; what an outbound one carried becomes a conflict',
    status: 200,
    reply: OperationDetail,
    handle: async (context, { caller, writer, params }) =>
      thenRead(await cancelOperation(context, writer, params.id), 'operation', () =>
        readOperation(context.database, params.id, caller.projects),
      ),
  }),
];
