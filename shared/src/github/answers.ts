// Turns an answer about one issue or comment into its remote state. An answer that cannot be read is no success: after a
// write it leaves the outcome unknown, so that the writer looks before it writes again.
import type { Failure } from '../domain/github/failures.js';
import type { ResourceKind } from '../domain/operations/operation.js';
import type { Called, RemoteState } from '../ports/github.js';
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

export function unreadable(message: string, write: boolean): Failure {
  const reason = { code: 'unreadable_answer', message: `GitHub's answer could not be read: ${message}` };
  return { kind: write ? 'unknown_outcome' : 'transient', reason };
}
