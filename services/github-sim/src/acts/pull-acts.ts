// What only pull requests can do: be opened from a branch, become a draft or ready, be merged. No git stands behind it.
import { createHash } from 'node:crypto';
import type { Hub } from '../hub.js';
import type { Actor, Issue, Pull, Repo } from '../state/model.js';
import { createIssue, type NewIssue } from './issue-acts.js';
import { announceIssue, beforeChange, moveTime, recordEvent } from './issue-changed.js';

export interface NewPull extends NewIssue {
  head: string;
  base?: string | undefined;
  draft?: boolean | undefined;
}

export function createPull(hub: Hub, repo: Repo, actor: Actor, input: NewPull): Issue {
  const id = hub.nextId();
  const sha = (part: string): string => createHash('sha1').update(`${id}:${part}`).digest('hex');
  const pull: Pull = {
    id,
    draft: input.draft ?? false,
    mergedAt: null,
    mergedBy: null,
    headRef: input.head.replace(/^[^:]*:/, ''),
    baseRef: input.base ?? 'main',
    headSha: sha('head'),
    baseSha: sha('base'),
    mergeSha: sha('merge'),
  };
  return createIssue(hub, repo, actor, input, pull);
}

export function setDraft(hub: Hub, issue: Issue, pull: Pull, actor: Actor, draft: boolean): void {
  if (pull.draft === draft) return;
  beforeChange(hub, issue);
  pull.draft = draft;
  moveTime(hub, issue);
  recordEvent(hub, issue, actor, draft ? 'convert_to_draft' : 'ready_for_review');
  announceIssue(hub, issue, actor, draft ? 'converted_to_draft' : 'ready_for_review');
}

/** False when it is not open. */
export function mergePull(hub: Hub, issue: Issue, pull: Pull, actor: Actor): boolean {
  if (issue.state !== 'open') return false;
  beforeChange(hub, issue);
  const now = hub.clock.second();
  pull.mergedAt = now;
  pull.mergedBy = actor.user;
  issue.state = 'closed';
  issue.closedAt = now;
  issue.closedBy = actor.user;
  moveTime(hub, issue);
  recordEvent(hub, issue, actor, 'merged');
  announceIssue(hub, issue, actor, 'closed');
  return true;
}
