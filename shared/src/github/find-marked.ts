// Looks for what a create may have left behind before its outcome became unknown (rule G3). By listing, never by search,
// which lags; and only among what our app wrote since the intent, because anybody may copy a marker.
import type { Called, RemoteState } from '../ports/github.js';
import type { ResourceRef } from '../ports/loaded-resource.js';
import { unreadable } from './answers.js';
import { authoredBy, commentFromJson, issueFromJson, type VerifyMarker } from './normal-form.js';
import { nextPage } from './pages.js';
import type { Answer, Call } from './request.js';
import { MINUTE_MS } from '../domain/clock.js';

/** Our clock may run ahead of GitHub's when the intent is stored, and GitHub counts in whole seconds. */
export const INTENT_SLACK_MS = MINUTE_MS;
/** Ten thousand things newer than one attempt: something else is wrong, and "not found" would double the issue. */
const MOST_PAGES = 100;

export interface Finder {
  readonly get: (call: Call) => Promise<Called<Answer>>;
  readonly verify: VerifyMarker;
  readonly appId: string;
  /** Asked only where GitHub does not name the app itself. */
  readonly slug: () => Promise<Called<string>>;
  /** GitHub's id of the person in whose name it was tried. */
  readonly writer: string | null;
}

/**
 * @param first the call for the first page: issues newest first, comments as they come
 * @param from ms since the epoch; what is older than this is not looked at
 */
export async function findMarked(
  { get, verify, appId, slug, writer }: Finder,
  target: ResourceRef,
  first: Call,
  from: number,
): Promise<Called<RemoteState | null>> {
  const read = target.kind === 'task' ? issueFromJson : commentFromJson;
  const newestFirst = target.kind === 'task';

  async function isOurs(json: unknown): Promise<Called<boolean>> {
    const author = authoredBy(json);
    if (writer !== null && author.externalId === writer) return { ok: true, value: true };
    if (author.appId !== null) return { ok: true, value: author.appId === appId };
    if (!author.login.endsWith('[bot]')) return { ok: true, value: false };
    const own = await slug();
    return own.ok
      ? { ok: true, value: author.login.toLowerCase() === `${own.value}[bot]`.toLowerCase() }
      : own;
  }

  let call: Call | null = first;
  for (let page = 0; call !== null; page += 1) {
    if (page >= MOST_PAGES) return { ok: false, failure: unreadable('there are too many pages', true) };
    const answer: Called<Answer> = await get(call);
    if (!answer.ok) return answer;
    const items: unknown = answer.value.json;
    if (!Array.isArray(items)) return { ok: false, failure: unreadable('not a list', false) };
    for (const json of items as unknown[]) {
      const form = read(json, verify);
      if (!form.ok) continue; // Not one of ours: ours were readable when they were made.
      const { content, githubUpdatedAt, facts, marker } = form.value;
      const createdAt = facts.createdAt ?? githubUpdatedAt;
      if (createdAt < from) {
        if (newestFirst) return { ok: true, value: null };
        continue;
      }
      if (marker?.id !== target.id) continue;
      const ours = await isOurs(json);
      if (!ours.ok) return ours;
      // A list's ETag is not the thing's.
      const { answeredAt } = answer.value;
      if (ours.value) return { ok: true, value: { content, githubUpdatedAt, facts, etag: null, answeredAt } };
    }
    call = nextPage(call, answer.value);
  }
  return { ok: true, value: null };
}
