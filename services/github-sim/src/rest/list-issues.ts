// The list of a repo's issues, pull requests among them, with GitHub's filters and orders.
// `since` is taken as "at or after": GitHub is not consistent about the boundary second, so clients must overlap anyway.
import { renderIssue } from '../render/render-issue.js';
import type { Issue, Repo } from '../state/model.js';
import type { Call } from './call.js';
import { paged, sinceOf } from './paging.js';
import { invalid, type Reply } from './reply.js';

type Keep = (issue: Issue) => boolean;

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function filtersOf(query: URLSearchParams): Keep[] {
  const state = query.get('state') ?? 'open';
  const since = sinceOf(query);
  const assignee = query.get('assignee');
  const creator = query.get('creator');
  const milestone = query.get('milestone');
  const labels = (query.get('labels') ?? '').split(',').filter(Boolean);
  const filters: Keep[] = [];
  if (state !== 'all') filters.push((issue) => issue.state === state);
  if (since !== undefined) filters.push((issue) => issue.updatedAt >= since);
  if (creator !== null) filters.push((issue) => same(issue.user.login, creator));
  if (assignee === 'none') filters.push((issue) => issue.assignees.length === 0);
  else if (assignee === '*') filters.push((issue) => issue.assignees.length > 0);
  else if (assignee !== null)
    filters.push((issue) => issue.assignees.some((user) => same(user.login, assignee)));
  if (milestone === 'none') filters.push((issue) => issue.milestone === null);
  else if (milestone === '*') filters.push((issue) => issue.milestone !== null);
  else if (milestone !== null) filters.push((issue) => issue.milestone?.number === Number(milestone));
  for (const name of labels) filters.push((issue) => issue.labels.some((label) => same(label.name, name)));
  return filters;
}

function orderOf(query: URLSearchParams): (one: Issue, other: Issue) => number {
  const sort = query.get('sort') ?? 'created';
  const sign = query.get('direction') === 'asc' ? 1 : -1;
  const key = (issue: Issue): number => {
    if (sort === 'updated') return issue.updatedAt;
    return sort === 'comments' ? issue.comments.length : issue.createdAt;
  };
  return (one, other) => sign * (key(one) - key(other) || one.number - other.number);
}

export function listedIssues(call: Call, repo: Repo): Reply {
  const { query, hub } = call;
  if (Number.isNaN(sinceOf(query))) return invalid({ resource: 'Issue', field: 'since', code: 'invalid' });
  const filters = filtersOf(query);
  const last = call.stale ? repo.lastWritten : undefined;
  const all = [...repo.issues.values()]
    .filter((issue) => repo.hasIssues || issue.pull)
    // A replica that lags has not heard of an issue that was only just made.
    .filter((issue) => issue !== last || issue.previous !== undefined)
    .filter((issue) => filters.every((keep) => keep(issue)))
    .sort(orderOf(query));
  return paged(call, repo, all, (issue) => (issue === last ? issue.previous : renderIssue(hub, issue)));
}
