// Issues, pull requests and comments: every action that carries a field we sync becomes a change, every other one is
// ignored with a reason. The thing in the payload is what is compared, whatever the action is called.
import { z } from 'zod';
import type { IncomingChange } from '@tandem/shared/accept-changes.js';
import type { Action } from '@tandem/shared/domain/operation.js';
import {
  commentFromJson,
  issueFromJson,
  pullRequestFromJson,
  type NormalForm,
} from '@tandem/shared/github/normal-form.js';
import type { IssueKey } from '@tandem/shared/ports.js';
import type { Normalized } from './normalize.js';
import { readWith, type RepositoryJson } from './payload.js';
import { markedRecord, type Recognition } from './recognition.js';

type Actions = Readonly<Record<string, Action>>;
type Change = Omit<IncomingChange, 'deliveryId'>;

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

const issuePayload = z.object({ issue: z.unknown() });
const pullRequestPayload = z.object({ pull_request: z.unknown() });
const commentPayload = z.object({ issue: z.unknown(), comment: z.unknown() });

export function normalizeIssue(
  action: string,
  repo: RepositoryJson,
  json: unknown,
  recognition: Recognition,
): Normalized {
  const label = ISSUE_ACTIONS[action];
  if (label === undefined) return notSynced('issues', action);
  const payload = readWith(issuePayload, json, 'payload');
  if (!payload.ok) return malformed(payload.message);
  const issue = issueFromJson(payload.value.issue, recognition.verifyMarker);
  if (!issue.ok) return malformed(issue.message);
  return one(issueChange(label, repo, issue.value, payload.value.issue, recognition));
}

export function normalizePullRequest(
  action: string,
  repo: RepositoryJson,
  json: unknown,
  recognition: Recognition,
): Normalized {
  const label = PULL_REQUEST_ACTIONS[action];
  if (label === undefined) return notSynced('pull_request', action);
  const payload = readWith(pullRequestPayload, json, 'payload');
  if (!payload.ok) return malformed(payload.message);
  const pull = pullRequestFromJson(payload.value.pull_request, recognition.verifyMarker);
  if (!pull.ok) return malformed(pull.message);
  return one(issueChange(label, repo, pull.value, payload.value.pull_request, recognition));
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
    facts: comment.value.facts,
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

function malformed(message: string): Normalized {
  return { kind: 'malformed', reason: { code: 'malformed_payload', message } };
}

function notSynced(event: string, action: string): Normalized {
  return {
    kind: 'ignored',
    reason: { code: 'action_not_synced', message: `"${event}.${action}" carries no field that is synced.` },
  };
}
