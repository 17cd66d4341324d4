// The app itself and its installations, as replies and payloads show them.
import { isoSecond } from '../clock.js';
import type { Hub } from '../hub.js';
import { nodeId } from '../ids.js';
import type { Json } from '../json.js';
import type { Installation } from '../state/model.js';
import { renderUser } from './render-user.js';

export const APP_EVENTS = ['issues', 'issue_comment', 'label', 'pull_request', 'repository'] as const;

export const DEFAULT_PERMISSIONS = {
  contents: 'read',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
} as const;

export function renderApp(hub: Hub): Json {
  const { app, urls } = hub;
  return {
    id: Number(app.id),
    client_id: app.clientId,
    slug: app.slug,
    node_id: nodeId('A', Number(app.id)),
    owner: renderUser(urls, hub.appOwner),
    name: app.slug,
    description: '',
    external_url: urls.html,
    html_url: `${urls.html}/apps/${app.slug}`,
    created_at: isoSecond(hub.startedAt),
    updated_at: isoSecond(hub.startedAt),
    permissions: { ...DEFAULT_PERMISSIONS },
    events: [...APP_EVENTS],
  };
}

export function renderInstallation(hub: Hub, installation: Installation): Json {
  const { app, urls } = hub;
  const { account } = installation;
  const settings = account.type === 'Organization' ? `organizations/${account.login}/settings` : 'settings';
  return {
    id: installation.id,
    client_id: app.clientId,
    account: renderUser(urls, account),
    repository_selection: installation.selection,
    access_tokens_url: `${urls.api}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${urls.api}/installation/repositories`,
    html_url: `${urls.html}/${settings}/installations/${installation.id}`,
    app_id: Number(app.id),
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { ...installation.permissions },
    events: [...APP_EVENTS],
    created_at: isoSecond(installation.createdAt),
    updated_at: isoSecond(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedBy && renderUser(urls, installation.suspendedBy),
    suspended_at: installation.suspendedAt === null ? null : isoSecond(installation.suspendedAt),
  };
}
