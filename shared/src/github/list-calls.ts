// The lists of a whole repo: its issues (pull requests among them) and its comments, a page at a time (rule P1).
import type { PullPlace } from '../domain/schedule/plan-pull.js';
import type { RepoList } from '../ports/pull.js';
import { PAGE_SIZE } from './pages.js';
import type { Call } from './request.js';

export interface RepoName {
  readonly owner: string;
  readonly repo: string;
}

const PATHS: Readonly<Record<RepoList, string>> = {
  issues: '/repos/{owner}/{repo}/issues',
  comments: '/repos/{owner}/{repo}/issues/comments',
};

export function listCall(
  list: RepoList,
  { owner, repo }: RepoName,
  { since, order, page }: Pick<PullPlace, 'since' | 'order' | 'page'>,
  pageSize = PAGE_SIZE,
): Call {
  return {
    method: 'GET',
    path: PATHS[list],
    params: { owner, repo },
    query: {
      ...(list === 'issues' ? { state: 'all' } : {}),
      sort: order,
      direction: 'asc',
      per_page: pageSize,
      ...(since === null ? {} : { since: new Date(since).toISOString() }),
      ...page,
    },
    write: false,
  };
}
