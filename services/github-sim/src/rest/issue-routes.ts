// Calls about issues: list, create, read, change, lock, assignees, history.
import { addAssignees, createIssue, removeAssignees, setLock, updateIssue } from '../acts/issue-acts.js';
import { isoSecond } from '../clock.js';
import { renderIssue, renderIssueEvent } from '../render/render-issue.js';
import { renderUser } from '../render/render-user.js';
import { isJson } from '../json.js';
import type { Issue, LockReason, Milestone, Repo, StateReason } from '../state/model.js';
import { actorOf, bodyOf, type Call, param, type Route } from './call.js';
import { issueRoute, issuesOff, repoRoute } from './in-repo.js';
import { listedIssues } from './list-issues.js';
import { paged } from './paging.js';
import { checkBody, checkLabelNames, checkTitle, names, text, textOrNull } from './read-body.js';
import { created, invalid, noContent, notFound, ok, type Reply, unprocessable } from './reply.js';

function milestoneOf(call: Call, repo: Repo): Milestone | null | undefined {
  const value = bodyOf(call)['milestone'];
  if (value === undefined || value === null) return value;
  return repo.milestones.find((one) => one.number === Number(value));
}

/** Labels and assignees of people without write access are left out of a new issue without a word. */
function canTriage({ auth }: Call, repo: Repo): boolean {
  return auth.kind !== 'user' || repo.owner === auth.user || repo.collaborators.has(auth.user);
}

function create(call: Call, repo: Repo): Reply {
  if (!repo.hasIssues) return issuesOff();
  const body = bodyOf(call);
  const title = text(body, 'title');
  const mayTriage = canTriage(call, repo);
  const labels = mayTriage ? names(body, 'labels', 'name') : [];
  const errors = [
    ...checkTitle(title, 'Issue'),
    ...checkBody(text(body, 'body'), 'Issue'),
    ...checkLabelNames(labels),
  ];
  if (title === undefined || errors.length > 0) return invalid(...errors);
  const single = text(body, 'assignee');
  const wanted = names(body, 'assignees', 'login') ?? (single === undefined ? [] : [single]);
  const assignees = mayTriage ? wanted : [];
  const input = {
    title,
    body: textOrNull(body, 'body'),
    labels,
    assignees,
    milestone: milestoneOf(call, repo),
  };
  return created(renderIssue(call.hub, createIssue(call.hub, repo, actorOf(call), input)));
}

function read(call: Call, issue: Issue): Reply {
  if (call.stale && issue.previous) return ok(issue.previous);
  return call.stale && issue.repo.lastWritten === issue ? notFound() : ok(renderIssue(call.hub, issue));
}

const REASONS = new Set<unknown>(['completed', 'not_planned', 'duplicate', 'reopened']);
const isReason = (value: unknown): value is StateReason => REASONS.has(value);

function patch(call: Call, issue: Issue): Reply {
  const body = bodyOf(call);
  const { state, state_reason: reason } = body;
  const title = body['title'] === null ? undefined : text(body, 'title');
  const labels = names(body, 'labels', 'name');
  if (state !== undefined && state !== 'open' && state !== 'closed') {
    return unprocessable('`state` must be one of: open, closed.');
  }
  if (reason !== undefined && reason !== null && !isReason(reason)) {
    return unprocessable('`state_reason` must be one of: completed, not_planned, duplicate, reopened.');
  }
  const errors = [
    ...(title === undefined ? [] : checkTitle(title, 'Issue')),
    ...checkBody(text(body, 'body'), 'Issue'),
    ...checkLabelNames(labels),
  ];
  if (errors.length > 0) return invalid(...errors);
  updateIssue(call.hub, issue, actorOf(call), {
    title,
    body: textOrNull(body, 'body'),
    state,
    stateReason: isReason(reason) ? reason : undefined,
    labels,
    assignees: names(body, 'assignees', 'login'),
    milestone: milestoneOf(call, issue.repo),
  });
  return ok(renderIssue(call.hub, issue));
}

const LOCK_REASONS = new Set<unknown>(['off-topic', 'too heated', 'resolved', 'spam']);
const isLockReason = (value: unknown): value is LockReason => LOCK_REASONS.has(value);

function lock(call: Call, issue: Issue): Reply {
  const reason = isJson(call.body) ? call.body['lock_reason'] : undefined;
  if (reason !== undefined && reason !== null && !isLockReason(reason)) {
    return unprocessable('`lock_reason` must be one of: off-topic, too heated, resolved, spam.');
  }
  setLock(call.hub, issue, actorOf(call), true, isLockReason(reason) ? reason : null);
  return noContent();
}

function changeAssignees(change: typeof addAssignees, status: 200 | 201) {
  return (call: Call, issue: Issue): Reply => {
    change(call.hub, issue, actorOf(call), names(bodyOf(call), 'assignees', 'login') ?? []);
    return { status, body: renderIssue(call.hub, issue) };
  };
}

function timelineEntry(call: Call, issue: Issue, event: Issue['events'][number]): unknown {
  const shown = renderIssueEvent(call.hub, issue, event);
  return { ...shown, created_at: isoSecond(event.createdAt) };
}

const ASSIGNABLE = ['issues', 'pull_requests', 'metadata'];

export const issueRoutes: readonly Route[] = [
  repoRoute('GET', '/issues', ['issues', 'pull_requests'], listedIssues),
  repoRoute('POST', '/issues', ['issues'], create),
  issueRoute('GET', '', read),
  issueRoute('PATCH', '', patch),
  issueRoute('PUT', '/lock', lock),
  issueRoute('DELETE', '/lock', (call, issue) => {
    setLock(call.hub, issue, actorOf(call), false, null);
    return noContent();
  }),
  issueRoute('POST', '/assignees', changeAssignees(addAssignees, 201)),
  issueRoute('DELETE', '/assignees', changeAssignees(removeAssignees, 200)),
  issueRoute('GET', '/events', (call, issue) => {
    const events = issue.events.filter((event) => event.event !== 'commented');
    return paged(call, issue.repo, events, (event) => renderIssueEvent(call.hub, issue, event));
  }),
  issueRoute('GET', '/timeline', (call, issue) => {
    const events = issue.events.filter((event) => event.event !== 'commented');
    return paged(call, issue.repo, events, (event) => timelineEntry(call, issue, event));
  }),
  repoRoute('GET', '/assignees', ASSIGNABLE, (call, repo) => {
    const users = [...new Set([repo.owner, ...repo.collaborators])].filter((user) => user.type === 'User');
    return paged(call, repo, users, (user) => renderUser(call.hub.urls, user));
  }),
  repoRoute('GET', '/collaborators/{username}/permission', ['metadata'], (call, repo) => {
    const user = call.hub.store.users.get(param(call, 'username').toLowerCase());
    if (!user) return notFound();
    const permission = repo.owner === user ? 'admin' : repo.collaborators.has(user) ? 'write' : 'none';
    const shown = { ...renderUser(call.hub.urls, user), role_name: permission };
    return ok({ permission, role_name: permission, user: shown });
  }),
];
