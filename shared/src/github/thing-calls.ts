// The calls about one issue, pull request or comment: which address, which body. Pull requests are read and written as
// issues; GitHub keeps the fields that we sync there for both. Asking for what has no number yet is a bug and throws.
import type { Content } from '../domain/resource/content.js';
import { inFrame } from '../domain/resource/body-frame.js';
import type { BodyFrame, ResourceKind } from '../domain/operations/operation.js';
import type { Address } from '../ports/loaded-resource.js';
import type { Call } from './request.js';

const ISSUES = '/repos/{owner}/{repo}/issues';
const ISSUE = `${ISSUES}/{number}`;
const ISSUE_COMMENTS = `${ISSUE}/comments`;
const COMMENT = `${ISSUES}/comments/{comment_id}`;

export function readCall(kind: ResourceKind, address: Address): Call {
  return { method: 'GET', ...thing(kind, address), etag: address.etag, write: false };
}

/** A new issue is open, whatever the values say: closing it is a PATCH of its own. */
export function createCall(kind: ResourceKind, address: Address, values: Content, frame: BodyFrame): Call {
  const body = inFrame(values.body ?? '', frame);
  if (kind === 'comment') {
    return {
      method: 'POST',
      path: ISSUE_COMMENTS,
      params: issueParams(address),
      body: { body },
      write: true,
    };
  }
  const { title = '', labels = [], assignees = [] } = values;
  return {
    method: 'POST',
    path: ISSUES,
    params: repoParams(address),
    body: {
      title,
      body,
      ...(labels.length > 0 ? { labels } : {}),
      ...(assignees.length > 0 ? { assignees } : {}),
    },
    write: true,
  };
}

/** Names the given fields only (rule M2). Labels and assignees are sets and have calls of their own. */
export function patchCall(
  kind: ResourceKind,
  address: Address,
  { title, body, state }: Content,
  frame: BodyFrame,
): Call {
  return {
    method: 'PATCH',
    ...thing(kind, address),
    body: {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body: inFrame(body, frame) }),
      // A reason belongs to closing: GitHub says itself that an open issue was reopened, and pull requests have none.
      ...(state === undefined ? {} : { state: state.state }),
      ...(state?.state === 'closed' && state.reason !== null ? { state_reason: state.reason } : {}),
    },
    write: true,
  };
}

export function removeCommentCall(address: Address): Call {
  return { method: 'DELETE', ...thing('comment', address), write: true };
}

/** One call adds any number of names. */
export function addCall(address: Address, set: 'labels' | 'assignees', names: readonly string[]): Call {
  return {
    method: 'POST',
    path: `${ISSUE}/${set}`,
    params: issueParams(address),
    body: { [set]: names },
    write: true,
  };
}

/** Assignees go in one call; labels one by one, because GitHub's call without a name takes them all away. */
export function removeCalls(address: Address, set: 'labels' | 'assignees', names: readonly string[]): Call[] {
  const params = issueParams(address);
  if (set === 'assignees') {
    return [
      { method: 'DELETE', path: `${ISSUE}/assignees`, params, body: { assignees: names }, write: true },
    ];
  }
  return names.map((name) => ({
    method: 'DELETE',
    path: `${ISSUE}/labels/{name}`,
    params: { ...params, name },
    write: true,
  }));
}

/** Newest first, whatever their state. */
export function newestIssuesCall(address: Address, since: number, pageSize: number): Call {
  return {
    method: 'GET',
    path: ISSUES,
    params: repoParams(address),
    query: {
      state: 'all',
      sort: 'created',
      direction: 'desc',
      since: new Date(since).toISOString(),
      per_page: pageSize,
    },
    write: false,
  };
}

/** The comments of one issue; GitHub gives them oldest first and has no other order here. */
export function commentsSinceCall(address: Address, since: number, pageSize: number): Call {
  return {
    method: 'GET',
    path: ISSUE_COMMENTS,
    params: issueParams(address),
    query: { since: new Date(since).toISOString(), per_page: pageSize },
    write: false,
  };
}

/** All of them, oldest first. */
export function commentsCall(address: Address, pageSize: number): Call {
  return {
    method: 'GET',
    path: ISSUE_COMMENTS,
    params: issueParams(address),
    query: { per_page: pageSize },
    write: false,
  };
}

function thing(kind: ResourceKind, address: Address): Pick<Call, 'path' | 'params'> {
  if (kind === 'task') return { path: ISSUE, params: issueParams(address) };
  if (address.externalId === null) throw new Error('A comment without an id on GitHub has no address.');
  return { path: COMMENT, params: { ...repoParams(address), comment_id: address.externalId } };
}

function issueParams(address: Address): { owner: string; repo: string; number: number } {
  if (address.number === null) throw new Error('An issue without a number on GitHub has no address.');
  return { ...repoParams(address), number: address.number };
}

function repoParams({ owner, repo }: Address): { owner: string; repo: string } {
  return { owner, repo };
}
