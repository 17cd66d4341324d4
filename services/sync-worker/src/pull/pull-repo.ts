// The pull of a repo (rules P1, P2): its issues, then its comments where there can be new ones, from their pointers, or from the beginning of time
// where the repo is new. What was due and was not named is as we know it, and counts as synced (rule S5).
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import {
  beginImport,
  finishImport,
  type ImportProgress,
} from '@tandem/shared/domain/schedule/import-progress.js';
import { LIST_COMMENTS_EVERY_MS, PULL_EVERY_MS } from '@tandem/shared/domain/schedule/pull-periods.js';
import { nextSyncAfterFailure, type SyncBounds } from '@tandem/shared/domain/schedule/next-sync-at.js';
import type { RepoList, RepoPull } from '@tandem/shared/ports/pull.js';
import { tellOf } from '../inbound/ask-about-absence.js';
import { COMPARE_EVERY_MS, compareRepo } from './compare-repo.js';
import type { PullContext } from './pull-context.js';
import { pullList, type PullEnd } from './pull-list.js';

export type RepoPulled =
  /** `again`: there is more to do at once. */
  | { readonly kind: 'pulled'; readonly again: boolean }
  | { readonly kind: 'failed'; readonly failure: Failure };

export async function pullRepo(
  context: PullContext,
  repo: RepoPull,
  { commentsDue }: { readonly commentsDue: boolean },
): Promise<RepoPulled> {
  const began = context.clock.now();
  let importing = await progressOf(context, repo);
  // The stage is saved with the last page of issues: what is finished is not read again after a crash.
  if (importing?.stage !== 'comments') {
    const end = await pullList(context, repo, 'issues', importing);
    if (end.kind !== 'done') return settleUnfinished(context, repo, end, importing);
    importing = end.importing === null ? null : await enterComments(context, repo, end.importing);
    await answerForDue(context, repo, ['issues'], began);
  }
  if (importing !== null || commentsDue || (await mustListComments(context, repo, began))) {
    const end = await pullList(context, repo, 'comments', importing);
    if (end.kind !== 'done') return settleUnfinished(context, repo, end, importing);
    importing = end.importing;
    await answerForDue(context, repo, ['comments'], began);
    await save(context, repo, { commentsListedAt: began });
  }
  await finish(context, repo, importing, began);
  if (repo.nextCompareAt !== null && repo.nextCompareAt <= began) await compareRepo(context, repo);
  return { kind: 'pulled', again: false };
}

async function mustListComments({ pulls }: PullContext, repo: RepoPull, began: number): Promise<boolean> {
  if (repo.pointers.comments === null || repo.places.comments !== null) return true;
  const listedAt = (await pulls.repo(repo.repoId))?.commentsListedAt ?? null;
  return listedAt === null || began - listedAt >= LIST_COMMENTS_EVERY_MS;
}

/** One list alone, where only its kind is due. */
export async function pullOneList(context: PullContext, repo: RepoPull, list: RepoList): Promise<RepoPulled> {
  const began = context.clock.now();
  const end = await pullList(context, repo, list, null);
  if (end.kind !== 'done') return settleUnfinished(context, repo, end, null);
  await answerForDue(context, repo, [list], began);
  if (list === 'comments') await save(context, repo, { commentsListedAt: began });
  if (repo.failures > 0) await save(context, repo, { failures: 0, notBefore: null });
  return { kind: 'pulled', again: false };
}

export async function answerForDue(
  { pulls, tally, windowMs, syncBounds }: Pick<PullContext, 'pulls' | 'tally' | 'windowMs' | 'syncBounds'>,
  { repoId }: RepoPull,
  lists: readonly RepoList[],
  asOf: number,
): Promise<void> {
  for (const list of lists) {
    const kind = list === 'issues' ? 'task' : 'comment';
    const due = { repoId, kind, asOf, until: asOf + windowMs, bounds: syncBounds } as const;
    tally.synced('list', await pulls.markSynced(due));
  }
}

