// A record that a client deleted stays as a tombstone while its issue lives on (rule M5): which of GitHub's states bring it
// back, and which ask for the issue to be closed once more.
import { wholeSecond } from '../clock.js';
import type { Content } from '../resource/content.js';
import { lastState } from './own-writes.js';
import type { Resource } from '../resource/resource.js';

/** What was seen of GitHub's state, and of which second it is. */
export interface Seen {
  readonly content: Content | null;
  /** ms in whole seconds; null where it was not told. */
  readonly githubUpdatedAt: number | null;
}

/** A client's deletion wins over GitHub's edits; only a reopening after it brings the record back (rule M5). */
export function isClosedToChanges(resource: Resource, seen: Seen): boolean {
  const { deletedAt } = resource.record;
  return deletedAt !== null && !reopens(resource, seen, deletedAt);
}

/** Ties go to GitHub. A reopening of what we closed came after the deletion, whatever our clock says. */
function reopens({ link }: Resource, { content, githubUpdatedAt }: Seen, deletedAt: number): boolean {
  if (content?.state?.state !== 'open' || link?.base?.state?.state !== 'closed') return false;
  const at = githubUpdatedAt ?? -Infinity; // a state without a time comes after nothing
  const written = lastState(link.lastWrite);
  const closedByUs = written?.value.state === 'closed' && at >= written.at;
  return closedByUs || at >= wholeSecond(deletedAt);
}

/** A tombstone whose issue turns out to be open, because it was reopened before the deletion: it is closed once more. */
export function isOpenAgain(resource: Resource, seen: Seen): boolean {
  const { record, link } = resource;
  return (
    record.deletedBy === 'client' &&
    link !== null &&
    link.gone === null &&
    isClosedToChanges(resource, seen) &&
    seen.content?.state?.state === 'open' &&
    link.base?.state?.state === 'closed' &&
    (seen.githubUpdatedAt ?? 0) >= (link.baseUpdatedAt ?? 0)
  );
}
