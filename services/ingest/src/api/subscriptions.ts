// Routes of push subscriptions.
import {
  deleteSubscription,
  listSubscriptions,
  readSubscription,
} from '@tandem/shared/db/changes/subscriptions.js';
import { changeSubscribed, rotate, sendTest, subscribe } from '../changes/push-subscriptions.js';
import { isRefusal, missing } from '../commands/refusal.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { found, route, thenRead, type Route } from './route.js';
import {
  PushTest,
  Subscription,
  SubscriptionCreate,
  SubscriptionPage,
  SubscriptionPatch,
  SubscriptionQuery,
  SubscriptionWithSecret,
} from './schemas/subscriptions.js';

export const SUBSCRIPTION_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/subscriptions',
    scope: 'client',
    summary: 'Have changes sent to a URL; the secret is shown this once',
    body: SubscriptionCreate,
    status: 201,
    reply: SubscriptionWithSecret,
    // No Idempotency-Key: to answer the same again, the secret would have to be stored in the clear.
    async handle(context, { caller, body, newId }) {
      const { tokenId } = caller;
      const made = await subscribe(context, caller.projects, { ...body, id: newId, tokenId });
      if (isRefusal(made)) return made;
      const answer = found('subscription', await readSubscription(context.database, newId, caller.projects));
      if (isRefusal(answer)) return answer;
      return { body: { ...answer.body, secret: made.secret }, location: `/subscriptions/${newId}` };
    },
  }),
  route({
    method: 'get',
    path: '/subscriptions',
    scope: 'read',
    summary: 'List push subscriptions, newest first',
    query: SubscriptionQuery,
    status: 200,
    reply: SubscriptionPage,
    handle: async ({ database }, { caller, query }) =>
      pageAnswer(await listSubscriptions(database, caller.projects, pageRequest(query))),
  }),
  route({
    method: 'get',
    path: '/subscriptions/:id',
    scope: 'read',
    summary: 'Read a push subscription, never its secret',
    status: 200,
    reply: Subscription,
    handle: async ({ database }, { caller, params }) =>
      found('subscription', await readSubscription(database, params.id, caller.projects)),
  }),
  route({
    method: 'patch',
    path: '/subscriptions/:id',
    scope: 'client',
    summary: 'Change a push subscription, or enable it again',
    body: SubscriptionPatch,
    status: 200,
    reply: Subscription,
    handle: async (context, { caller, params, body }) =>
      thenRead(await changeSubscribed(context, caller.projects, params.id, body), 'subscription', () =>
        readSubscription(context.database, params.id, caller.projects),
      ),
  }),
  route({
    method: 'delete',
    path: '/subscriptions/:id',
    scope: 'client',
    summary: 'End a push subscription',
    status: 204,
    async handle({ database }, { caller, params }) {
      if ((await readSubscription(database, params.id, caller.projects)) === null) {
        return missing('subscription');
      }
      await deleteSubscription(database, params.id);
      return { body: undefined };
    },
  }),
  route({
    method: 'post',
    path: '/subscriptions/:id/rotate',
    scope: 'client',
    summary: 'Make a new secret; the old one signs along for a day',
    status: 200,
    reply: SubscriptionWithSecret,
    async handle(context, { caller, params }) {
      const rotated = await rotate(context, caller.projects, params.id);
      if (isRefusal(rotated)) return rotated;
      const answer = found(
        'subscription',
        await readSubscription(context.database, params.id, caller.projects),
      );
      return isRefusal(answer) ? answer : { body: { ...answer.body, secret: rotated.secret } };
    },
  }),
  route({
    method: 'post',
    path: '/subscriptions/:id/test',
    scope: 'client',
    summary: 'Send a signed test notice now, and tell what became of it',
    status: 200,
    reply: PushTest,
    async handle(context, { caller, params, newId }) {
      const tested = await sendTest(context, caller.projects, params.id, newId);
      return isRefusal(tested) ? tested : { body: tested };
    },
  }),
];
