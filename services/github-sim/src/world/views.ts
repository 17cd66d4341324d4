// What acting as a person gives back: small copies of what is now true, which no later act changes.
import { isoSecond } from '../clock.js';
import type { Comment, Installation, Issue, Repo, User } from '../state/model.js';
import { fullName } from '../state/store.js';

export interface UserView {
  readonly id: number;
  readonly login: string;
  readonly type: User['type'];
}

export interface RepoView {
  readonly id: number;
  readonly fullName: string;
  readonly private: boolean;
  readonly hasIssues: boolean;
  readonly archived: boolean;
  readonly labels: readonly string[];
}

export interface IssueView {
  readonly id: number;
  readonly number: number;
  readonly repo: string;
  readonly repoId: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly stateReason: Issue['stateReason'];
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly author: string;
  readonly viaApp: boolean;
  readonly locked: boolean;
  readonly lockReason: Issue['lockReason'];
  readonly comments: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  readonly pull: { readonly id: number; readonly draft: boolean; readonly merged: boolean } | null;
}

export interface CommentView {
  readonly id: number;
  readonly repo: string;
  readonly issue: number;
  readonly body: string;
  readonly author: string;
  readonly viaApp: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface InstallationView {
  readonly id: number;
  readonly account: string;
  readonly suspended: boolean;
  readonly permissions: Readonly<Record<string, string>>;
  readonly repos: readonly number[];
}

export const viewUser = ({ id, login, type }: User): UserView => ({ id, login, type });

export function viewRepo(repo: Repo): RepoView {
  return {
    id: repo.id,
    fullName: fullName(repo),
    private: repo.private,
    hasIssues: repo.hasIssues,
    archived: repo.archived,
    labels: repo.labels.map((label) => label.name),
  };
}

export function viewIssue(issue: Issue): IssueView {
  const { pull } = issue;
  return {
    id: issue.id,
    number: issue.number,
    repo: fullName(issue.repo),
    repoId: issue.repo.id,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    stateReason: issue.stateReason,
    labels: issue.labels.map((label) => label.name),
    assignees: issue.assignees.map((user) => user.login),
    author: issue.user.login,
    viaApp: issue.viaApp,
    locked: issue.locked,
    lockReason: issue.lockReason,
    comments: issue.comments.length,
    createdAt: isoSecond(issue.createdAt),
    updatedAt: isoSecond(issue.updatedAt),
    closedAt: issue.closedAt === null ? null : isoSecond(issue.closedAt),
    pull: pull && { id: pull.id, draft: pull.draft, merged: pull.mergedAt !== null },
  };
}

export function viewComment(comment: Comment): CommentView {
  return {
    id: comment.id,
    repo: fullName(comment.issue.repo),
    issue: comment.issue.number,
    body: comment.body,
    author: comment.user.login,
    viaApp: comment.viaApp,
    createdAt: isoSecond(comment.createdAt),
    updatedAt: isoSecond(comment.updatedAt),
  };
}

export function viewInstallation(installation: Installation): InstallationView {
  return {
    id: installation.id,
    account: installation.account.login,
    suspended: installation.suspendedAt !== null,
    permissions: { ...installation.permissions },
    repos: [...installation.repoIds],
  };
}
