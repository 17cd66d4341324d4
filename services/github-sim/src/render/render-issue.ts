// Issues, comments, labels, milestones and issue events as GitHub shows them, in replies and in payloads alike.
import { isoSecond } from '../clock.js';
import type { Hub, Urls } from '../hub.js';
import { nodeId } from '../ids.js';
import type { Json } from '../json.js';
import type { Comment, Issue, IssueEvent, Label, Milestone, Repo, User } from '../state/model.js';
import { fullName } from '../state/store.js';
import { renderApp } from './render-app.js';
import { repoUrl } from './render-repo.js';
import { renderUser } from './render-user.js';

const isoOrNull = (ms: number | null): string | null => (ms === null ? null : isoSecond(ms));

export function issueHtmlUrl(urls: Urls, issue: Issue): string {
  return `${urls.html}/${fullName(issue.repo)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
}

export function renderLabel(urls: Urls, repo: Repo, label: Label): Json {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repoUrl(urls, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function renderMilestone(urls: Urls, repo: Repo, milestone: Milestone): Json {
  const url = `${repoUrl(urls, repo)}/milestones/${milestone.number}`;
  const inIt = [...repo.issues.values()].filter((issue) => issue.milestone === milestone);
  return {
    url,
    html_url: `${urls.html}/${fullName(repo)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.id,
    node_id: nodeId('MI', milestone.id),
    number: milestone.number,
    title: milestone.title,
    description: milestone.description,
    creator: renderUser(urls, milestone.creator),
    open_issues: inIt.filter((issue) => issue.state === 'open').length,
    closed_issues: inIt.filter((issue) => issue.state === 'closed').length,
    state: milestone.state,
    created_at: isoSecond(milestone.createdAt),
    updated_at: isoSecond(milestone.updatedAt),
    due_on: isoOrNull(milestone.dueOn),
    closed_at: milestone.state === 'closed' ? isoSecond(milestone.updatedAt) : null,
  };
}

function renderReactions(url: string): Json {
  const none = { '+1': 0, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 };
  return { url: `${url}/reactions`, total_count: 0, ...none };
}

export function authorAssociation(repo: Repo, user: User): string {
  if (repo.owner === user) return 'OWNER';
  return repo.collaborators.has(user) ? 'COLLABORATOR' : 'NONE';
}

export function renderIssue(hub: Hub, issue: Issue): Json {
  const { urls } = hub;
  const { repo, pull } = issue;
  const url = `${repoUrl(urls, repo)}/issues/${issue.number}`;
  const assignees = issue.assignees.map((user) => renderUser(urls, user));
  return {
    url,
    repository_url: repoUrl(urls, repo),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: issueHtmlUrl(urls, issue),
    id: issue.id,
    node_id: pull ? nodeId('PR', pull.id) : nodeId('I', issue.id),
    number: issue.number,
    title: issue.title,
    user: renderUser(urls, issue.user),
    labels: issue.labels.map((label) => renderLabel(urls, repo, label)),
    state: issue.state,
    locked: issue.locked,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: issue.milestone && renderMilestone(urls, repo, issue.milestone),
    comments: issue.comments.length,
    created_at: isoSecond(issue.createdAt),
    updated_at: isoSecond(issue.updatedAt),
    closed_at: isoOrNull(issue.closedAt),
    author_association: authorAssociation(repo, issue.user),
    active_lock_reason: issue.lockReason,
    ...(pull && {
      draft: pull.draft,
      pull_request: {
        url: `${repoUrl(urls, repo)}/pulls/${issue.number}`,
        html_url: issueHtmlUrl(urls, issue),
        diff_url: `${issueHtmlUrl(urls, issue)}.diff`,
        patch_url: `${issueHtmlUrl(urls, issue)}.patch`,
        merged_at: isoOrNull(pull.mergedAt),
      },
    }),
    body: issue.body,
    closed_by: issue.closedBy && renderUser(urls, issue.closedBy),
    reactions: renderReactions(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: issue.viaApp ? renderApp(hub) : null,
    state_reason: issue.stateReason,
  };
}

export function renderComment(hub: Hub, comment: Comment): Json {
  const { urls } = hub;
  const { issue } = comment;
  const url = `${repoUrl(urls, issue.repo)}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${issueHtmlUrl(urls, issue)}#issuecomment-${comment.id}`,
    issue_url: `${repoUrl(urls, issue.repo)}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: renderUser(urls, comment.user),
    created_at: isoSecond(comment.createdAt),
    updated_at: isoSecond(comment.updatedAt),
    author_association: authorAssociation(issue.repo, comment.user),
    body: comment.body,
    reactions: renderReactions(url),
    performed_via_github_app: comment.viaApp ? renderApp(hub) : null,
  };
}

export function renderIssueEvent(hub: Hub, issue: Issue, event: IssueEvent): Json {
  return {
    id: event.id,
    node_id: nodeId('E', event.id),
    url: `${repoUrl(hub.urls, issue.repo)}/issues/events/${event.id}`,
    actor: renderUser(hub.urls, event.actor),
    event: event.event,
    commit_id: null,
    commit_url: null,
    created_at: isoSecond(event.createdAt),
    performed_via_github_app: event.viaApp ? renderApp(hub) : null,
    ...event.extra,
  };
}