/** A repo that could not be asked is not asked again before its failures allow it (rule S1). */
export async function settlePullFailure(
  context: PullContext,
  repo: RepoPull,
  failure: Failure,
  importing: ImportProgress | null,
): Promise<void> {
  const now = context.clock.now();
  const limited = failure.kind === 'limited';
  const failures = limited ? repo.failures : repo.failures + 1;
  await save(context, repo, {
    failures,
    notBefore: limited
      ? failure.until
      : nextSyncAfterFailure({ lastAttemptAt: now, failures, notBefore: null }, context.syncBounds),
    ...(importing === null ? {} : { importing: { ...importing, error: failure.reason.message } }),
  });
  context.log.info('A repo could not be pulled', {
    repo: repo.repoId,
    code: failure.reason.code,
    message: failure.reason.message,
  });
}

async function settleUnfinished(
  context: PullContext,
  repo: RepoPull,
  end: Exclude<PullEnd, { kind: 'done' }>,
  importing: ImportProgress | null,
): Promise<RepoPulled> {
  if (end.kind !== 'failed') return { kind: 'pulled', again: end.kind === 'unfinished' };
  if (await isElsewhere(context, repo, end.failure)) return { kind: 'pulled', again: true };
  const told = importing === null ? null : ((await context.pulls.repo(repo.repoId))?.importing ?? importing);
  await settlePullFailure(context, repo, end.failure, told);
  return { kind: 'failed', failure: end.failure };
}

/** A list that is gone or has moved asks for its repo (rule P5): under a new name the pull goes on at once. */
async function isElsewhere(context: PullContext, repo: RepoPull, failure: Failure): Promise<boolean> {
  if (failure.kind !== 'gone' && failure.kind !== 'moved') return false;
  const reading = await context.readRepo(repo.repoId);
  if (reading.kind === 'failed') return false;
  await tellOf(context, reading);
  return (
    reading.kind === 'readable' && (reading.facts.owner !== repo.owner || reading.facts.name !== repo.repo)
  );
}

/** Null: the repo was imported before, and this is a pull like any other. */
async function progressOf(context: PullContext, repo: RepoPull): Promise<ImportProgress | null> {
  const { importing, pointers } = repo;
  if (importing !== null) return importing.status === 'done' ? null : importing;
  if (pointers.issues !== null && pointers.comments !== null) return null;
  const begun = beginImport(context.clock.now());
  await save(context, repo, { importing: begun });
  return begun;
}

async function enterComments(
  context: PullContext,
  repo: RepoPull,
  importing: ImportProgress,
): Promise<ImportProgress> {
  const next = { ...importing, stage: 'comments' } as const;
  await save(context, repo, { importing: next });
  return next;
}

async function finish(
  context: PullContext,
  repo: RepoPull,
  importing: ImportProgress | null,
  began: number,
): Promise<void> {
  const now = context.clock.now();
  await save(context, repo, {
    lastPulledAt: began,
    nextPullAt: nextPullAfter(context, began),
    failures: 0,
    notBefore: null,
    ...(importing === null ? {} : { importing: finishImport(importing, now) }),
    ...(repo.nextCompareAt === null ? { nextCompareAt: now + COMPARE_EVERY_MS } : {}),
  });
}

/** When a repo whose lists were answered for at a moment is asked again. */
export function nextPullAfter({ syncBounds }: Pick<PullContext, 'syncBounds'>, asOf: number): number {
  const { minMs, maxMs }: SyncBounds = syncBounds;
  return asOf + Math.min(Math.max(PULL_EVERY_MS, minMs), maxMs);
}

async function save(
  { pulls }: PullContext,
  { repoId }: RepoPull,
  patch: Parameters<Parameters<Parameters<PullContext['pulls']['transaction']>[0]>[0]['savePull']>[2],
): Promise<void> {
  await pulls.transaction((tx) => tx.savePull(repoId, null, patch));
}
