// Reads lists of GitHub's page by page. Of a Link header only the query is used, on our own address: it names the repo by
// its id and carries a host, and a token is never sent to a host that an answer chose.
import type { Answer, Call } from './request.js';

/** The largest page that GitHub gives. */
export const PAGE_SIZE = 100;

/** The call for the page after this one, or null at the end. */
export function nextPage(call: Call, answer: Answer): Call | null {
  const target = /<([^<>]*)>;[^,<]*\brel="next"/.exec(answer.headers['link'] ?? '')?.[1];
  if (target === undefined) return null;
  const at = target.indexOf('?');
  if (at < 0) return null;
  return { ...call, query: { ...call.query, ...Object.fromEntries(new URLSearchParams(target.slice(at))) } };
}
