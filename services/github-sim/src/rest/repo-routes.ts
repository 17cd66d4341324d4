// Calls about repositories themselves, the list that an installation sees, users, the budget, and the app's manifest.
import {
  deleteRepo,
  renameRepo,
  setArchived,
  setDescription,
  setHasIssues,
  setPrivate,
} from '../acts/repo-acts.js';
import { renderApp } from '../render/render-app.js';
import { renderFullRepo, renderRepo } from '../render/render-repo.js';
import { renderUserPage } from '../render/render-user.js';
import type { Repo } from '../state/model.js';
import { findUser } from '../state/store.js';
import { actorOf, bodyOf, type Call, param, reaches, type Route } from './call.js';
import { repoRoute } from './in-repo.js';
import { paged } from './paging.js';
import { text, textOrNull } from './read-body.js';
import { created, invalid, noContent, notAccessible, notFound, ok, type Reply } from './reply.js';

function patch(call: Call, repo: Repo): Reply {
  const { hub } = call;
  const body = bodyOf(call);
  const { user } = actorOf(call);
  const name = text(body, 'name');
  if (name === '') return invalid({ resource: 'Repository', field: 'name', code: 'missing_field' });
  const description = textOrNull(body, 'description');
  if (description !== undefined) setDescription(hub, repo, description, user);
  if (typeof body['has_issues'] === 'boolean') setHasIssues(hub, repo, body['has_issues']);
  if (typeof body['private'] === 'boolean') setPrivate(hub, repo, body['private'], user);
  if (typeof body['archived'] === 'boolean') setArchived(hub, repo, body['archived'], user);
  if (name !== undefined) renameRepo(hub, repo, name, user);
  return ok(renderFullRepo(hub.urls, repo));
}

function installationRepositories(call: Call): Reply {
  const { auth, hub } = call;
  if (auth.kind !== 'installation') return notAccessible();
  const repos = [...hub.store.repos.values()].filter((repo) => reaches(call, repo));
  return paged(
    call,
    undefined,
    repos,
    (repo) => renderRepo(hub.urls, repo),
    (page) => ({
      total_count: repos.length,
      repository_selection: auth.installation.selection,
      repositories: page,
    }),
  );
}

export const repoRoutes: readonly Route[] = [
  repoRoute('GET', '', [], (call, repo) => ok(renderFullRepo(call.hub.urls, repo))),
  repoRoute('PATCH', '', ['administration'], patch),
  repoRoute('DELETE', '', ['administration'], (call, repo) => {
    deleteRepo(call.hub, repo, actorOf(call).user);
    return noContent();
  }),
  { method: 'GET', template: '/installation/repositories', handle: installationRepositories },
  {
    method: 'GET',
    template: '/users/{username}',
    handle: (call) => {
      const user = findUser(call.hub.store, param(call, 'username'));
      return user ? ok(renderUserPage(call.hub.urls, user)) : notFound();
    },
  },
  {
    method: 'GET',
    template: '/user',
    handle: (call) =>
      call.auth.kind === 'user' ? ok(renderUserPage(call.hub.urls, call.auth.user)) : notAccessible(),
  },
  {
    method: 'GET',
    template: '/rate_limit',
    handle: (call) => {
      const core = call.limits.show(call.auth);
      const search = { ...core, limit: 30, remaining: 30, used: 0 };
      const graphql = call.graphqlLimits.show(call.auth);
      return ok({ resources: { core, search, graphql }, rate: core });
    },
  },
  {
    method: 'POST',
    template: '/app-manifests/{code}/conversions',
    handle: (call) => {
      const { app } = call.hub;
      return created({
        ...renderApp(call.hub),
        client_id: app.clientId,
        client_secret: app.clientSecret,
        webhook_secret: app.webhookSecret,
        pem: app.privateKey,
      });
    },
  },
];
