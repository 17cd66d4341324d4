// Everything that can be done to one issue (or to the issue half of a pull request), by a person or by the app.
// Each act changes the state, moves the time and sends the webhooks that GitHub would send.
import type { Hub } from '../hub.js';
import { renderLabel } from '../render/render-issue.js';
import { renderUser } from '../render/render-user.js';
import type {
  Actor,
  Issue,
  Label,
  LockReason,
  Milestone,
  Pull,
  Repo,
  StateReason,
  User,
} from '../state/model.js';
import { findUser } from '../state/store.js';
import { announceIssue, beforeChange, moveTime, recordEvent } from './issue-changed.js';
import { findLabel, labelsByName } from './label-acts.js';

const MOST_ASSIGNEES = 10;

export interface NewIssue {
  title: string;
  body?: string | null | undefined;
  labels?: readonly string[] | undefined;
  assignees?: readonly string[] | undefined;
  milestone?: Milestone | null | undefined;
}

export interface IssuePatch {
  title?: string | undefined;
  body?: string | null | undefined;
  state?: 'open' | 'closed' | undefined;
  stateReason?: StateReason | null | undefined;
  labels?: readonly string[] | undefined;
  assignees?: readonly string[] | undefined;
  milestone?: Milestone | null | undefined;
}

/** Those of the logins who may be assigned; GitHub leaves the others out without a word. */
function assignable(hub: Hub, repo: Repo, logins: readonly string[]): User[] {
  const users = logins.map((login) => findUser(hub.store, login));
  const allowed = users.filter(
    (user): user is User => user !== undefined && (user === repo.owner || repo.collaborators.has(user)),
  );
  return [...new Set(allowed)];
}

export function createIssue(
  hub: Hub,
  repo: Repo,
  actor: Actor,
  input: NewIssue,
  pull: Pull | null = null,
): Issue {
  const now = hub.clock.second();
  const issue: Issue = {
    id: hub.nextId(),
    repo,
    number: repo.nextNumber,
    title: input.title.trim(),
    body: input.body ?? null,
    state: 'open',
    stateReason: null,
    labels: labelsByName(hub, repo, actor, input.labels ?? []),
    assignees: assignable(hub, repo, input.assignees ?? []).slice(0, MOST_ASSIGNEES),
    user: actor.user,
    viaApp: actor.viaApp,
    locked: false,
    lockReason: null,
    milestone: input.milestone ?? null,
    comments: [],
    events: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull,
    previous: undefined,
    previousPull: undefined,
  };
  repo.nextNumber += 1;
  repo.issues.set(issue.number, issue);
  repo.lastWritten = issue;
  announceIssue(hub, issue, actor, 'opened');
  for (const label of issue.labels) announceLabeled(hub, issue, actor, 'labeled', label);
  for (const user of issue.assignees) announceAssigned(hub, issue, actor, 'assigned', user);
  return issue;
}

function announceLabeled(
  hub: Hub,
  issue: Issue,
  actor: Actor,
  action: 'labeled' | 'unlabeled',
  label: Label,
): void {
  recordEvent(hub, issue, actor, action, { label: { name: label.name, color: label.color } });
  announceIssue(hub, issue, actor, action, { label: renderLabel(hub.urls, issue.repo, label) });
}

function announceAssigned(
  hub: Hub,
  issue: Issue,
  actor: Actor,
  action: 'assigned' | 'unassigned',
  user: User,
): void {
  const assignee = renderUser(hub.urls, user);
  recordEvent(hub, issue, actor, action, { assignee, assigner: renderUser(hub.urls, actor.user) });
  announceIssue(hub, issue, actor, action, { assignee });
}

function setLabels(hub: Hub, issue: Issue, actor: Actor, wanted: readonly Label[]): void {
  const added = wanted.filter((label) => !issue.labels.includes(label));
  const removed = issue.labels.filter((label) => !wanted.includes(label));
  if (added.length + removed.length === 0) return;
  issue.labels = [...issue.labels.filter((label) => wanted.includes(label)), ...added];
  moveTime(hub, issue);
  for (const label of removed) announceLabeled(hub, issue, actor, 'unlabeled', label);
  for (const label of added) announceLabeled(hub, issue, actor, 'labeled', label);
}

function setAssignees(hub: Hub, issue: Issue, actor: Actor, wanted: readonly User[]): void {
  const added = wanted.filter((user) => !issue.assignees.includes(user));
  const removed = issue.assignees.filter((user) => !wanted.includes(user));
  if (added.length + removed.length === 0) return;
  const kept = issue.assignees.filter((user) => wanted.includes(user));
  issue.assignees = [...kept, ...added].slice(0, MOST_ASSIGNEES);
  moveTime(hub, issue);
  for (const user of removed) announceAssigned(hub, issue, actor, 'unassigned', user);
  for (const user of added) announceAssigned(hub, issue, actor, 'assigned', user);
}

