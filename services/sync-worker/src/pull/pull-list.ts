// Reads one list of a repo to its end, page by page (rule P1). Every page is settled in one transaction with the place
// behind it, so a killed worker goes on where it was; the next page is asked for while this one is written.
import { MINUTE_MS } from '@tandem/shared/domain/clock.js';
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import {
  importedPage,
  type ImportedPage,
  type ImportProgress,
} from '@tandem/shared/domain/schedule/import-progress.js';
import { afterPage, beginPull, type PullPlace } from '@tandem/shared/domain/schedule/plan-pull.js';
import type { Called } from '@tandem/shared/ports/github.js';
import type { KnownAnswer, ListedThing, ListPage, RepoList, RepoPull } from '@tandem/shared/ports/pull.js';
import { acceptPage } from './accept-page.js';
import type { PullContext } from './pull-context.js';

export type PullEnd =
  | { readonly kind: 'done'; readonly importing: ImportProgress | null }
  /** The slice is full, the worker stops, or a person paused: the place is saved. */
  | { readonly kind: 'unfinished' }
  /** Another pull of the same repo went on from here. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** After this many pages a repo goes to the end of the line, so that one history does not keep all others waiting. */
const PAGES_PER_SLICE = 50;

/** @param importing progress to be told with every page; null = a pull like any other */
export async function pullList(
  context: PullContext,
  repo: RepoPull,
  list: RepoList,
  importing: ImportProgress | null,
): Promise<PullEnd> {
  // An import runs beside the first webhooks: what they brought already is no news, and no second operation.
  const quietUntil = importing === null ? repo.pointers[list] : Number.MAX_SAFE_INTEGER;
  const fresh = repo.places[list] === null;
  let pointer = repo.pointers[list];
  let saved = repo.places[list];
  let place = saved ?? beginPull(pointer);
  let progress = importing;
  let since = context.clock.now();
  const asking = { context, repo, list, counts: importing === null };
  let asked = ask(asking, place, fresh ? knownAnswer(repo, list, place) : null);

  for (let pages = 1; ; pages += 1) {
    const answer = await asked;
    if (!answer.ok) return { kind: 'failed', failure: answer.failure };
    if (answer.value === 'not_modified') return { kind: 'done', importing: progress };
    const page = answer.value;
    const step = afterPage(place, { ...page, rows: rowsOf(page) }, pointer);
    const goesOn = step.next !== null && pages < PAGES_PER_SLICE && !context.stopping();
    if (step.next !== null && goesOn) asked = ask(asking, step.next, null);

    const counted = progress?.total === null && step.next !== null ? await countAll(context, repo) : null;
    const now = context.clock.now();
    const told = new Set(place.edge);
    const rows = page.things.filter(({ externalId }) => !told.has(externalId)).length;
    const imported = { rows, stage: list, counted, tookMs: now - since };
    progress = progress === null ? null : importedPage(progress, imported, now);
    since = now;
    const written = await settlePage(context, repo, list, {
      page,
      quietUntil,
      expected: saved,
      place: step.next,
      pointer: step.pointer,
      importing: progress,
      etag: fresh && pages === 1 && step.next === null ? answerOf(place, page) : null,
    });
    if (!written) {
      await asked; // what was asked ahead must not be left in the air
      return { kind: 'overtaken' };
    }
    ({ pointer } = step);
    if (step.next === null) return { kind: 'done', importing: progress };
    if (!goesOn || (await isPaused(context, repo))) {
      await asked;
      return { kind: 'unfinished' };
    }
    saved = step.next;
    place = step.next;
  }
}

async function countAll({ lists }: PullContext, repo: RepoPull): Promise<ImportedPage['counted']> {
  const counts = await Promise.all([lists.count('issues', repo), lists.count('comments', repo)]);
  const [issues, comments] = counts;
  const total = issues.ok && comments.ok ? issues.value + comments.value : null;
  return { total, requests: counts.length };
}

