// The lists of a repo as GraphQL orders and filters them. Unlike REST's, they hold issues and pull requests apart.
import type { Issue, Repo } from '../state/model.js';

export interface ListArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly states?: readonly string[] | null;
  readonly filterBy?: { readonly since?: string | null; readonly states?: readonly string[] | null } | null;
  readonly orderBy?: { readonly field: string; readonly direction: 'ASC' | 'DESC' } | null;
}

export function listedIssues(repo: Repo, { states, filterBy, orderBy }: ListArguments): Issue[] {
  const since = filterBy?.since == null ? null : Date.parse(filterBy.since);
  const wanted = filterBy?.states ?? states ?? null;
  return [...repo.issues.values()]
    .filter(({ pull }) => pull === null && repo.hasIssues)
    .filter(({ updatedAt }) => since === null || updatedAt >= since)
    .filter(({ state }) => wanted === null || wanted.includes(state.toUpperCase()))
    .sort(orderOf(orderBy));
}

export function listedPulls(repo: Repo, { states, orderBy }: ListArguments): Issue[] {
  const stateOf = ({ state, pull }: Issue): string =>
    pull?.mergedAt == null ? state.toUpperCase() : 'MERGED';
  return [...repo.issues.values()]
    .filter(({ pull }) => pull !== null)
    .filter((issue) => states == null || states.includes(stateOf(issue)))
    .sort(orderOf(orderBy));
}

function orderOf(orderBy: ListArguments['orderBy']): (one: Issue, other: Issue) => number {
  const sign = orderBy?.direction === 'DESC' ? -1 : 1;
  const key = (issue: Issue): number => {
    if (orderBy?.field === 'UPDATED_AT') return issue.updatedAt;
    return orderBy?.field === 'COMMENTS' ? issue.comments.length : issue.createdAt;
  };
  return (one, other) => sign * (key(one) - key(other) || one.number - other.number);
}
