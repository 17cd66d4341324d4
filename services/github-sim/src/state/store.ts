// Where everything is kept, and how it is found. Names compare without case, as on GitHub; old names of a repo lead to it.
import type { Comment, Installation, Issue, Repo, Token, User } from './model.js';

export interface Store {
  readonly users: Map<string, User>;
  readonly repos: Map<number, Repo>;
  /** Lower-case old `owner/name` to repo id. */
  readonly redirects: Map<string, number>;
  readonly installations: Map<number, Installation>;
  readonly tokens: Map<string, Token>;
}

export function createStore(): Store {
  return {
    users: new Map(),
    repos: new Map(),
    redirects: new Map(),
    installations: new Map(),
    tokens: new Map(),
  };
}

export function fullName(repo: Repo): string {
  return `${repo.owner.login}/${repo.name}`;
}

export function findUser(store: Store, login: string): User | undefined {
  return store.users.get(login.toLowerCase());
}

/** `moved` is true when the name asked for is an old one: GitHub then answers with a redirect. */
export function findRepo(store: Store, name: string): { repo: Repo; moved: boolean } | undefined {
  const wanted = name.toLowerCase();
  for (const repo of store.repos.values()) {
    if (fullName(repo).toLowerCase() === wanted) return { repo, moved: false };
  }
  const old = store.repos.get(store.redirects.get(wanted) ?? -1);
  return old && { repo: old, moved: true };
}

export function installationOf(store: Store, repo: Repo): Installation | undefined {
  return [...store.installations.values()].find((one) => one.repoIds.has(repo.id));
}

export function installationOfAccount(store: Store, account: User): Installation | undefined {
  return [...store.installations.values()].find((one) => one.account === account);
}

export function findComment(repo: Repo, id: number): Comment | undefined {
  for (const issue of repo.issues.values()) {
    const found = issue.comments.find((comment) => comment.id === id);
    if (found) return found;
  }
  return undefined;
}

/** Follows transfers to where the issue lives now. */
export function findMoved(repo: Repo, number: number): Issue | undefined {
  const gone = repo.gone.get(number);
  if (gone?.kind !== 'transferred') return undefined;
  const { to } = gone;
  return to.repo.issues.has(to.number) ? to : findMoved(to.repo, to.number);
}
