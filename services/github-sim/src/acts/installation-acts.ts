// The app on an account: installed, suspended, given or denied repositories and permissions, removed.
import type { Hub } from '../hub.js';
import { DEFAULT_PERMISSIONS } from '../render/render-app.js';
import { renderRepoInShort } from '../render/render-repo.js';
import type { Installation, Permissions, Repo, User } from '../state/model.js';
import { announceInstallation } from './announce.js';

function reposOf(hub: Hub, installation: Installation): Repo[] {
  return [...installation.repoIds].flatMap((id) => hub.store.repos.get(id) ?? []);
}

export function install(hub: Hub, account: User, repos: readonly Repo[], sender: User): Installation {
  const now = hub.clock.second();
  const installation: Installation = {
    id: hub.nextId(),
    account,
    permissions: { ...DEFAULT_PERMISSIONS },
    repoIds: new Set(repos.map((repo) => repo.id)),
    selection: 'selected',
    suspendedAt: null,
    suspendedBy: null,
    createdAt: now,
    updatedAt: now,
  };
  hub.store.installations.set(installation.id, installation);
  announceInstallation(hub, installation, {
    event: 'installation',
    action: 'created',
    sender,
    extra: { repositories: repos.map(renderRepoInShort), requester: null },
  });
  return installation;
}

export function setSuspended(hub: Hub, installation: Installation, sender: User, suspended: boolean): void {
  if ((installation.suspendedAt !== null) === suspended) return;
  installation.suspendedAt = suspended ? hub.clock.second() : null;
  installation.suspendedBy = suspended ? sender : null;
  installation.updatedAt = hub.clock.second();
  announceInstallation(hub, installation, {
    event: 'installation',
    action: suspended ? 'suspend' : 'unsuspend',
    sender,
  });
}

/** Its tokens die with it. */
export function removeInstallation(hub: Hub, installation: Installation, sender: User): void {
  const repositories = reposOf(hub, installation).map(renderRepoInShort);
  hub.store.installations.delete(installation.id);
  for (const [value, token] of hub.store.tokens) {
    if (token.installation === installation) hub.store.tokens.delete(value);
  }
  announceInstallation(hub, installation, {
    event: 'installation',
    action: 'deleted',
    sender,
    extra: { repositories },
  });
}

export function setPermissions(
  hub: Hub,
  installation: Installation,
  sender: User,
  permissions: Permissions,
): void {
  installation.permissions = { ...permissions };
  installation.updatedAt = hub.clock.second();
  announceInstallation(hub, installation, {
    event: 'installation',
    action: 'new_permissions_accepted',
    sender,
  });
}

export function addRepos(hub: Hub, installation: Installation, sender: User, repos: readonly Repo[]): void {
  const added = repos.filter((repo) => !installation.repoIds.has(repo.id));
  if (added.length === 0) return;
  for (const repo of added) installation.repoIds.add(repo.id);
  announceRepos(hub, installation, sender, 'added', added);
}

export function removeRepos(
  hub: Hub,
  installation: Installation,
  sender: User,
  repos: readonly Repo[],
): void {
  const removed = repos.filter((repo) => installation.repoIds.has(repo.id));
  if (removed.length === 0) return;
  for (const repo of removed) installation.repoIds.delete(repo.id);
  announceRepos(hub, installation, sender, 'removed', removed);
}

function announceRepos(
  hub: Hub,
  installation: Installation,
  sender: User,
  action: 'added' | 'removed',
  repos: readonly Repo[],
): void {
  announceInstallation(hub, installation, {
    event: 'installation_repositories',
    action,
    sender,
    extra: {
      repository_selection: installation.selection,
      repositories_added: action === 'added' ? repos.map(renderRepoInShort) : [],
      repositories_removed: action === 'removed' ? repos.map(renderRepoInShort) : [],
      requester: null,
    },
  });
}
