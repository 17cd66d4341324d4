// Acting as a person on issues, comments and pull requests. `as` is a login (octocat unless told); an unknown one is made.
import { createComment, deleteComment, editComment } from '../acts/comment-acts.js';
import {
  addAssignees,
  addLabels,
  createIssue,
  type IssuePatch,
  removeAssignees,
  removeLabel,
  setLock,
  updateIssue,
} from '../acts/issue-acts.js';
import { deleteIssue, transferIssue } from '../acts/move-issue.js';
import { createPull, mergePull, setDraft } from '../acts/pull-acts.js';
import type { Hub } from '../hub.js';
import type { LockReason, Repo, StateReason } from '../state/model.js';
import { createLookup, WorldError } from './lookup.js';
import { type CommentView, type IssueView, viewComment, viewIssue } from './views.js';

export interface As {
  readonly as?: string | undefined;
}

export interface IssueInput extends As {
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly assignees?: readonly string[] | undefined;
}

export interface PullInput extends IssueInput {
  readonly head?: string | undefined;
  readonly base?: string | undefined;
  readonly draft?: boolean | undefined;
}

export interface TextEdit extends As {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
}

type OnIssue = (repo: string, number: number, options?: As) => IssueView;

export interface IssueWorld {
  openIssue(repo: string, input: IssueInput): IssueView;
  editIssue(repo: string, number: number, edit: TextEdit): IssueView;
  closeIssue(
    repo: string,
    number: number,
    options?: As & { readonly reason?: StateReason | undefined },
  ): IssueView;
  reopenIssue: OnIssue;
  addLabels(repo: string, number: number, labels: readonly string[], options?: As): IssueView;
  removeLabel(repo: string, number: number, label: string, options?: As): IssueView;
  /** Gives those who have no access access first: a person's page offers nobody else. */
  assign(repo: string, number: number, logins: readonly string[], options?: As): IssueView;
  unassign(repo: string, number: number, logins: readonly string[], options?: As): IssueView;
  lock(repo: string, number: number, options?: As & { readonly reason?: LockReason | undefined }): IssueView;
  unlock: OnIssue;
  deleteIssue(repo: string, number: number, options?: As): void;
  /** The issue as it is in its new repo. */
  transferIssue(repo: string, number: number, to: string, options?: As): IssueView;
  comment(repo: string, number: number, body: string, options?: As): CommentView;
  editComment(repo: string, commentId: number, body: string, options?: As): CommentView;
  deleteComment(repo: string, commentId: number, options?: As): void;
  openPullRequest(repo: string, input: PullInput): IssueView;
  editPullRequest(repo: string, number: number, edit: TextEdit): IssueView;
  closePullRequest: OnIssue;
  reopenPullRequest: OnIssue;
  mergePullRequest: OnIssue;
  convertToDraft: OnIssue;
  readyForReview: OnIssue;
  issue(repo: string, number: number): IssueView | undefined;
  /** By number; pull requests too. */
  issues(repo: string): IssueView[];
  /** Of one issue, or of the whole repo. */
  comments(repo: string, number?: number): CommentView[];
}

