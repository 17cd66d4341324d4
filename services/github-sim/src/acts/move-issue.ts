// How an issue leaves its number: deleted (410 from then on) or transferred (301 to a new issue with a new id and number).
import type { Hub } from '../hub.js';
import { renderIssue } from '../render/render-issue.js';
import { renderRepo } from '../render/render-repo.js';
import type { Actor, Comment, Issue, Repo } from '../state/model.js';
import { announceIssue } from './issue-changed.js';
import { findLabel } from './label-acts.js';

/** The payload carries the issue unchanged, its old `updated_at` included, as GitHub's does. */
export function deleteIssue(hub: Hub, issue: Issue, actor: Actor): void {
  issue.repo.issues.delete(issue.number);
  issue.repo.gone.set(issue.number, { kind: 'deleted' });
  announceIssue(hub, issue, actor, 'deleted');
}

export function transferIssue(hub: Hub, issue: Issue, target: Repo, actor: Actor): Issue {
  const from = issue.repo;
  const moved: Issue = {
    ...issue,
    id: hub.nextId(),
    repo: target,
    number: target.nextNumber,
    // Only labels that the new repo knows by name come along.
    labels: issue.labels.flatMap((label) => findLabel(target, label.name) ?? []),
    milestone: null,
    events: [...issue.events],
    comments: [],
    updatedAt: hub.clock.second(),
    previous: undefined,
    previousPull: undefined,
  };
  moved.comments = issue.comments.map((comment): Comment => ({
    ...comment,
    id: hub.nextId(),
    issue: moved,
    previous: undefined,
  }));
  target.nextNumber += 1;
  target.issues.set(moved.number, moved);
  from.issues.delete(issue.number);
  from.gone.set(issue.number, { kind: 'transferred', to: moved });
  announceIssue(hub, issue, actor, 'transferred', {
    changes: { new_issue: renderIssue(hub, moved), new_repository: renderRepo(hub.urls, target) },
  });
  announceIssue(hub, moved, actor, 'opened', {
    changes: { old_issue: renderIssue(hub, issue), old_repository: renderRepo(hub.urls, from) },
  });
  return moved;
}
