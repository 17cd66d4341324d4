// Repositories and their owners: made, renamed, handed over, archived, deleted. Ids stay, names move, old names redirect.
import type { Hub } from '../hub.js';
import { nodeId } from '../ids.js';
import { renderOrganization, renderUser } from '../render/render-user.js';
import type { Repo, User } from '../state/model.js';
import { fullName, installationOf, installationOfAccount } from '../state/store.js';
import { announceInRepo } from './announce.js';
import { addRepos, removeRepos } from './installation-acts.js';

export function makeUser(
  hub: Pick<Hub, 'nextId' | 'clock' | 'store'>,
  login: string,
  type: User['type'],
  name: string | null = null,
): User {
  const user: User = { id: hub.nextId(), login, type, name, createdAt: hub.clock.second() };
  hub.store.users.set(login.toLowerCase(), user);
  return user;
}

export function makeRepo(
  hub: Hub,
  owner: User,
  input: { name: string; private: boolean; hasIssues: boolean; description: string | null },
): Repo {
  const now = hub.clock.second();
  const repo: Repo = {
    id: hub.nextId(),
    owner,
    name: input.name,
    description: input.description,
    private: input.private,
    hasIssues: input.hasIssues,
    archived: false,
    nextNumber: 1,
    labels: [],
    milestones: [],
    collaborators: new Set(),
    issues: new Map(),
    gone: new Map(),
    createdAt: now,
    updatedAt: now,
    lastWritten: undefined,
  };
  hub.store.redirects.delete(fullName(repo).toLowerCase());
  hub.store.repos.set(repo.id, repo);
  return repo;
}

function touch(hub: Hub, repo: Repo): void {
  repo.updatedAt = hub.clock.second();
}

export function renameRepo(hub: Hub, repo: Repo, name: string, sender: User): void {
  if (repo.name === name) return;
  const from = repo.name;
  hub.store.redirects.set(fullName(repo).toLowerCase(), repo.id);
  repo.name = name;
  hub.store.redirects.delete(fullName(repo).toLowerCase());
  touch(hub, repo);
  announceInRepo(hub, repo, {
    event: 'repository',
    action: 'renamed',
    sender,
    extra: { changes: { repository: { name: { from } } } },
  });
}

/** The repo leaves its owner's installation and joins the new owner's, if the app is installed there. */
export function transferRepo(hub: Hub, repo: Repo, owner: User, sender: User): void {
  const from = repo.owner;
  if (from === owner) return;
  const left = installationOf(hub.store, repo);
  const joined = installationOfAccount(hub.store, owner);
  hub.store.redirects.set(fullName(repo).toLowerCase(), repo.id);
  if (left) removeRepos(hub, left, sender, [repo]);
  repo.owner = owner;
  hub.store.redirects.delete(fullName(repo).toLowerCase());
  touch(hub, repo);
  if (joined) addRepos(hub, joined, sender, [repo]);
  const before =
    from.type === 'Organization'
      ? { organization: renderOrganization(hub.urls, from) }
      : { user: renderUser(hub.urls, from) };
  announceInRepo(
    hub,
    repo,
    {
      event: 'repository',
      action: 'transferred',
      sender,
      extra: { changes: { owner: { from: before } } },
    },
    joined ?? left,
  );
}

export function renameOwner(hub: Hub, owner: User, login: string, sender: User): void {
  const from = owner.login;
  for (const repo of hub.store.repos.values()) {
    if (repo.owner === owner) hub.store.redirects.set(fullName(repo).toLowerCase(), repo.id);
  }
  hub.store.users.delete(from.toLowerCase());
  owner.login = login;
  hub.store.users.set(login.toLowerCase(), owner);
  const installation = installationOfAccount(hub.store, owner);
  if (!installation) return;
  hub.send({
    event: 'installation_target',
    action: 'renamed',
    installationId: installation.id,
    repositoryId: null,
    payload: {
      action: 'renamed',
      account: renderUser(hub.urls, owner),
      target_type: owner.type,
      changes: { login: { from } },
      installation: { id: installation.id, node_id: nodeId('MDI', installation.id) },
      sender: renderUser(hub.urls, sender),
    },
  });
}

export function setArchived(hub: Hub, repo: Repo, archived: boolean, sender: User): void {
  if (repo.archived === archived) return;
  repo.archived = archived;
  touch(hub, repo);
  announceInRepo(hub, repo, { event: 'repository', action: archived ? 'archived' : 'unarchived', sender });
}

export function setPrivate(hub: Hub, repo: Repo, isPrivate: boolean, sender: User): void {
  if (repo.private === isPrivate) return;
  repo.private = isPrivate;
  touch(hub, repo);
  announceInRepo(hub, repo, { event: 'repository', action: isPrivate ? 'privatized' : 'publicized', sender });
}

/** GitHub sends no webhook for this one. */
export function setHasIssues(hub: Hub, repo: Repo, hasIssues: boolean): void {
  repo.hasIssues = hasIssues;
  touch(hub, repo);
}

export function setDescription(hub: Hub, repo: Repo, description: string | null, sender: User): void {
  if (repo.description === description) return;
  const from = repo.description;
  repo.description = description;
  touch(hub, repo);
  announceInRepo(hub, repo, {
    event: 'repository',
    action: 'edited',
    sender,
    extra: { changes: { description: { from } } },
  });
}

export function deleteRepo(hub: Hub, repo: Repo, sender: User): void {
  const installation = installationOf(hub.store, repo);
  announceInRepo(hub, repo, { event: 'repository', action: 'deleted', sender });
  if (installation) removeRepos(hub, installation, sender, [repo]);
  hub.store.repos.delete(repo.id);
}
