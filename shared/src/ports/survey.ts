// One question about many repos of an installation: which of their issues changed. It tells numbers and times, never
// content: what an issue says is read by REST alone, which knows bots among assignees, and who wrote what through which app.
import type { Called } from './github.js';

/** At whose expense it is asked: an installation that sees all of the repos. */
export interface SurveyPayer {
  readonly installationId: string | null;
  readonly installationRowId: string | null;
}

export interface SurveyedRepo {
  readonly repoId: string;
  /** GitHub's id of the repo for GraphQL: it stays when the repo is renamed. */
  readonly nodeId: string;
  /** ms in whole seconds: what changed at or after this is told. */
  readonly since: number;
}

/** An issue or pull request, and when it changed last. */
export interface Head {
  readonly number: number;
  /** ms in whole seconds. */
  readonly updatedAt: number;
}

export interface GithubSurvey {
  /**
   * By repo id. Missing is a repo that GitHub says nothing of, whose issues are off, or of which more changed than one
   * question tells: it has to be asked by itself.
   */
  changedSince(
    payer: SurveyPayer,
    repos: readonly SurveyedRepo[],
  ): Promise<Called<ReadonlyMap<string, readonly Head[]>>>;
}

/** As many repos as one question asks about: at two lists each it costs one point of GitHub's five thousand an hour. */
export const REPOS_PER_SURVEY = 50;