function setText(hub: Hub, issue: Issue, actor: Actor, patch: IssuePatch): void {
  const changes: Record<string, { from: string }> = {};
  const title = patch.title?.trim();
  if (title !== undefined && title !== issue.title) {
    changes['title'] = { from: issue.title };
    recordEvent(hub, issue, actor, 'renamed', { rename: { from: issue.title, to: title } });
    issue.title = title;
  }
  if (patch.body !== undefined && (patch.body ?? '') !== (issue.body ?? '')) {
    changes['body'] = { from: issue.body ?? '' };
    issue.body = patch.body;
  }
  if (Object.keys(changes).length === 0) return;
  moveTime(hub, issue);
  announceIssue(hub, issue, actor, 'edited', { changes });
}

function setState(hub: Hub, issue: Issue, actor: Actor, patch: IssuePatch): void {
  const state = patch.state ?? issue.state;
  const same = state === issue.state;
  const reason =
    patch.stateReason ?? (same ? issue.stateReason : state === 'closed' ? 'completed' : 'reopened');
  // Only a closed issue has its reason changed by itself.
  if (same && (issue.pull !== null || state === 'open' || reason === issue.stateReason)) return;
  issue.state = state;
  issue.stateReason = issue.pull ? null : reason;
  issue.closedAt = state === 'closed' ? hub.clock.second() : null;
  issue.closedBy = state === 'closed' ? actor.user : null;
  moveTime(hub, issue);
  const action = state === 'closed' ? 'closed' : 'reopened';
  recordEvent(hub, issue, actor, action, state === 'closed' ? { state_reason: issue.stateReason } : {});
  announceIssue(hub, issue, actor, action);
}

/** Fields left out stay as they are; a set given replaces the whole set. What equals the present state sends nothing. */
export function updateIssue(hub: Hub, issue: Issue, actor: Actor, patch: IssuePatch): void {
  beforeChange(hub, issue);
  setText(hub, issue, actor, patch);
  setState(hub, issue, actor, patch);
  if (patch.labels) setLabels(hub, issue, actor, labelsByName(hub, issue.repo, actor, patch.labels));
  if (patch.assignees) setAssignees(hub, issue, actor, assignable(hub, issue.repo, patch.assignees));
  if (patch.milestone !== undefined && patch.milestone !== issue.milestone) {
    const milestone = patch.milestone ?? issue.milestone;
    issue.milestone = patch.milestone;
    moveTime(hub, issue);
    const action = patch.milestone ? 'milestoned' : 'demilestoned';
    recordEvent(hub, issue, actor, action, { milestone: { title: milestone?.title ?? '' } });
  }
}

export function addLabels(hub: Hub, issue: Issue, actor: Actor, names: readonly string[]): void {
  beforeChange(hub, issue);
  setLabels(hub, issue, actor, [...issue.labels, ...labelsByName(hub, issue.repo, actor, names)]);
}

/** False when the issue does not carry it. */
export function removeLabel(hub: Hub, issue: Issue, actor: Actor, name: string): boolean {
  const label = findLabel(issue.repo, name);
  if (!label || !issue.labels.includes(label)) return false;
  beforeChange(hub, issue);
  setLabels(
    hub,
    issue,
    actor,
    issue.labels.filter((one) => one !== label),
  );
  return true;
}

export function addAssignees(hub: Hub, issue: Issue, actor: Actor, logins: readonly string[]): void {
  beforeChange(hub, issue);
  setAssignees(hub, issue, actor, [...new Set([...issue.assignees, ...assignable(hub, issue.repo, logins)])]);
}

export function removeAssignees(hub: Hub, issue: Issue, actor: Actor, logins: readonly string[]): void {
  beforeChange(hub, issue);
  const gone = new Set(logins.map((login) => login.toLowerCase()));
  setAssignees(
    hub,
    issue,
    actor,
    issue.assignees.filter((user) => !gone.has(user.login.toLowerCase())),
  );
}

export function setLock(
  hub: Hub,
  issue: Issue,
  actor: Actor,
  locked: boolean,
  reason: LockReason | null,
): void {
  if (issue.locked === locked && issue.lockReason === reason) return;
  beforeChange(hub, issue);
  issue.locked = locked;
  issue.lockReason = locked ? reason : null;
  moveTime(hub, issue);
  recordEvent(hub, issue, actor, locked ? 'locked' : 'unlocked', { lock_reason: issue.lockReason });
  announceIssue(hub, issue, actor, locked ? 'locked' : 'unlocked');
}
