// Turns an answer about one issue or comment into its remote state. An answer that cannot be read is no success: after a
// write it leaves the outcome unknown, so that the writer looks before it writes again.
import type { Failure } from '../domain/github/failures.js';
import type { ResourceKind } from '../domain/operations/operation.js';
import type { SetField } from '../domain/resource/content.js';
import type { Called, RemoteState, WrittenSet } from '../ports/github.js';
import { labelsJson, readJson } from './github-json.js';
import { commentFromJson, issueFromJson, type VerifyMarker } from './normal-form.js';
import type { Answer } from './request.js';

export function remoteState(
  kind: ResourceKind,
  answer: Answer,
  verify: VerifyMarker,
  write: boolean,
): Called<RemoteState> {
  const form = kind === 'task' ? issueFromJson(answer.json, verify) : commentFromJson(answer.json, verify);
  if (!form.ok) return { ok: false, failure: unreadable(form.message, write) };
  const { content, githubUpdatedAt, facts } = form.value;
  return {
    ok: true,
    value: { content, githubUpdatedAt, facts, etag: answer.etag, answeredAt: answer.answeredAt },
  };
}

/** The answer to a write to a set: the labels themselves, or the issue with its assignees. */
export function writtenSet(set: SetField, answer: Answer, verify: VerifyMarker): Called<WrittenSet> {
  const { answeredAt } = answer;
  if (set === 'labels') {
    const read = readJson(labelsJson, 'labels', answer.json);
    if (!read.ok) return { ok: false, failure: unreadable(read.message, true) };
    return { ok: true, value: { names: read.value.filter((name) => name !== null), answeredAt } };
  }
  const issue = remoteState('task', answer, verify, true);
  return issue.ok ? { ok: true, value: { names: issue.value.content.assignees ?? [], answeredAt } } : issue;
}

export function unreadable(message: string, write: boolean): Failure {
  const reason = { code: 'unreadable_answer', message: `GitHub's answer could not be read: ${message}` };
  return { kind: write ? 'unknown_outcome' : 'transient', reason };
}
