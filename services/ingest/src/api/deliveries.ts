// Routes of webhook deliveries: what came in, and what became of it.
import { listDeliveries, readDelivery, replayDelivery } from '@tandem/shared/db/reads/read-deliveries.js';
import { conflict, missing } from '../commands/refusal.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { found, route, type Route } from './route.js';
import { DeliveryDetail, DeliveryPage, DeliveryQuery } from './schemas/operations.js';

/** GitHub's own redelivery is no way either: it ends after three days, and our limit is never shorter. */
const noLongerKept = conflict(
  'Its payload is no longer kept, and GitHub redelivers for three days only. Sync now what it was about: POST /api/v1/tasks/:id/sync, or POST /api/v1/sync for a whole project.',
);

export const DELIVERY_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/deliveries',
    scope: 'read',
    summary: 'List webhook deliveries, newest first',
    query: DeliveryQuery,
    status: 200,
    reply: DeliveryPage,
    handle: async ({ database }, { caller, query }) =>
      pageAnswer(await listDeliveries(database, query, caller.projects, pageRequest(query))),
  }),
  route({
    method: 'get',
    path: '/deliveries/:id',
    scope: 'read',
    summary: 'Read a delivery with its headers and body',
    status: 200,
    reply: DeliveryDetail,
    handle: async ({ database }, { caller, params }) =>
      found('delivery', await readDelivery(database, params.id, caller.projects)),
  }),
  route({
    method: 'post',
    path: '/deliveries/:id/replay',
    scope: 'client',
    summary: 'Work through a delivery once more, while its body is kept',
    status: 202,
    reply: DeliveryDetail,
    async handle({ database, normalizer }, { caller, params }) {
      if ((await readDelivery(database, params.id, caller.projects)) === null) return missing('delivery');
      if (!(await replayDelivery(database, params.id))) return noLongerKept;
      const waiting = await readDelivery(database, params.id, caller.projects);
      normalizer.nudge();
      return found('delivery', waiting);
    },
  }),
];
