// The full compare (rule P5): deletions show in no list of changes, so now and then all issues of a repo are listed and
// held against ours. What we do not know is taken in; what GitHub no longer lists is asked for one by one, because a list
// is no word on why. When too much is missing, nothing is asked: a person has to look first (pull-9).
import { v7 as uuid } from 'uuid';
import { HOUR_MS } from '@tandem/shared/domain/clock.js';
import { mustBrake } from '@tandem/shared/domain/schedule/judge-absence.js';
import { afterPage, beginPull, type PullPlace } from '@tandem/shared/domain/schedule/plan-pull.js';
import { queuedOf } from '@tandem/shared/domain/resource/resource.js';
import { fetchOperation } from '@tandem/shared/fetch-operation.js';
import { noEffects } from '@tandem/shared/ports/effects.js';
import type { RepoPull } from '@tandem/shared/ports/pull.js';
import { acceptPage } from './accept-page.js';
import type { PullContext } from './pull-context.js';

export type Compared =
  | { readonly kind: 'compared'; readonly missing: number }
  /** The brake: so many are missing that nothing was done. */
  | { readonly kind: 'braked'; readonly missing: number; readonly of: number }
  | { readonly kind: 'unfinished' };

/** A request per hundred issues: once a day that is little, and a deletion that no webhook told shows within it. */
export const COMPARE_EVERY_MS = 24 * HOUR_MS;
/** As many as are asked for one by one after one compare; the next compare finds the rest. */
const ASKED_PER_COMPARE = 500;

export async function compareRepo(context: PullContext, repo: RepoPull): Promise<Compared> {
  const listed = new Set<number>();
  const began = context.clock.now();
  let place: PullPlace | null = beginPull(null);
  while (place !== null) {
    const answer = await context.lists.page('issues', repo, place, { etag: null, call: 'background' });
    if (!answer.ok || answer.value === 'not_modified' || context.stopping()) return { kind: 'unfinished' };
    const page = answer.value;
    for (const { number } of page.things) listed.add(number);
    const accepted = await context.pulls.transaction((tx) =>
      acceptPage(context, tx, {
        repo,
        list: 'issues',
        things: page.things,
        source: 'pull',
        quietUntil: Number.MAX_SAFE_INTEGER,
      }),
    );
    await context.bell.ring(accepted.wake);
    const rows = page.things.map(({ externalId, githubUpdatedAt }) => ({
      id: externalId,
      updatedAt: githubUpdatedAt,
    }));
    place = afterPage(place, { ...page, rows }, null).next;
  }
  return settle(context, repo, listed, began);
}

async function settle(
  context: PullContext,
  repo: RepoPull,
  listed: ReadonlySet<number>,
  began: number,
): Promise<Compared> {
  const { pulls, clock, log } = context;
  const known = await pulls.knownNumbers(repo.repoId, began);
  const missing = known.filter(({ number }) => !listed.has(number));
  const braked = await pulls.transaction(async (tx) => {
    const stops = mustBrake(await tx.deletionsOfRepo(repo.repoId, clock.now()), missing.length);
    // What was missing and is back needs no answer.
    await tx.savePull(repo.repoId, null, {
      nextCompareAt: clock.now() + COMPARE_EVERY_MS,
      ...(stops ? {} : { deletionBrake: null }),
    });
    const askedAt = new Date(clock.now()).toISOString();
    if (stops)
      await tx.askAboutDeletions(repo.repoId, { askedAt, missing: missing.length, of: known.length });
    return stops;
  });
  if (braked) {
    log.warn('So much of a repo is missing that nothing is deleted', {
      repo: repo.repoId,
      missing: missing.length,
      of: known.length,
    });
    return { kind: 'braked', missing: missing.length, of: known.length };
  }
  await ask(
    context,
    missing.slice(0, ASKED_PER_COMPARE).map(({ taskId }) => taskId),
  );
  return { kind: 'compared', missing: missing.length };
}

async function ask(context: PullContext, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
  const refs = taskIds.map((id) => ({ kind: 'task', id }) as const);
  await context.store.transaction(async (tx) => {
    const loaded = await tx.lockAndLoad(refs);
    await tx.save({
      ...noEffects(),
      operations: loaded
        .filter((task) => !queuedOf(task, 'inbound').some(({ fetch }) => fetch))
        .map((task) => fetchOperation(task, { id: uuid(), by: context.worker, source: 'pull' })),
    });
  });
  await context.bell.ring(refs);
}