interface SettledPage {
  readonly page: ListPage;
  readonly quietUntil: number | null;
  readonly expected: PullPlace | null;
  readonly place: PullPlace | null;
  readonly pointer: number | null;
  readonly importing: ImportProgress | null;
  readonly etag: KnownAnswer | null;
}

class Overtaken extends Error {}

async function settlePage(
  context: PullContext,
  repo: RepoPull,
  list: RepoList,
  { page, quietUntil, expected, place, pointer, importing, etag }: SettledPage,
): Promise<boolean> {
  const source = importing === null ? 'pull' : 'import';
  try {
    const { wake, news } = await context.pulls.transaction(async (tx) => {
      const accepted = await acceptPage(context, tx, { repo, list, things: page.things, source, quietUntil });
      const patch = {
        list,
        place,
        pointer,
        ...(etag === null ? {} : { etag }),
        ...(importing === null ? {} : { importing }),
        // What was changed in a conversation may be a new comment: told in this very transaction, for a crash before the
        // comments are read would lose it.
        ...(page.things.some(({ hasComments }) => hasComments) ? { commentsListedAt: null } : {}),
        ...(importing === null && wasMissed(repo, accepted.news, context.clock.now())
          ? { webhooksSilentSince: repo.webhooksSilentSince ?? context.clock.now() }
          : {}),
      };
      if (!(await tx.savePull(repo.repoId, expected, patch))) throw new Overtaken();
      return accepted;
    });
    if (importing === null) context.tally.synced('list', news.length);
    if (page.unreadable > 0) {
      context.log.warn('Rows of a list could not be read', {
        repo: repo.repoId,
        list,
        rows: page.unreadable,
      });
    }
    await context.bell.ring(wake);
    return true;
  } catch (error) {
    if (error instanceof Overtaken) return false;
    throw error;
  }
}

/** A webhook takes seconds, in bad hours minutes; a change that is older and that none told of was not told at all. */
const WEBHOOK_LATE_MS = 5 * MINUTE_MS;

/** Whether webhooks should have told of something and did not: people must see that, or stale looks healthy. */
function wasMissed({ lastWebhookAt }: RepoPull, news: readonly ListedThing[], now: number): boolean {
  return news.some(
    ({ githubUpdatedAt }) =>
      githubUpdatedAt > (lastWebhookAt ?? 0) && now - githubUpdatedAt > WEBHOOK_LATE_MS,
  );
}

function ask(
  { context, repo, list, counts }: Asking,
  place: PullPlace,
  etag: string | null,
): Promise<Called<ListPage | 'not_modified'>> {
  if (counts) context.tally.asked('list', 1);
  const answer = context.lists.page(list, repo, place, { etag, call: 'background' });
  // Asked ahead, it may fail before anybody waits for it; whoever waits still hears of it.
  answer.catch(() => undefined);
  return answer;
}

interface Asking {
  readonly context: PullContext;
  readonly repo: RepoPull;
  readonly list: RepoList;
  /** An import is no re-sync. */
  readonly counts: boolean;
}

/** An idle list is asked the same question again: GitHub answers "not modified" for free. */
function knownAnswer({ etags }: RepoPull, list: RepoList, { since }: PullPlace): string | null {
  const known = etags[list];
  return known !== undefined && known.since === since ? known.etag : null;
}

function answerOf({ since }: PullPlace, { etag }: ListPage): KnownAnswer | null {
  return since === null || etag === null ? null : { since, etag };
}

function rowsOf({ things }: ListPage): { id: string; updatedAt: number }[] {
  return things.map(({ externalId, githubUpdatedAt }) => ({ id: externalId, updatedAt: githubUpdatedAt }));
}

async function isPaused({ pulls }: PullContext, { repoId }: RepoPull): Promise<boolean> {
  const repo = await pulls.repo(repoId);
  return repo === null || !repo.open || repo.importing?.status === 'paused';
}
