// The repos of an installation whose time has come share one question (rule S5): which of your issues changed? What did
// not is as we know it, and counts as synced; a repo where nothing did needs no pull. Whatever is then still due takes its
// repo's own turn, and where the question is not answered, everything does. The pointers stay where they are (rule P1).
import { PULL_OVERLAP_MS } from '@tandem/shared/domain/schedule/plan-pull.js';
import { planAlone, type RepoFiring } from '@tandem/shared/domain/schedule/plan-window.js';
import type { RepoPull } from '@tandem/shared/ports/pull.js';
import { REPOS_PER_SURVEY, type SurveyedRepo } from '@tandem/shared/ports/survey.js';
import type { PullContext } from '../pull/pull-context.js';
import { nextPullAfter } from '../pull/pull-repo.js';

export interface SharedSynced {
  /** More repos share than one question takes. */
  readonly again: boolean;
  /** Repos that want a turn of their own, and when. */
  readonly alone: readonly RepoFiring[];
}

export async function syncShared(context: PullContext, installationRowId: string): Promise<SharedSynced> {
  const { pulls, clock, windowMs } = context;
  const asOf = clock.now();
  const repos = await pulls.sharing(installationRowId, asOf + windowMs, REPOS_PER_SURVEY);
  // One alone asks its own list: that answers in full, and "not modified" is free.
  if (repos.length > 1) await markUnchanged(context, repos, asOf);
  const ids = new Set(repos.map(({ repoId }) => repoId));
  const left = (await pulls.dueRepos(asOf + windowMs)).filter(({ repoId }) => ids.has(repoId));
  return { again: repos.length === REPOS_PER_SURVEY, alone: planAlone(left, clock.now(), windowMs) };
}

async function markUnchanged(context: PullContext, repos: readonly RepoPull[], asOf: number): Promise<void> {
  const [payer] = repos;
  if (payer === undefined) return;
  context.tally.asked('survey', 1);
  const answer = await context.survey.changedSince(payer, repos.flatMap(asked));
  if (!answer.ok) {
    context.log.info('Repos could not be asked together; each is asked by itself', {
      repos: repos.length,
      code: answer.failure.reason.code,
      message: answer.failure.reason.message,
    });
    return;
  }
  const unknown = await context.pulls.unknownOf(answer.value);
  for (const repo of repos.filter(({ repoId }) => answer.value.has(repoId))) {
    await settle(context, repo, unknown.get(repo.repoId) ?? [], asOf);
  }
}

function asked({ repoId, nodeId, pointers }: RepoPull): SurveyedRepo[] {
  if (nodeId === null || pointers.issues === null) return [];
  return [{ repoId, nodeId, since: pointers.issues - PULL_OVERLAP_MS }];
}

async function settle(
  context: PullContext,
  { repoId, nextPullAt }: RepoPull,
  changed: readonly number[],
  asOf: number,
): Promise<void> {
  const { pulls, tally, windowMs, syncBounds: bounds } = context;
  const until = asOf + windowMs;
  tally.synced(
    'survey',
    await pulls.markSynced({ repoId, kind: 'task', asOf, until, bounds, except: changed }),
  );
  if (changed.length > 0) return;
  await pulls.putOffPull({ repoId, known: nextPullAt, asOf, next: nextPullAfter(context, asOf) });
}
