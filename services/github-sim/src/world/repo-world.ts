// Acting as a person on accounts, repositories, labels and the app's installations.
import {
  addRepos,
  install,
  removeInstallation,
  removeRepos,
  setPermissions,
  setSuspended,
} from '../acts/installation-acts.js';
import { createLabel, deleteLabel, editLabel, findLabel } from '../acts/label-acts.js';
import {
  deleteRepo,
  makeRepo,
  makeUser,
  renameOwner,
  renameRepo,
  setArchived,
  setHasIssues,
  setPrivate,
  transferRepo,
} from '../acts/repo-acts.js';
import type { Hub } from '../hub.js';
import type { Grants } from '../oauth/grants.js';
import { renderUser } from '../render/render-user.js';
import type { Label, Permissions, Repo } from '../state/model.js';
import { findRepo, findUser, installationOf, installationOfAccount } from '../state/store.js';
import { createLookup, DEFAULT_LOGIN, WorldError } from './lookup.js';
import type { As } from './issue-world.js';
import {
  type InstallationView,
  type RepoView,
  type UserView,
  viewInstallation,
  viewRepo,
  viewUser,
} from './views.js';

export interface RepoInput {
  /** An organization of this login is made when there is no such account. */
  readonly owner: string;
  readonly name: string;
  /** True unless told: then a repo that the app may not see answers 404. */
  readonly private?: boolean | undefined;
  readonly hasIssues?: boolean | undefined;
  readonly description?: string | undefined;
  /** Unless false the app is installed on the owner and gets the repo. */
  readonly installed?: boolean | undefined;
}

export interface LabelInput {
  readonly name?: string | undefined;
  readonly color?: string | undefined;
  readonly description?: string | undefined;
}

export interface RepoWorld {
  createUser(login: string, name?: string): UserView;
  createRepo(input: RepoInput): RepoView;
  addCollaborator(repo: string, login: string): void;
  installApp(owner: string, options?: { readonly repos?: readonly string[] | undefined }): InstallationView;
  suspendInstallation(owner: string): void;
  unsuspendInstallation(owner: string): void;
  removeInstallation(owner: string): void;
  setPermissions(owner: string, permissions: Permissions): void;
  addRepoToInstallation(repo: string): void;
  removeRepoFromInstallation(repo: string): void;
  installation(owner: string): InstallationView | undefined;
  renameRepo(repo: string, name: string, options?: As): RepoView;
  transferRepo(repo: string, owner: string, options?: As): RepoView;
  renameOwner(login: string, to: string, options?: As): void;
  archive(repo: string, options?: As): void;
  unarchive(repo: string, options?: As): void;
  setPrivate(repo: string, value: boolean, options?: As): void;
  setHasIssues(repo: string, value: boolean): void;
  deleteRepo(repo: string, options?: As): void;
  createLabel(repo: string, input: LabelInput & { readonly name: string }, options?: As): void;
  editLabel(repo: string, name: string, edit: LabelInput, options?: As): void;
  deleteLabel(repo: string, name: string, options?: As): void;
  /** The person takes back what they allowed the app: every token of theirs dies. */
  revokeAuthorization(login: string): void;
  repo(name: string): RepoView | undefined;
  repos(): RepoView[];
}

