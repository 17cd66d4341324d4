// News of installations and repos: who may be asked what, and under which name. Ids are the identity (rule P5).
import { z } from 'zod';
import type {
  DirectoryUpdate,
  InstallationFacts,
  RepoFacts,
} from '@tandem/shared/domain/github/directory-update.js';
import { ignored, malformed, type Normalized } from './normalized.js';
import { installationJson, ownerOf, readWith, repositoryJson, type RepositoryJson } from './payload.js';

const REVOCATION = 'github_app_authorization';
const ACCOUNT = 'installation_target';
const EVENTS = [ACCOUNT, 'installation', 'installation_repositories', 'repository', REVOCATION];

const listedRepo = repositoryJson;
const installationPayload = z.object({
  installation: installationJson,
  repositories: z.array(listedRepo).default([]),
  repositories_added: z.array(listedRepo).default([]),
  repositories_removed: z.array(listedRepo).default([]),
});
const revocationPayload = z.object({ sender: z.object({ id: z.number() }) });
const accountPayload = z.object({
  account: z.object({ id: z.number(), login: z.string().optional(), slug: z.string().optional() }),
});
const repositoryPayload = z.object({ repository: repositoryJson });

const REPOSITORY_ACTIONS = [
  'renamed',
  'transferred',
  'archived',
  'unarchived',
  'edited',
  'privatized',
  'publicized',
  'created',
];

export function isDirectoryEvent(event: string): boolean {
  return EVENTS.includes(event);
}

export function normalizeDirectory(event: string, action: string | null, json: unknown): Normalized {
  if (event === 'repository') return normalizeRepository(action, json);
  if (event === ACCOUNT) return normalizeAccount(action, json);
  if (event === REVOCATION) return normalizeRevocation(action, json);
  const payload = readWith(installationPayload, json, 'payload');
  if (!payload.ok) return malformed(payload.message);
  const { installation, repositories, repositories_added, repositories_removed } = payload.value;
  const removed = action === 'deleted';
  return directory({
    installation: installationFacts(installation, removed),
    repos: removed ? [] : [...repositories, ...repositories_added].map(repoFacts),
    removedRepos: (removed ? repositories : repositories_removed).map((repo) => String(repo.id)),
  });
}

function normalizeRepository(action: string | null, json: unknown): Normalized {
  const payload = readWith(repositoryPayload, json, 'payload');
  if (!payload.ok) return malformed(payload.message);
  const { repository } = payload.value;
  if (action === 'deleted') {
    return directory({ installation: null, repos: [], removedRepos: [String(repository.id)] });
  }
  if (action === null || !REPOSITORY_ACTIONS.includes(action)) {
    return ignored('action_not_synced', `"repository.${action ?? ''}" changes nothing that we keep.`);
  }
  return directory({ installation: null, repos: [repoFacts(repository)], removedRepos: [] });
}

/** The owner of an installation has another login. */
function normalizeAccount(action: string | null, json: unknown): Normalized {
  if (action !== 'renamed') {
    return ignored('action_not_synced', `"${ACCOUNT}.${action ?? ''}" changes nothing that we keep.`);
  }
  const payload = readWith(accountPayload, json, 'payload');
  if (!payload.ok) return malformed(payload.message);
  const { id, login, slug } = payload.value.account;
  const name = login ?? slug;
  if (name === undefined) return malformed('payload.account.login: is missing');
  const renamedAccount = { accountId: String(id), login: name };
  return directory({ installation: null, repos: [], removedRepos: [], renamedAccount });
}

/** Somebody took back what they allowed the app: the sender. */
function normalizeRevocation(action: string | null, json: unknown): Normalized {
  if (action !== 'revoked') {
    return ignored('action_not_synced', `"${REVOCATION}.${action ?? ''}" changes nothing that we keep.`);
  }
  const payload = readWith(revocationPayload, json, 'payload');
  if (!payload.ok) return malformed(payload.message);
  return { kind: 'revocation', people: [String(payload.value.sender.id)] };
}

function directory(update: DirectoryUpdate): Normalized {
  return { kind: 'directory', update };
}

function installationFacts(
  { id, account, permissions, suspended_at }: z.infer<typeof installationJson>,
  removed: boolean,
): InstallationFacts {
  return {
    externalId: String(id),
    accountId: String(account.id),
    accountLogin: account.login ?? account.slug ?? '',
    accountType: account.type,
    permissions,
    state: removed ? 'removed' : suspended_at == null ? 'active' : 'suspended',
  };
}

export function repoFacts(repo: RepositoryJson): RepoFacts {
  return {
    externalId: String(repo.id),
    ...(repo.node_id === undefined ? {} : { nodeId: repo.node_id }),
    owner: ownerOf(repo),
    name: repo.name,
    private: repo.private,
    ...(repo.archived === undefined ? {} : { archived: repo.archived }),
    ...(repo.has_issues === undefined ? {} : { hasIssues: repo.has_issues }),
  };
}
