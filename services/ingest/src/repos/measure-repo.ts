// How much a repo holds on GitHub, asked before it is connected: by two small requests, at the repo's own expense.
import type { GithubLists, PullStore } from '@tandem/shared/ports/pull.js';

export interface RepoSize {
  /** Issues and pull requests, open and closed. */
  readonly issues: number;
  readonly comments: number;
}

/** Null where GitHub could not be asked, or the repo is not known. */
export type MeasureRepo = (repoId: string) => Promise<RepoSize | null>;

export function createMeasureRepo(
  pulls: Pick<PullStore, 'repo'>,
  lists: Pick<GithubLists, 'count'>,
): MeasureRepo {
  return async (repoId) => {
    const repo = await pulls.repo(repoId);
    if (repo?.installationId == null) return null;
    const [issues, comments] = await Promise.all([
      lists.count('issues', repo),
      lists.count('comments', repo),
    ]);
    return issues.ok && comments.ok ? { issues: issues.value, comments: comments.value } : null;
  };
}
