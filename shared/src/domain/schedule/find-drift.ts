// Whether a resource has drifted: nobody works on it, nothing is on its way, and still both sides differ. What it finds
// is the one thing that must not happen: stale, and looking healthy.
import { MINUTE_MS } from '../clock.js';
import { differingFields, type Content, type Field } from '../resource/content.js';
import type { Resource } from '../resource/resource.js';

/** Webhooks take seconds, in bad minutes more: a change this young is on its way, not lost. */
const ON_ITS_WAY_MS = 5 * MINUTE_MS;

/** Nothing is open, failed, being written or gone: both sides should be equal. */
export function isAtRest({ closedBecause, open, errored, record, link }: Resource): boolean {
  return (
    closedBecause === null &&
    open.length === 0 &&
    errored.length === 0 &&
    record.deletedAt === null &&
    link?.base != null &&
    link.gone === null &&
    link.createIntent === null &&
    link.writeIntent === null
  );
}

/**
 * The fields in which our record and GitHub differ; empty = in step.
 * @param theirs read just now; its times are GitHub's, ms in whole seconds
 * @returns null where nothing can be said: somebody is at it, or GitHub changed it a moment ago
 */
export function findDrift(
  resource: Resource,
  theirs: { readonly content: Content; readonly githubUpdatedAt: number; readonly answeredAt: number },
): Field[] | null {
  if (!isAtRest(resource)) return null;
  const isNews = theirs.githubUpdatedAt > (resource.link?.baseUpdatedAt ?? 0);
  if (isNews && theirs.answeredAt - theirs.githubUpdatedAt < ON_ITS_WAY_MS) return null;
  return differingFields(resource.record.content, theirs.content);
}
