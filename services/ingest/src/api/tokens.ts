// Routes of API tokens, for admins.
import { createToken, listTokens, readToken, revokeToken } from '@tandem/shared/db/people/tokens.js';
import { invalid, missing } from '../commands/refusal.js';
import { refuseUnknownProjects } from '../commands/refuse-unknown-projects.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { found, route, type Route } from './route.js';
import { Token, TokenCreate, TokenPage, TokenQuery, TokenWithSecret } from './schemas/tokens.js';

export const TOKEN_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/tokens',
    scope: 'admin',
    summary: 'Make an API token; it is shown this once',
    body: TokenCreate,
    status: 201,
    reply: TokenWithSecret,
    // No Idempotency-Key: to answer the same again, the token would have to be stored.
    async handle({ database, clock }, { body }) {
      if (body.expiresAt !== undefined && Date.parse(body.expiresAt) <= clock.now()) {
        return invalid('expiresAt', 'must be in the future');
      }
      const unknown = await refuseUnknownProjects(database, body.projectIds ?? [], null);
      if (unknown !== null) return unknown;
      const token = await createToken(database, {
        ...body,
        projectIds: body.projectIds ?? [],
        expiresAt: body.expiresAt ?? null,
      });
      return { body: token, location: `/tokens/${token.id}` };
    },
  }),
  route({
    method: 'get',
    path: '/tokens',
    scope: 'admin',
    summary: 'List API tokens, newest first',
    query: TokenQuery,
    status: 200,
    reply: TokenPage,
    handle: async ({ database }, { query }) => pageAnswer(await listTokens(database, pageRequest(query))),
  }),
  route({
    method: 'get',
    path: '/tokens/:id',
    scope: 'admin',
    summary: 'Read an API token, never its value',
    status: 200,
    reply: Token,
    handle: async ({ database }, { params }) => found('token', await readToken(database, params.id)),
  }),
  route({
    method: 'delete',
    path: '/tokens/:id',
    scope: 'admin',
    summary: 'Revoke an API token',
    status: 204,
    handle: async ({ database, clock }, { params }) =>
      (await revokeToken(database, params.id, clock.now())) ? { body: undefined } : missing('token'),
  }),
];