export function createIssueWorld(hub: Hub): IssueWorld {
  const look = createLookup(hub);

  const update = (repo: string, number: number, patch: IssuePatch, as: string | undefined): IssueView => {
    const issue = look.issue(repo, number);
    updateIssue(hub, issue, look.actor(as), patch);
    return viewIssue(issue);
  };

  const giveAccess = (repo: Repo, logins: readonly string[] = []): void => {
    for (const login of logins) repo.collaborators.add(look.user(login));
  };

  const draft = (repo: string, number: number, wanted: boolean, options: As): IssueView => {
    const { issue, pull } = look.pull(repo, number);
    setDraft(hub, issue, pull, look.actor(options.as), wanted);
    return viewIssue(issue);
  };

  const open = (repo: string, number: number, options: As = {}): IssueView =>
    update(repo, number, { state: 'open' }, options.as);

  return {
    openIssue(name, { as, ...input }) {
      const repo = look.repo(name);
      giveAccess(repo, input.assignees);
      return viewIssue(createIssue(hub, repo, look.actor(as), input));
    },
    editIssue: (repo, number, { as, title, body }) => update(repo, number, { title, body }, as),
    closeIssue: (repo, number, options = {}) =>
      update(repo, number, { state: 'closed', stateReason: options.reason }, options.as),
    reopenIssue: open,
    addLabels(repo, number, labels, options = {}) {
      const issue = look.issue(repo, number);
      addLabels(hub, issue, look.actor(options.as), labels);
      return viewIssue(issue);
    },
    removeLabel(repo, number, label, options = {}) {
      const issue = look.issue(repo, number);
      if (!removeLabel(hub, issue, look.actor(options.as), label)) {
        throw new WorldError(`${repo}#${number} does not carry the label ${label}`);
      }
      return viewIssue(issue);
    },
    assign(repo, number, logins, options = {}) {
      const issue = look.issue(repo, number);
      giveAccess(issue.repo, logins);
      addAssignees(hub, issue, look.actor(options.as), logins);
      return viewIssue(issue);
    },
    unassign(repo, number, logins, options = {}) {
      const issue = look.issue(repo, number);
      removeAssignees(hub, issue, look.actor(options.as), logins);
      return viewIssue(issue);
    },
    lock(repo, number, options = {}) {
      const issue = look.issue(repo, number);
      setLock(hub, issue, look.actor(options.as), true, options.reason ?? null);
      return viewIssue(issue);
    },
    unlock(repo, number, options = {}) {
      const issue = look.issue(repo, number);
      setLock(hub, issue, look.actor(options.as), false, null);
      return viewIssue(issue);
    },
    deleteIssue(repo, number, options = {}) {
      const issue = look.issue(repo, number);
      if (issue.pull) throw new WorldError('GitHub does not delete pull requests');
      deleteIssue(hub, issue, look.actor(options.as));
    },
    transferIssue(repo, number, to, options = {}) {
      const issue = look.issue(repo, number);
      if (issue.pull) throw new WorldError('GitHub does not transfer pull requests');
      return viewIssue(transferIssue(hub, issue, look.repo(to), look.actor(options.as)));
    },
    comment: (repo, number, body, options = {}) =>
      viewComment(createComment(hub, look.issue(repo, number), look.actor(options.as), body)),
    editComment(repo, commentId, body, options = {}) {
      const comment = look.comment(repo, commentId);
      editComment(hub, comment, look.actor(options.as), body);
      return viewComment(comment);
    },
    deleteComment(repo, commentId, options = {}) {
      deleteComment(hub, look.comment(repo, commentId), look.actor(options.as));
    },
    openPullRequest(name, { as, head, ...input }) {
      const repo = look.repo(name);
      giveAccess(repo, input.assignees);
      const branch = head ?? `branch-${repo.nextNumber}`;
      return viewIssue(createPull(hub, repo, look.actor(as), { ...input, head: branch }));
    },
    editPullRequest: (repo, number, { as, title, body }) =>
      update(repo, look.pull(repo, number).issue.number, { title, body }, as),
    closePullRequest: (repo, number, options = {}) =>
      update(repo, look.pull(repo, number).issue.number, { state: 'closed' }, options.as),
    reopenPullRequest: open,
    mergePullRequest(repo, number, options = {}) {
      const { issue, pull } = look.pull(repo, number);
      if (!mergePull(hub, issue, pull, look.actor(options.as))) {
        throw new WorldError(`${repo}#${number} is not open`);
      }
      return viewIssue(issue);
    },
    convertToDraft: (repo, number, options = {}) => draft(repo, number, true, options),
    readyForReview: (repo, number, options = {}) => draft(repo, number, false, options),
    issue(repo, number) {
      const found = look.repo(repo).issues.get(number);
      return found && viewIssue(found);
    },
    issues: (repo) => [...look.repo(repo).issues.values()].map(viewIssue),
    comments(repo, number) {
      const issues = number === undefined ? [...look.repo(repo).issues.values()] : [look.issue(repo, number)];
      return issues.flatMap((issue) => issue.comments.map(viewComment));
    },
  };
}
