// Routes for people who look at the whole, and at the reasons behind one thing.
import { countOperations, findCancelable } from '@tandem/shared/db/reads/count-operations.js';
import { readOperationContext } from '@tandem/shared/db/reads/read-operation-context.js';
import { readOverview, seesEverything, type Overview } from '@tandem/shared/db/reads/read-overview.js';
import { readSides } from '@tandem/shared/db/reads/read-sides.js';
import { cancelMatching } from '../commands/cancel-matching.js';
import { found, route, type Route } from './route.js';
import {
  OperationContextShape,
  OverviewQuery,
  OverviewShape,
  ReachShape,
  SidesShape,
} from './schemas/insight.js';
import { Count, OperationFilterBody, OperationFilterQuery } from './schemas/operations.js';
import { rememberFor } from './remember-for.js';

/** Ten people who watch cost one query: what an hour shows is a few seconds old, what a week shows half a minute. */
const FRESH_MS = { hour: 2_000, day: 5_000, week: 30_000 } as const;
const overviews = rememberFor<Overview>();

/** Stands before the routes with `:id`, which would take "count" for one. */
export const INSIGHT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/stats/overview',
    scope: 'read',
    summary: 'The state of the whole: outcomes, latency, groups, failures, deliveries',
    query: OverviewQuery,
    status: 200,
    reply: OverviewShape,
    async handle({ database, clock }, { caller, query: { window } }) {
      if (!seesEverything(caller.projects)) {
        return { refused: 'forbidden', message: 'The token is bound to projects and cannot see the whole.' };
      }
      const now = clock.now();
      return {
        body: await overviews(database, window, FRESH_MS[window], now, () =>
          readOverview(database, window, now),
        ),
      };
    },
  }),
  route({
    method: 'get',
    path: '/operations/count',
    scope: 'read',
    summary: 'How many of the operations that match could be retried, and how many canceled',
    query: OperationFilterQuery,
    status: 200,
    reply: ReachShape,
    handle: async ({ database }, { caller, query }) => ({
      body: await countOperations(database, query, caller.projects),
    }),
  }),
  route({
    method: 'post',
    path: '/operations/cancel',
    scope: 'client',
    summary: 'Give up all queued, errored and disabled operations that match',
    query: OperationFilterQuery,
    body: OperationFilterBody.optional(),
    status: 202,
    reply: Count,
    handle: async (context, { writer, query, body }) => ({
      body: await cancelMatching(context, writer, { ...query, ...body }, (filter, access, part) =>
        findCancelable(context.database, filter, access, part),
      ),
    }),
  }),
  route({
    method: 'get',
    path: '/operations/:id/context',
    scope: 'read',
    summary: 'What stood before an operation, and which others it displaced',
    status: 200,
    reply: OperationContextShape,
    handle: async ({ database }, { caller, params }) =>
      found('operation', await readOperationContext(database, params.id, caller.projects)),
  }),
  ...(['task', 'comment'] as const).map((kind) =>
    route({
      method: 'get',
      path: `/${kind}s/:id/sides`,
      scope: 'read',
      summary: `Both sides of a ${kind}, field by field, with who changed what`,
      status: 200,
      reply: SidesShape,
      handle: async ({ database }, { caller, params }) =>
        found(kind, await readSides(database, kind, params.id, caller.projects)),
    }),
  ),
];
