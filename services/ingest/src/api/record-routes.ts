// The routes that tasks and comments have in common, word for word.
import { readOperation } from '@tandem/shared/db/reads/read-operations.js';
import type { ResourceKind } from '@tandem/shared/domain/operations/operation.js';
import { deleteRecord } from '../commands/change-records.js';
import { isRefusal } from '../commands/refusal.js';
import { syncNow } from '../commands/sync-now.js';
import { found, route, type Route } from './route.js';
import { OperationDetail } from './schemas/operations.js';

const PATHS = { task: '/tasks/:id', comment: '/comments/:id' } as const;

export function deleteRoute(kind: ResourceKind, summary: string): Route {
  return route({
    method: 'delete',
    path: PATHS[kind],
    scope: 'client',
    summary,
    status: 204,
    async handle(context, { writer, params, ifMatch }) {
      const deleted = await deleteRecord(context, writer, { kind, id: params.id }, ifMatch);
      return isRefusal(deleted) ? deleted : { body: undefined };
    },
  });
}

export function syncRoute(kind: ResourceKind): Route {
  return route({
    method: 'post',
    path: `${PATHS[kind]}/sync`,
    scope: 'client',
    summary: `Sync a ${kind} now`,
    status: 202,
    reply: OperationDetail,
    async handle(context, { caller, writer, params }) {
      const asked = await syncNow(context, writer, { kind, id: params.id });
      if (isRefusal(asked)) return asked;
      return found('operation', await readOperation(context.database, asked.operationId, caller.projects));
    },
  });
}
