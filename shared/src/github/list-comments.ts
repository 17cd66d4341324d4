// The comments of one issue, to the last page: read as a whole where they have to be told apart (rule P5).
import type { Called, ListedComment } from '../ports/github.js';
import { unreadable } from './answers.js';
import { commentFromJson, type VerifyMarker } from './normal-form.js';
import { nextPage } from './pages.js';
import type { Answer, Call } from './request.js';

/** Ten thousand comments under one issue: something is wrong, and half a list would make the other half look deleted. */
const MOST_PAGES = 100;

export async function listComments(
  get: (call: Call) => Promise<Called<Answer>>,
  first: Call,
  verify: VerifyMarker,
): Promise<Called<readonly ListedComment[]>> {
  const comments: ListedComment[] = [];
  let call: Call | null = first;
  for (let page = 0; call !== null; page += 1) {
    if (page >= MOST_PAGES) return { ok: false, failure: unreadable('there are too many pages', false) };
    const answer: Called<Answer> = await get(call);
    if (!answer.ok) return answer;
    const rows: unknown = answer.value.json;
    if (!Array.isArray(rows)) return { ok: false, failure: unreadable('not a list', false) };
    for (const json of rows as unknown[]) {
      const form = commentFromJson(json, verify);
      if (!form.ok || form.value.facts.externalId === undefined) {
        return { ok: false, failure: unreadable(form.ok ? 'a comment has no id' : form.message, false) };
      }
      const { content, githubUpdatedAt, facts, marker } = form.value;
      const { externalId } = form.value.facts;
      comments.push({ content, githubUpdatedAt, facts, externalId, markedRecord: marker?.id ?? null });
    }
    call = nextPage(call, answer.value);
  }
  return { ok: true, value: comments };
}