export function createRepoWorld(hub: Hub, grants: Grants): RepoWorld {
  const look = createLookup(hub);
  const sender = (options: As = {}) => look.user(options.as ?? DEFAULT_LOGIN);

  const label = (repo: Repo, name: string): Label => {
    const found = findLabel(repo, name);
    if (!found) throw new WorldError(`There is no label ${name}`);
    return found;
  };

  const giveToApp = (repo: Repo): void => {
    const installation =
      installationOfAccount(hub.store, repo.owner) ?? install(hub, repo.owner, [], sender());
    addRepos(hub, installation, sender(), [repo]);
  };

  return {
    createUser(login, name) {
      if (findUser(hub.store, login)) throw new WorldError(`There is already an account ${login}`);
      return viewUser(makeUser(hub, login, 'User', name ?? null));
    },
    createRepo(input) {
      const full = `${input.owner}/${input.name}`;
      const taken = findRepo(hub.store, full);
      if (taken && !taken.moved) throw new WorldError(`There is already a repo ${full}`);
      const owner = findUser(hub.store, input.owner) ?? makeUser(hub, input.owner, 'Organization');
      const repo = makeRepo(hub, owner, {
        name: input.name,
        private: input.private ?? true,
        hasIssues: input.hasIssues ?? true,
        description: input.description ?? null,
      });
      repo.collaborators.add(look.user(DEFAULT_LOGIN));
      if (input.installed ?? true) giveToApp(repo);
      return viewRepo(repo);
    },
    addCollaborator(repo, login) {
      look.repo(repo).collaborators.add(look.user(login));
    },
    installApp(owner, options = {}) {
      const account = findUser(hub.store, owner) ?? makeUser(hub, owner, 'Organization');
      if (installationOfAccount(hub.store, account))
        throw new WorldError(`The app is already installed on ${owner}`);
      const repos = (options.repos ?? []).map((name) => look.repo(name));
      return viewInstallation(install(hub, account, repos, sender()));
    },
    suspendInstallation(owner) {
      setSuspended(hub, look.installation(owner), sender(), true);
    },
    unsuspendInstallation(owner) {
      setSuspended(hub, look.installation(owner), sender(), false);
    },
    removeInstallation(owner) {
      removeInstallation(hub, look.installation(owner), sender());
    },
    setPermissions(owner, permissions) {
      setPermissions(hub, look.installation(owner), sender(), permissions);
    },
    addRepoToInstallation(repo) {
      giveToApp(look.repo(repo));
    },
    removeRepoFromInstallation(name) {
      const repo = look.repo(name);
      const installation = installationOf(hub.store, repo);
      if (installation) removeRepos(hub, installation, sender(), [repo]);
    },
    installation(owner) {
      const account = findUser(hub.store, owner);
      const found = account && installationOfAccount(hub.store, account);
      return found && viewInstallation(found);
    },
    renameRepo(name, to, options) {
      const repo = look.repo(name);
      renameRepo(hub, repo, to, sender(options));
      return viewRepo(repo);
    },
    transferRepo(name, owner, options) {
      const repo = look.repo(name);
      const account = findUser(hub.store, owner) ?? makeUser(hub, owner, 'Organization');
      transferRepo(hub, repo, account, sender(options));
      return viewRepo(repo);
    },
    renameOwner(login, to, options) {
      const owner = findUser(hub.store, login);
      if (!owner) throw new WorldError(`There is no account ${login}`);
      if (findUser(hub.store, to)) throw new WorldError(`There is already an account ${to}`);
      renameOwner(hub, owner, to, sender(options));
    },
    archive(repo, options) {
      setArchived(hub, look.repo(repo), true, sender(options));
    },
    unarchive(repo, options) {
      setArchived(hub, look.repo(repo), false, sender(options));
    },
    setPrivate(repo, value, options) {
      setPrivate(hub, look.repo(repo), value, sender(options));
    },
    setHasIssues(repo, value) {
      setHasIssues(hub, look.repo(repo), value);
    },
    deleteRepo(repo, options) {
      deleteRepo(hub, look.repo(repo), sender(options));
    },
    createLabel(repo, input, options) {
      createLabel(hub, look.repo(repo), { user: sender(options), viaApp: false }, input);
    },
    editLabel(name, labelName, edit, options) {
      const repo = look.repo(name);
      editLabel(hub, repo, { user: sender(options), viaApp: false }, label(repo, labelName), edit);
    },
    deleteLabel(name, labelName, options) {
      const repo = look.repo(name);
      deleteLabel(hub, repo, { user: sender(options), viaApp: false }, label(repo, labelName));
    },
    revokeAuthorization(login) {
      const user = look.user(login);
      grants.revoke(user);
      hub.send({
        event: 'github_app_authorization',
        action: 'revoked',
        installationId: null,
        repositoryId: null,
        payload: { action: 'revoked', sender: renderUser(hub.urls, user) },
      });
    },
    repo(name) {
      const found = findRepo(hub.store, name);
      return found && !found.moved ? viewRepo(found.repo) : undefined;
    },
    repos: () => [...hub.store.repos.values()].map(viewRepo),
  };
}
