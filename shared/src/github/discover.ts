// What the directory answers, as news for the tables: at start for all that the app can see, and for one repo when a
// person connects it. Webhooks tell of changes, but not of what was there before the first of them came.
import type { DirectoryUpdate, InstallationFacts, RepoFacts } from '../domain/github/directory-update.js';
import type { Called } from '../ports/github.js';
import type { Directory, Installation, Repo } from './directory.js';

/** Every installation with its repos. A suspended one is told without repos: it may not be asked. */
export async function discoverAll(directory: Directory): Promise<Called<DirectoryUpdate[]>> {
  const installations = await directory.listInstallations();
  if (!installations.ok) return installations;
  const updates: DirectoryUpdate[] = [];
  for (const installation of installations.value) {
    const repos = installation.suspendedAt === null ? await directory.listRepos(installation.id) : null;
    updates.push(news(installation, repos?.ok === true ? repos.value : []));
  }
  return { ok: true, value: updates };
}

/** @param fullName `owner/name`. Null: the app cannot see such a repo. */
export async function discoverRepo(
  directory: Directory,
  fullName: string,
): Promise<Called<{ readonly update: DirectoryUpdate; readonly fullName: string } | null>> {
  const found = await directory.findRepoInstallation(fullName);
  if (!found.ok || found.value === null) return found.ok ? { ok: true, value: null } : found;
  const { installation, repo } = found.value;
  return { ok: true, value: { update: news(installation, [repo]), fullName: repo.fullName } };
}

function news(installation: Installation, repos: readonly Repo[]): DirectoryUpdate {
  return { installation: installationFacts(installation), repos: repos.map(repoFacts), removedRepos: [] };
}

function installationFacts(installation: Installation): InstallationFacts {
  return {
    externalId: installation.id,
    accountId: installation.accountId,
    accountLogin: installation.accountLogin,
    accountType: installation.accountType,
    permissions: installation.permissions,
    state: installation.suspendedAt === null ? 'active' : 'suspended',
  };
}

export function repoFacts({ id, private: isPrivate, fullName: _, ...facts }: Repo): RepoFacts {
  return { externalId: id, private: isPrivate, ...facts };
}
