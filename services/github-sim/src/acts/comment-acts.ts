// Comments of an issue or pull request. Each moves the time of its issue too, which is why a comment shows in `since` lists.
import type { Hub } from '../hub.js';
import type { Json } from '../json.js';
import { renderComment, renderIssue } from '../render/render-issue.js';
import type { Actor, Comment, Issue } from '../state/model.js';
import { announceInRepo } from './announce.js';
import { beforeChange, moveTime, recordEvent } from './issue-changed.js';

function announceComment(hub: Hub, comment: Comment, actor: Actor, action: string, extra: Json = {}): void {
  announceInRepo(hub, comment.issue.repo, {
    event: 'issue_comment',
    action,
    sender: actor.user,
    extra: { issue: renderIssue(hub, comment.issue), comment: renderComment(hub, comment), ...extra },
  });
}

export function createComment(hub: Hub, issue: Issue, actor: Actor, body: string): Comment {
  beforeChange(hub, issue);
  const now = hub.clock.second();
  const comment: Comment = {
    id: hub.nextId(),
    issue,
    body,
    user: actor.user,
    viaApp: actor.viaApp,
    createdAt: now,
    updatedAt: now,
    previous: undefined,
  };
  issue.comments.push(comment);
  issue.repo.lastWritten = comment;
  moveTime(hub, issue);
  recordEvent(hub, issue, actor, 'commented');
  announceComment(hub, comment, actor, 'created');
  return comment;
}

export function editComment(hub: Hub, comment: Comment, actor: Actor, body: string): void {
  if (comment.body === body) return;
  const { issue } = comment;
  beforeChange(hub, issue);
  comment.previous = renderComment(hub, comment);
  issue.repo.lastWritten = comment;
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = hub.clock.second();
  moveTime(hub, issue);
  announceComment(hub, comment, actor, 'edited', { changes: { body: { from } } });
}

/** The payload carries the comment with its old times: nothing in it tells when it was deleted. */
export function deleteComment(hub: Hub, comment: Comment, actor: Actor): void {
  const { issue } = comment;
  beforeChange(hub, issue);
  issue.comments = issue.comments.filter((one) => one !== comment);
  moveTime(hub, issue);
  announceComment(hub, comment, actor, 'deleted');
}
