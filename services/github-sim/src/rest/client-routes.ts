// What the app's client may do with what people allowed it: give back one token, or all of a person's.
import type { User } from '../state/model.js';
import { bodyOf, type Call, param, type Route } from './call.js';
import { text } from './read-body.js';
import { noContent, notFound, type Reply, unprocessable } from './reply.js';

function clientRoute(path: string, handle: (call: Call, access: string, user: User) => void): Route {
  return {
    method: 'DELETE',
    template: `/applications/{client_id}/${path}`,
    handle: (call): Reply => {
      if (call.auth.kind !== 'client' || param(call, 'client_id') !== call.hub.app.clientId)
        return notFound();
      const access = text(bodyOf(call), 'access_token') ?? '';
      const user = call.hub.store.tokens.get(access)?.user;
      if (!user) return unprocessable('The access_token is not one of this application.');
      handle(call, access, user);
      return noContent();
    },
  };
}

export const clientRoutes: readonly Route[] = [
  clientRoute('token', (call, access) => call.grants.revokeToken(access)),
  clientRoute('grant', (call, _access, user) => {
    call.grants.revoke(user);
  }),
];
