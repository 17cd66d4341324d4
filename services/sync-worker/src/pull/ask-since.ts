// One list answers for many due resources (rule S5): what changed since the oldest of them was synced. It belongs to no
// pointer: between the pointer and the oldest one lies what nobody asked for here.
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import { afterPage, beginSince, type PullPlace } from '@tandem/shared/domain/schedule/plan-pull.js';
import type { RepoList, RepoPull } from '@tandem/shared/ports/pull.js';
import { acceptPage } from './accept-page.js';
import type { PullContext } from './pull-context.js';

export type SinceEnd =
  | { readonly kind: 'done' }
  /** More changed than one slice takes: a pull, which remembers its place, has to bring it. */
  | { readonly kind: 'too_much' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A thousand changes among the due ones: more is not "nothing much changed", and is a pull's work. */
const MOST_PAGES = 10;

export async function askSince(
  context: PullContext,
  repo: RepoPull,
  list: RepoList,
  since: number,
): Promise<SinceEnd> {
  let place: PullPlace | null = beginSince(since);
  for (let pages = 0; place !== null; pages += 1) {
    if (pages >= MOST_PAGES) return { kind: 'too_much' };
    context.tally.asked('list', 1);
    const answer = await context.lists.page(list, repo, place, { etag: null, call: 'background' });
    if (!answer.ok) return { kind: 'failed', failure: answer.failure };
    if (answer.value === 'not_modified') return { kind: 'done' };
    const page = answer.value;
    const { wake, news } = await context.pulls.transaction((tx) =>
      acceptPage(context, tx, {
        repo,
        list,
        things: page.things,
        source: 'pull',
        quietUntil: Number.MAX_SAFE_INTEGER,
      }),
    );
    context.tally.synced('list', news.length);
    await context.bell.ring(wake);
    const rows = page.things.map(({ externalId, githubUpdatedAt }) => ({
      id: externalId,
      updatedAt: githubUpdatedAt,
    }));
    place = afterPage(place, { ...page, rows }, null).next;
  }
  return { kind: 'done' };
}
