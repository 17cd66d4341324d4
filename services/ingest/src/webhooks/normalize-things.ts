// Issues, pull requests and comments: every action that carries a field we sync becomes a change, every other one is
// ignored with a reason. The thing in the payload is what is compared, whatever the action is called.
import { z } from 'zod';
import type { Action } from '@tandem/shared/domain/operations/operation.js';
import {
  commentFromJson,
  issueFromJson,
  pullRequestFromJson,
  type NormalForm,
} from '@tandem/shared/github/normal-form.js';
import type { IssueKey } from '@tandem/shared/ports/resource-store.js';
import { ignored, malformed, type Normalized, type NormalizedChange as Change } from './normalized.js';
import { readWith, type RepositoryJson } from './payload.js';
import { markedRecord, type Recognition } from './recognition.js';
import { readTransfer, transferred } from './read-transfer.js';
import { whatItReplaced } from './what-it-replaced.js';

type Actions = Readonly<Record<string, Action>>;

const ISSUE_ACTIONS: Actions = {
  opened: 'create',
  edited: 'update',
  closed: 'update',
  reopened: 'update',
  labeled: 'update',
  unlabeled: 'update',
  assigned: 'update',
  unassigned: 'update',
  locked: 'update',
  unlocked: 'update',
  deleted: 'delete',
  transferred: 'update',
};
const PULL_REQUEST_ACTIONS: Actions = {
  opened: 'create',
  edited: 'update',
  closed: 'update',
  reopened: 'update',
  labeled: 'update',
  unlabeled: 'update',
  assigned: 'update',
  unassigned: 'update',
  locked: 'update',
  unlocked: 'update',
  converted_to_draft: 'update',
  ready_for_review: 'update',
};
const COMMENT_ACTIONS: Actions = { created: 'create', edited: 'update', deleted: 'delete' };

const commentPayload = z.object({ issue: z.unknown(), comment: z.unknown() });

/** Issues and pull requests differ in the name of their event, in their actions, and in how their JSON is read. */
const NUMBERED = {
  issues: { actions: ISSUE_ACTIONS, field: 'issue', read: issueFromJson },
  pull_request: { actions: PULL_REQUEST_ACTIONS, field: 'pull_request', read: pullRequestFromJson },
} as const;

export function normalizeNumbered(
  event: keyof typeof NUMBERED,
  action: string,
  repo: RepositoryJson,
  json: unknown,
  recognition: Recognition,
): Normalized {
  const { actions, field, read } = NUMBERED[event];
  const label = actions[action];
  if (label === undefined) return notSynced(event, action);
  const payload = readWith(z.record(z.string(), z.unknown()), json, 'payload');
  if (!payload.ok) return malformed(payload.message);
  const thing = payload.value[field];
  const form = read(thing, recognition.verifyMarker);
  if (!form.ok) return malformed(form.message);
  const change = issueChange(label, repo, form.value, thing, recognition);
  const transfer =
    event === 'issues'
      ? readTransfer(action, repo, change.issue, form.value, payload.value, recognition)
      : null;
  if (transfer !== null && !transfer.ok) return malformed(transfer.message);
  if (transfer?.value != null) return one(transferred(change, action, transfer.value));
  return one({
    ...change,
    facts: { ...change.facts, ...whatItReplaced('task', payload.value, recognition) },
  });
}

export function normalizeComment(
  action: string,
  repo: RepositoryJson,
  json: unknown,
  recognition: Recognition,
): Normalized {
  const label = COMMENT_ACTIONS[action];
  if (label === undefined) return notSynced('issue_comment', action);
  const payload = readWith(commentPayload, json, 'payload');
  if (!payload.ok) return malformed(payload.message);
  const issue = issueFromJson(payload.value.issue, recognition.verifyMarker);
  if (!issue.ok) return malformed(issue.message);
  const comment = commentFromJson(payload.value.comment, recognition.verifyMarker);
  if (!comment.ok) return malformed(comment.message);
  const externalId = comment.value.facts.externalId;
  if (externalId === undefined) return malformed('comment.id: is missing');

  const embedded = issueChange('create', repo, issue.value, payload.value.issue, recognition);
  return one({
    ...changeOf(label, comment.value),
    issue: embedded.issue,
    comment: { externalId, markedRecord: markedRecord(comment.value, payload.value.comment, recognition) },
    facts: { ...comment.value.facts, ...whatItReplaced('comment', json, recognition) },
    embeddedIssue: { change: embedded, facts: embedded.facts },
  });
}

function issueChange(
  action: Action,
  repo: RepositoryJson,
  form: NormalForm,
  json: unknown,
  recognition: Recognition,
): Change {
  const { facts } = form;
  const issue: IssueKey = {
    repoExternalId: String(repo.id),
    number: facts.number ?? 0,
    externalId: facts.externalId ?? null,
    pullRequestExternalId: facts.pullRequestExternalId ?? null,
    taskKind: facts.taskKind ?? 'issue',
    markedRecord: markedRecord(form, json, recognition),
  };
  return { ...changeOf(action, form), issue, comment: null, facts, embeddedIssue: null };
}

function changeOf(
  action: Action,
  { content, githubUpdatedAt }: NormalForm,
): Pick<Change, 'action' | 'source' | 'content' | 'githubUpdatedAt' | 'fetch'> {
  return { action, source: 'webhook', content, githubUpdatedAt, fetch: false };
}

function one(change: Change): Normalized {
  return { kind: 'changes', changes: [change] };
}

function notSynced(event: string, action: string): Normalized {
  return ignored('action_not_synced', `"${event}.${action}" carries no field that is synced.`);
}
