// What is due in a repo, when its time has come: what a person asked for, then the pull if it is due, else the due
// resources: one by a fetch of its own, several by one list that they share (rules S4, S5).
import { MINUTE_MS, SECOND_MS, wholeSecond } from '@tandem/shared/domain/clock.js';
import { PULL_OVERLAP_MS } from '@tandem/shared/domain/schedule/plan-pull.js';
import { PULL_EVERY_MS } from '@tandem/shared/domain/schedule/pull-periods.js';
import type { DueResource, RepoList, RepoPull } from '@tandem/shared/ports/pull.js';
import { askSince } from '../pull/ask-since.js';
import type { PullContext } from '../pull/pull-context.js';
import { answerForDue, pullOneList, pullRepo, settlePullFailure } from '../pull/pull-repo.js';
import { fetchEach } from './fetch-each.js';

export interface RepoSynced {
  /** There is more to do at once; the repo goes to the end of the line. */
  readonly again: boolean;
}

/** As many as one turn of a repo looks at: ten pages of a list. */
const DUE_PER_TURN = 1_000;
/** As many requested ones as one turn fetches: a person's "all of them" must not starve other repos (rule S4). */
const REQUESTED_PER_TURN = 100;
/** What was known when something was last synced may be this old: a webhook may have been on its way for a while. */
const KNOWN_LATE_MS = 10 * MINUTE_MS;

/** Who rang may have another clock than we: a pull that is due in a moment is due. */
const CLOCKS_APART_MS = 5 * SECOND_MS;

export async function syncRepo(context: PullContext, repoId: string): Promise<RepoSynced> {
  const now = context.clock.now();
  const repo = await context.pulls.repo(repoId);
  if (repo === null || !repo.open || (repo.notBefore ?? 0) > now) return { again: false };

  const due = await context.pulls.dueResources(repoId, now + context.windowMs, DUE_PER_TURN);
  const requested = due.filter((resource) => resource.requested);
  await fetchEach(context, requested.slice(0, REQUESTED_PER_TURN));
  const more = requested.length > REQUESTED_PER_TURN;
  const scheduled = due.filter((resource) => !resource.requested);

  if (repo.importing?.status === 'paused') return { again: more };
  if ((repo.nextPullAt ?? Number.POSITIVE_INFINITY) <= now + CLOCKS_APART_MS) {
    return { again: (await pullWhole(context, repo, scheduled)) || more };
  }
  // A list says nothing of what was never seen.
  await fetchEach(
    context,
    scheduled.filter(({ seen }) => !seen),
  );
  const again = await syncSeen(
    context,
    repo,
    scheduled.filter(({ seen }) => seen),
    now,
  );
  return { again: more || again };
}

async function syncSeen(
  context: PullContext,
  repo: RepoPull,
  due: readonly DueResource[],
  now: number,
): Promise<boolean> {
  // One list from the pointer answers for all issues that are due, and is the pull that would come a little later anyway.
  if (due.some(({ kind }) => kind === 'task') && isRecent(repo, now)) {
    return pullWhole(context, repo, due);
  }
  let again = false;
  for (const list of ['issues', 'comments'] as const) {
    const mine = due.filter(({ kind }) => kind === (list === 'issues' ? 'task' : 'comment'));
    if (mine.length > 0) again = (await syncKind(context, repo, list, mine, now)) || again;
  }
  return again;
}

/** So much later than the pointer, or than the last answer for all, webhooks brought little that the pull reads once more. */
function isRecent({ pointers, lastPulledAt }: RepoPull, now: number): boolean {
  return pointers.issues !== null && now - Math.max(pointers.issues, lastPulledAt ?? 0) <= PULL_EVERY_MS;
}

/** True: there is more to do at once. */
async function pullWhole(
  context: PullContext,
  repo: RepoPull,
  scheduled: readonly DueResource[],
): Promise<boolean> {
  const commentsDue = scheduled.some(({ kind }) => kind === 'comment');
  const pulled = await pullRepo(context, repo, { commentsDue });
  return pulled.kind === 'pulled' && pulled.again;
}

/** True: there is more to do at once. */
async function syncKind(
  context: PullContext,
  repo: RepoPull,
  list: RepoList,
  due: readonly DueResource[],
  now: number,
): Promise<boolean> {
  const oldest = due.reduce((least, { lastSyncedAt }) => Math.min(least, lastSyncedAt ?? 0), now);
  const since = wholeSecond(oldest - KNOWN_LATE_MS);
  const pointer = repo.pointers[list];
  // A pull from the pointer answers for the whole repo, and for nothing where nothing changed: a 304.
  if (pointer !== null && pointer - PULL_OVERLAP_MS >= since) return pullList(context, repo, list);
  // Where webhooks have brought much since the pointer, the due ones alone are less.
  if (due.length === 1) {
    await fetchEach(context, due);
    return false;
  }
  const end = await askSince(context, repo, list, since);
  if (end.kind === 'failed') await settlePullFailure(context, repo, end.failure, null);
  if (end.kind === 'done') await answerForDue(context, repo, [list], now);
  return end.kind === 'too_much' && pullList(context, repo, list);
}

async function pullList(context: PullContext, repo: RepoPull, list: RepoList): Promise<boolean> {
  const pulled = await pullOneList(context, repo, list);
  return pulled.kind === 'pulled' && pulled.again;
}
