// Calls that the app makes as itself, with a JWT: who it is, where it is installed, tokens, and the record of its webhooks.
import { randomBytes } from 'node:crypto';
import { removeInstallation } from '../acts/installation-acts.js';
import { isoSecond } from '../clock.js';
import { isJson, type Json } from '../json.js';
import { renderApp, renderInstallation } from '../render/render-app.js';
import { renderRepo } from '../render/render-repo.js';
import type { Installation, Permissions } from '../state/model.js';
import { installationOf, findRepo } from '../state/store.js';
import { bodyOf, type Call, numberParam, param, type Route } from './call.js';
import { deliveryRoutes } from './delivery-routes.js';
import { paged } from './paging.js';
import { created, movedTo, noContent, notFound, ok, refuse, type Reply } from './reply.js';

/** Refuses everything but a JWT of the app. */
export function appRoute(method: string, template: string, handle: (call: Call) => Reply): Route {
  return {
    method,
    template,
    handle: (call) =>
      call.auth.kind === 'app' ? handle(call) : refuse(401, 'A JSON web token could not be decoded'),
  };
}

const INSTALLATION = '/app/installations/{installation_id}';

function installationRoute(
  method: string,
  path: string,
  handle: (call: Call, installation: Installation) => Reply,
): Route {
  return appRoute(method, `${INSTALLATION}${path}`, (call) => {
    const found = call.hub.store.installations.get(numberParam(call, 'installation_id'));
    return found ? handle(call, found) : notFound();
  });
}

function narrowedRepos(call: Call, installation: Installation): ReadonlySet<number> | null | 'unknown' {
  const { repositories, repository_ids: ids } = bodyOf(call);
  if (!Array.isArray(repositories) && !Array.isArray(ids)) return null;
  const repos = [...installation.repoIds].flatMap((id) => call.hub.store.repos.get(id) ?? []);
  const wanted = [...((repositories ?? []) as unknown[]), ...((ids ?? []) as unknown[])];
  const found = wanted.map((one) => repos.find((repo) => repo.id === one || repo.name === one)?.id);
  return found.includes(undefined) ? 'unknown' : new Set(found.filter((id) => id !== undefined));
}

function narrowedPermissions(call: Call, installation: Installation): Permissions | null | 'too much' {
  const { permissions } = bodyOf(call);
  if (!isJson(permissions)) return null;
  const levels = ['read', 'write', 'admin'];
  const tooMuch = Object.entries(permissions).some(
    ([kind, level]) => levels.indexOf(String(level)) > levels.indexOf(installation.permissions[kind] ?? ''),
  );
  return tooMuch ? 'too much' : (permissions as Permissions);
}

function mintToken(call: Call, installation: Installation): Reply {
  const { hub } = call;
  if (installation.suspendedAt !== null) return refuse(403, 'This installation has been suspended');
  const repoIds = narrowedRepos(call, installation);
  if (repoIds === 'unknown') {
    return refuse(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  const permissions = narrowedPermissions(call, installation);
  if (permissions === 'too much') {
    return refuse(422, 'The permissions requested are not granted to this installation.');
  }
  const value = `ghs_${randomBytes(27).toString('base64url').replaceAll('_', 'a').replaceAll('-', 'b')}`;
  const expiresAt = hub.clock.second() + call.tokenLifetimeMs;
  hub.store.tokens.set(value, { value, expiresAt, installation, user: null, repoIds, permissions });
  const repositories = [...(repoIds ?? [])].flatMap((id) => hub.store.repos.get(id) ?? []);
  const body: Json = {
    token: value,
    expires_at: isoSecond(expiresAt),
    permissions: { ...(permissions ?? installation.permissions) },
    repository_selection: repoIds === null ? installation.selection : 'selected',
  };
  if (repoIds !== null) body['repositories'] = repositories.map((repo) => renderRepo(hub.urls, repo));
  return created(body);
}

function hookConfig(call: Call): Reply {
  const url = call.webhookUrl();
  return ok({
    ...(url !== undefined && { url }),
    content_type: 'json',
    insecure_ssl: '0',
    secret: '********',
  });
}

function installationOfRepo(call: Call): Reply {
  const { hub } = call;
  const found = findRepo(hub.store, `${param(call, 'owner')}/${param(call, 'repo')}`);
  const installation = found && installationOf(hub.store, found.repo);
  if (!found || !installation) return notFound();
  if (found.moved) return movedTo('GET', `${hub.urls.api}/repositories/${found.repo.id}/installation`);
  return ok(renderInstallation(hub, installation));
}

export const appRoutes: readonly Route[] = [
  appRoute('GET', '/app', (call) =>
    ok({ ...renderApp(call.hub), installations_count: call.hub.store.installations.size }),
  ),
  appRoute('GET', '/app/installations', (call) =>
    paged(call, undefined, [...call.hub.store.installations.values()], (one) =>
      renderInstallation(call.hub, one),
    ),
  ),
  installationRoute('GET', '', (call, one) => ok(renderInstallation(call.hub, one))),
  installationRoute('DELETE', '', (call, one) => {
    removeInstallation(call.hub, one, call.hub.appOwner);
    return noContent();
  }),
  installationRoute('POST', '/access_tokens', mintToken),
  appRoute('GET', '/repos/{owner}/{repo}/installation', installationOfRepo),
  appRoute('GET', '/app/hook/config', hookConfig),
  appRoute('PATCH', '/app/hook/config', (call) => {
    const { url } = bodyOf(call);
    if (typeof url === 'string') call.setWebhookUrl(url);
    return hookConfig(call);
  }),
  ...deliveryRoutes(appRoute),
];
