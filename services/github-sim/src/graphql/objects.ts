// The state as GraphQL objects. Plain values with `__typename`; functions where a field takes arguments or leads further.
import { isoSecond } from '../clock.js';
import type { Hub } from '../hub.js';
import { nodeId } from '../ids.js';
import type { Json } from '../json.js';
import { issueHtmlUrl } from '../render/render-issue.js';
import { renderUser } from '../render/render-user.js';
import type { Comment, Issue, Label, Repo, User } from '../state/model.js';
import { fullName } from '../state/store.js';
import { listedIssues, listedPulls, type ListArguments } from './lists.js';

const MOST_IN_A_PAGE = 100;
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoSecond(ms));
const constant = (text: string): string => text.toUpperCase().replaceAll(/[ -]/g, '_');

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
}

export function connection<T>(items: readonly T[], render: (item: T) => Json) {
  return ({ first, after }: PageArguments): Json => {
    if (first === undefined || first === null) {
      // The number alone may be asked for without a page.
      const nodes = (): never => {
        throw new Error('You must provide a `first` or `last` value to properly paginate the connection.');
      };
      return { totalCount: items.length, nodes, pageInfo: nodes };
    }
    if (first < 1 || first > MOST_IN_A_PAGE) {
      throw new Error(
        `Requesting ${first} records on the connection exceeds the \`first\` limit of 100 records.`,
      );
    }
    const start = after ? Number(Buffer.from(after, 'base64').toString().replace('cursor:', '')) : 0;
    const page = items.slice(start, start + first);
    const cursor = (index: number): string => Buffer.from(`cursor:${index}`).toString('base64');
    return {
      nodes: page.map(render),
      totalCount: items.length,
      pageInfo: {
        hasNextPage: start + page.length < items.length,
        hasPreviousPage: start > 0,
        startCursor: page.length > 0 ? cursor(start + 1) : null,
        endCursor: page.length > 0 ? cursor(start + page.length) : null,
      },
    };
  };
}

export function userObject(hub: Hub, user: User): Json {
  const shown = renderUser(hub.urls, user);
  return {
    __typename: user.type,
    id: shown['node_id'],
    databaseId: null,
    login: user.type === 'Bot' ? user.login.replace(/\[bot\]$/, '') : user.login,
    name: user.name,
    url: shown['html_url'],
    avatarUrl: shown['avatar_url'],
  };
}

const labelObject = (label: Label): Json => ({
  __typename: 'Label',
  id: nodeId('LA', label.id),
  name: label.name,
  color: label.color,
  description: label.description,
});

export function commentObject(hub: Hub, comment: Comment): Json {
  return {
    __typename: 'IssueComment',
    id: nodeId('IC', comment.id),
    databaseId: null,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    author: () => userObject(hub, comment.user),
    createdAt: isoSecond(comment.createdAt),
    updatedAt: isoSecond(comment.updatedAt),
    url: `${issueHtmlUrl(hub.urls, comment.issue)}#issuecomment-${comment.id}`,
  };
}

export function repoObject(hub: Hub, repo: Repo): Json {
  const issue = (number: number, pull: boolean): Json | null => {
    const found = repo.issues.get(number);
    return found && (found.pull !== null) === pull ? issueObject(hub, found) : null;
  };
  return {
    __typename: 'Repository',
    id: nodeId('R', repo.id),
    databaseId: null,
    name: repo.name,
    nameWithOwner: fullName(repo),
    owner: () => userObject(hub, repo.owner),
    isArchived: repo.archived,
    isPrivate: repo.private,
    hasIssuesEnabled: repo.hasIssues,
    url: `${hub.urls.html}/${fullName(repo)}`,
    issue: ({ number }: { number: number }) => issue(number, false),
    issues: (asked: ListArguments) =>
      connection(listedIssues(repo, asked), (one) => issueObject(hub, one))(asked),
    pullRequest: ({ number }: { number: number }) => issue(number, true),
    pullRequests: (asked: ListArguments) =>
      connection(listedPulls(repo, asked), (one) => issueObject(hub, one))(asked),
  };
}

/** An issue, or the pull request that it is. */
export function issueObject(hub: Hub, issue: Issue): Json {
  const { pull } = issue;
  const common: Json = {
    databaseId: null,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    locked: issue.locked,
    activeLockReason: issue.lockReason && constant(issue.lockReason),
    author: () => userObject(hub, issue.user),
    createdAt: isoSecond(issue.createdAt),
    updatedAt: isoSecond(issue.updatedAt),
    closedAt: isoOrNull(issue.closedAt),
    url: issueHtmlUrl(hub.urls, issue),
    repository: () => repoObject(hub, issue.repo),
    labels: connection(issue.labels, labelObject),
    assignees: connection(issue.assignees, (user) => userObject(hub, user)),
    comments: connection(issue.comments, (comment) => commentObject(hub, comment)),
  };
  if (!pull) {
    const id = nodeId('I', issue.id);
    const { stateReason } = issue;
    return {
      ...common,
      __typename: 'Issue',
      id,
      fullDatabaseId: String(issue.id),
      state: constant(issue.state),
      // GitHub says NOT_PLANNED for a duplicate unless the client asked to be told of duplicates.
      stateReason: ({ enableDuplicate }: { enableDuplicate: boolean }) =>
        stateReason &&
        constant(stateReason === 'duplicate' && !enableDuplicate ? 'not_planned' : stateReason),
    };
  }
  return {
    ...common,
    __typename: 'PullRequest',
    id: nodeId('PR', pull.id),
    fullDatabaseId: String(pull.id),
    state: pull.mergedAt === null ? constant(issue.state) : 'MERGED',
    isDraft: pull.draft,
    merged: pull.mergedAt !== null,
    mergedAt: isoOrNull(pull.mergedAt),
  };
}
