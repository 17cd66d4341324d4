// Finds what a person means by a name or a number. What does not exist is a WorldError: a mistake in a test, a 400 on the page.
import type { Hub } from '../hub.js';
import { makeUser } from '../acts/repo-acts.js';
import type { Actor, Comment, Installation, Issue, Pull, Repo, User } from '../state/model.js';
import { findComment, findRepo, findUser, installationOfAccount } from '../state/store.js';

export class WorldError extends Error {}

export interface Lookup {
  /** Makes the user when there is none of that login. */
  user(login: string): User;
  actor(login: string | undefined): Actor;
  repo(name: string): Repo;
  issue(repo: string, number: number): Issue;
  pull(repo: string, number: number): { issue: Issue; pull: Pull };
  comment(repo: string, id: number): Comment;
  installation(account: string): Installation;
}

export const DEFAULT_LOGIN = 'octocat';

export function createLookup(hub: Hub): Lookup {
  const { store } = hub;
  const lookup: Lookup = {
    user: (login) => findUser(store, login) ?? makeUser(hub, login, 'User'),
    actor: (login) => ({ user: lookup.user(login ?? DEFAULT_LOGIN), viaApp: false }),
    repo(name) {
      const found = findRepo(store, name);
      if (!found) throw new WorldError(`There is no repo ${name}`);
      return found.repo;
    },
    issue(repo, number) {
      const found = lookup.repo(repo).issues.get(number);
      if (!found) throw new WorldError(`There is no issue ${repo}#${number}`);
      return found;
    },
    pull(repo, number) {
      const issue = lookup.issue(repo, number);
      if (!issue.pull) throw new WorldError(`${repo}#${number} is not a pull request`);
      return { issue, pull: issue.pull };
    },
    comment(repo, id) {
      const found = findComment(lookup.repo(repo), id);
      if (!found) throw new WorldError(`There is no comment ${id} in ${repo}`);
      return found;
    },
    installation(account) {
      const user = findUser(store, account);
      const found = user && installationOfAccount(store, user);
      if (!found) throw new WorldError(`The app is not installed on ${account}`);
      return found;
    },
  };
  return lookup;
}
