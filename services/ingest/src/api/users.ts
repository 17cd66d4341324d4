// Routes of users and of the GitHub accounts that they claim, and of the audit. For tokens that may touch every
// project: people belong to none.
import { listAudit } from '@tandem/shared/db/people/audit.js';
import {
  claimAccount,
  createUser,
  listAccounts,
  listUsers,
  readUser,
  releaseAccount,
} from '@tandem/shared/db/people/users.js';
import { beginConnect, disconnect } from '../people/connect-github.js';
import { conflict, isRefusal, missing, type Refusal } from '../commands/refusal.js';
import { pageAnswer, pageRequest } from './page-answer.js';
import { found, madeAt, route, type Route } from './route.js';
import {
  AccountClaim,
  AuditPage,
  AuditQuery,
  ConnectStart,
  GithubAccountPage,
  GithubAccountQuery,
  User,
  UserCreate,
  UserPage,
  UserQuery,
} from './schemas/users.js';

const BOUND: Refusal = {
  refused: 'forbidden',
  message: 'The token is bound to projects; users belong to none.',
};

export const USER_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/users',
    scope: 'client',
    summary: 'Make a user',
    body: UserCreate,
    status: 201,
    reply: User,
    creates: true,
    async handle({ database }, { caller, body, newId }) {
      if (caller.projects !== null) return BOUND;
      await createUser(database, newId, body.name);
      const answer = found('user', await readUser(database, newId));
      return madeAt(`/users/${newId}`, answer);
    },
  }),
  route({
    method: 'get',
    path: '/users',
    scope: 'read',
    summary: 'List users, newest first',
    query: UserQuery,
    status: 200,
    reply: UserPage,
    handle: async ({ database }, { caller, query }) =>
      caller.projects === null ? pageAnswer(await listUsers(database, pageRequest(query))) : BOUND,
  }),
  route({
    method: 'get',
    path: '/users/:id',
    scope: 'read',
    summary: 'Read a user with their GitHub accounts',
    status: 200,
    reply: User,
    handle: async ({ database }, { caller, params }) =>
      caller.projects === null ? found('user', await readUser(database, params.id)) : BOUND,
  }),
  route({
    method: 'post',
    path: '/users/:id/github-accounts',
    scope: 'client',
    summary: 'Claim an account that was seen on GitHub: it becomes the user’s',
    body: AccountClaim,
    status: 200,
    reply: User,
    async handle({ database }, { caller, params, body }) {
      if (caller.projects !== null) return BOUND;
      if ((await readUser(database, params.id)) === null) return missing('user');
      const outcome = await claimAccount(database, params.id, body.login);
      if (outcome === 'unknown')
        return missing('account', 'one is known once it was seen on GitHub, in a repo of the app');
      if (outcome === 'taken') return conflict('The account belongs to another user.');
      return found('user', await readUser(database, params.id));
    },
  }),
  route({
    method: 'delete',
    path: '/users/:id/github-accounts/:accountId',
    scope: 'client',
    summary: 'Give an account back: it belongs to nobody again',
    status: 204,
    async handle({ database }, { caller, params }) {
      if (caller.projects !== null) return BOUND;
      const released = await releaseAccount(database, params.id, params.accountId);
      return released ? { body: undefined } : missing('account of the user');
    },
  }),
  route({
    method: 'get',
    path: '/users/:id/github/connect',
    scope: 'client',
    summary: 'Begin to connect the user’s account on GitHub: writes then go in the user’s name',
    status: 200,
    reply: ConnectStart,
    redirects: true,
    async handle(context, { caller, params, origin }) {
      if (caller.projects !== null) return BOUND;
      const who = { userId: params.id, tokenId: caller.tokenId, actor: caller.name };
      const begun = await beginConnect(context, who, origin);
      return isRefusal(begun) ? begun : { body: begun, redirect: begun.url };
    },
  }),
  route({
    method: 'delete',
    path: '/users/:id/github',
    scope: 'client',
    summary: 'Disconnect the user’s account on GitHub: writes go in the name of the app again',
    status: 204,
    async handle(context, { caller, params }) {
      if (caller.projects !== null) return BOUND;
      return (await disconnect(context, params.id)) ? { body: undefined } : missing('user');
    },
  }),
  route({
    method: 'get',
    path: '/github-accounts',
    scope: 'read',
    summary: 'List accounts seen on GitHub, newest first',
    query: GithubAccountQuery,
    status: 200,
    reply: GithubAccountPage,
    handle: async ({ database }, { caller, query }) =>
      caller.projects === null ? pageAnswer(await listAccounts(database, query, pageRequest(query))) : BOUND,
  }),
  route({
    method: 'get',
    path: '/audit',
    scope: 'admin',
    summary: 'List what was done through the API, newest first',
    query: AuditQuery,
    status: 200,
    reply: AuditPage,
    handle: async ({ database }, { query }) =>
      pageAnswer(await listAudit(database, query, pageRequest(query))),
  }),
];
