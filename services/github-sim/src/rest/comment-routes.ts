// Calls about comments of issues and pull requests, of one issue and of the whole repo.
import { createComment, deleteComment, editComment } from '../acts/comment-acts.js';
import { renderComment } from '../render/render-issue.js';
import type { Comment, Issue, Repo } from '../state/model.js';
import { findComment } from '../state/store.js';
import { actorOf, bodyOf, type Call, numberParam, type Route } from './call.js';
import { issueRoute, repoRoute } from './in-repo.js';
import { paged, sinceOf } from './paging.js';
import { checkBody, text } from './read-body.js';
import { created, type FieldError, invalid, noContent, notFound, ok, type Reply } from './reply.js';

const EITHER = ['issues', 'pull_requests'];

function problemsOf(body: string | undefined): FieldError[] {
  const blank: FieldError = {
    resource: 'IssueComment',
    field: 'data',
    code: 'unprocessable',
    message: 'Body cannot be blank',
  };
  return body === undefined || body.trim() === '' ? [blank] : checkBody(body, 'IssueComment');
}

function list(call: Call, repo: Repo, comments: readonly Comment[]): Reply {
  const since = sinceOf(call.query);
  if (Number.isNaN(since)) return invalid({ resource: 'IssueComment', field: 'since', code: 'invalid' });
  const last = call.stale ? repo.lastWritten : undefined;
  const shown = comments
    .filter((comment) => since === undefined || comment.updatedAt >= since)
    .filter((comment) => comment !== last || comment.previous !== undefined);
  return paged(call, repo, shown, (one) => (one === last ? one.previous : renderComment(call.hub, one)));
}

function listOfRepo(call: Call, repo: Repo): Reply {
  const all = [...repo.issues.values()].flatMap((issue) => issue.comments);
  const byUpdate = call.query.get('sort') === 'updated';
  const key = (comment: Comment): number => (byUpdate ? comment.updatedAt : comment.createdAt);
  // Without `sort` GitHub ignores `direction` and lists by id, oldest first.
  const sign = call.query.has('sort') && call.query.get('direction') !== 'asc' ? -1 : 1;
  return list(
    call,
    repo,
    all.sort((one, other) => sign * (key(one) - key(other) || one.id - other.id)),
  );
}

function create(call: Call, issue: Issue): Reply {
  const body = text(bodyOf(call), 'body');
  const problems = problemsOf(body);
  if (body === undefined || problems.length > 0) return invalid(...problems);
  return created(renderComment(call.hub, createComment(call.hub, issue, actorOf(call), body)));
}

function commentRoute(method: string, handle: (call: Call, comment: Comment) => Reply): Route {
  return repoRoute(method, '/issues/comments/{comment_id}', EITHER, (call, repo) => {
    const comment = findComment(repo, numberParam(call, 'comment_id'));
    return comment ? handle(call, comment) : notFound();
  });
}

function read(call: Call, comment: Comment): Reply {
  if (!call.stale || comment.issue.repo.lastWritten !== comment) return ok(renderComment(call.hub, comment));
  return comment.previous ? ok(comment.previous) : notFound();
}

export const commentRoutes: readonly Route[] = [
  repoRoute('GET', '/issues/comments', EITHER, listOfRepo),
  commentRoute('GET', read),
  commentRoute('PATCH', (call, comment) => {
    const body = text(bodyOf(call), 'body');
    const problems = problemsOf(body);
    if (body === undefined || problems.length > 0) return invalid(...problems);
    editComment(call.hub, comment, actorOf(call), body);
    return ok(renderComment(call.hub, comment));
  }),
  commentRoute('DELETE', (call, comment) => {
    deleteComment(call.hub, comment, actorOf(call));
    return noContent();
  }),
  issueRoute('GET', '/comments', (call, issue) => list(call, issue.repo, issue.comments)),
  issueRoute('POST', '/comments', create),
];
