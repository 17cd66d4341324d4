// What becomes of a change that comes from GitHub (DESIGN section 5). Pure: the same verdict at the door and, because
// the world may have moved, again when the operation is claimed (rule O9). Each clause is there because leaving it out
// lost an edit; the comments name the rule's number in section 5.
import { wholeSecond } from '../clock.js';
import {
  covers,
  differingFields,
  sameContent,
  sameValue,
  type Content,
  type Field,
} from '../resource/content.js';
import { lostEdits, mayBeLost } from './lost-edits.js';
import type { Action, DroppedFor, Facts, Operation, Reason, Source } from '../operations/operation.js';
import { REASONS } from '../operations/reasons.js';
import { processingOf, queuedOf, type Link, type Resource } from '../resource/resource.js';
import { isClosedToChanges, isOpenAgain } from './tombstone.js';

export interface InboundChange {
  readonly action: Action;
  readonly source: Source;
  /** Null: something changed, but what must be fetched. */
  readonly content: Content | null;
  /** GitHub's time, ms in whole seconds; null where the payload has none for this thing. */
  readonly githubUpdatedAt: number | null;
  /** True: fetch before applying, whatever the content says. */
  readonly fetch: boolean;
  readonly facts?: Facts | null;
}

export type Verdict =
  | { readonly verdict: 'queue'; readonly fetch: boolean; readonly cancels: readonly string[] }
  | { readonly verdict: 'drop'; readonly droppedFor: DroppedFor | null; readonly reason: Reason }
  | {
      readonly verdict: 'duplicate';
      readonly duplicateOf: string | null;
      readonly reason: Reason;
      /** GitHub's time that the base moves on to, where the same content came with a later time. */
      readonly baseUpdatedAt: number | null;
    }
  | { readonly verdict: 'disable'; readonly reason: Reason };

/** The verdict at the door, on a change that is not an operation yet. */
export function decideInbound(resource: Resource, change: InboundChange): Verdict {
  const verdict = judge(resource, change, null);
  const isOver = verdict.verdict === 'drop' || verdict.verdict === 'duplicate';
  // What our own write covered has to be merged (rule M4), and a tombstone's issue closed again: both need the worker.
  return isOver && (tellsOfLost(resource, change) || isOpenAgain(resource, change))
    ? { verdict: 'queue', fetch: false, cancels: [] }
    : verdict;
}

/** A client's deletion wins over covered edits too (rule M5); they are judged again if it is given up. */
function tellsOfLost(resource: Resource, change: InboundChange): boolean {
  return resource.record.deletedAt === null && lostEdits(resource.link, change) !== null;
}

/** The verdict at claim, on the operation that is processing now. */
export function recheckInbound(resource: Resource, operation: Operation): Verdict {
  const others = resource.open.filter((other) => other.id !== operation.id);
  return judge({ ...resource, open: others }, operation, operation.id);
}

function judge(resource: Resource, change: InboundChange, claimedId: string | null): Verdict {
  if (resource.closedBecause !== null) return { verdict: 'disable', reason: resource.closedBecause }; // 1
  const { link } = resource;
  if (link?.gone) return { verdict: 'drop', droppedFor: recordOf(resource), reason: REASONS.deletedOnGithub };
  if (change.action === 'delete') return judgeDeletion(resource);
  if (isClosedToChanges(resource, change)) {
    return { verdict: 'drop', droppedFor: recordOf(resource), reason: REASONS.recordDeleted };
  }
  if (change.content === null || change.githubUpdatedAt === null) return judgeFetch(resource);

  const known = { content: change.content, at: change.githubUpdatedAt };
  return (
    judgeOlder(resource, change, known) ??
    judgeRepeated(resource, known) ??
    judgeSameSecond(resource, known, change, claimedId) ??
    judgeLocalEdits(resource, known) ?? {
      verdict: 'queue',
      fetch: change.fetch,
      cancels: supersededBy(resource, known.at, known.content), // 6
    }
  );
}

interface Known {
  readonly content: Content;
  readonly at: number;
}

/** Deletions carry the unchanged thing: neither its time nor its content says anything about them. */
function judgeDeletion(resource: Resource): Verdict {
  return { verdict: 'queue', fetch: false, cancels: queuedOf(resource, 'inbound').map(({ id }) => id) };
}

/** A fetch brings whatever is there when it runs: one that is still queued serves for all that ask. */
function judgeFetch(resource: Resource): Verdict {
  const waiting = queuedOf(resource, 'inbound').find((operation) => operation.content === null);
  return waiting === undefined
    ? { verdict: 'queue', fetch: true, cancels: [] }
    : { verdict: 'duplicate', duplicateOf: waiting.id, reason: REASONS.joinedFetch, baseUpdatedAt: null };
}

/**
 * Rule 2. What we read ourselves is compared with the base alone: a reply may be older than a webhook, never newer. An
 * older change that tells of a field of which we know nothing is not dropped but fetched.
 */
function judgeOlder(resource: Resource, change: InboundChange, { content, at }: Known): Verdict | null {
  const { link } = resource;
  if (link !== null && link.baseUpdatedAt !== null && link.baseUpdatedAt > at) {
    return covers(link.base ?? {}, content)
      ? { verdict: 'drop', droppedFor: baseOperation(link), reason: REASONS.newerKnown }
      : { verdict: 'queue', fetch: true, cancels: [] };
  }
  if (change.source !== 'webhook' || mayBeLost(resource, change)) return null;
  const later = resource.open.find(
    (operation) =>
      operation.direction === 'inbound' &&
      operation.action !== 'delete' &&
      (operation.githubUpdatedAt ?? 0) > at &&
      (operation.fetch || covers(operation.content ?? {}, content)),
  );
  return later === undefined
    ? null
    : { verdict: 'drop', droppedFor: { type: 'operation', id: later.id }, reason: REASONS.newerKnown };
}

/**
 * Rule 3. Judged against the base and what is queued, never against history: a value can come back. While an operation
 * runs the base is about to move, so the change waits and is judged at claim.
 */
function judgeRepeated(resource: Resource, { content, at }: Known): Verdict | null {
  const { link } = resource;
  if (
    processingOf(resource) === null &&
    link !== null &&
    link.base !== null &&
    link.baseUpdatedAt !== null &&
    covers(link.base, content) &&
    sameContent(link.base, content)
  ) {
    return {
      verdict: 'duplicate',
      duplicateOf: link.baseOperationId,
      reason: REASONS.sameContent,
      baseUpdatedAt: at > link.baseUpdatedAt ? at : null,
    };
  }
  const queued = queuedOf(resource, 'inbound').find(
    (operation) =>
      operation.githubUpdatedAt === at &&
      operation.content !== null &&
      covers(operation.content, content) &&
      sameContent(operation.content, content),
  );
  return queued === undefined
    ? null
    : { verdict: 'duplicate', duplicateOf: queued.id, reason: REASONS.sameContent, baseUpdatedAt: null };
}

/** Rule 4. Two contents of one second: their order cannot be told, so one fetch is asked for all of that second. */
function judgeSameSecond(
  resource: Resource,
  { at }: Known,
  change: InboundChange,
  claimedId: string | null,
): Verdict | null {
  const rivals = queuedOf(resource, 'inbound').filter((operation) => operation.githubUpdatedAt === at);
  const rivalsBase = processingOf(resource) === null && resource.link?.baseUpdatedAt === at;
  if (rivals.length === 0 && !rivalsBase) return null;
  const waiting = rivals.find((operation) => operation.fetch);
  if (waiting !== undefined && claimedId === null && !mayBeLost(resource, change)) {
    return {
      verdict: 'duplicate',
      duplicateOf: waiting.id,
      reason: REASONS.joinedFetch,
      baseUpdatedAt: null,
    };
  }
  // At claim, rivals of the same second are still to come and will fetch for themselves: only the base decides.
  if (claimedId !== null && !rivalsBase && !change.fetch) return null;
  return { verdict: 'queue', fetch: true, cancels: supersededBy(resource, at, 'everything') };
}

/** Rule 5. Every field in which the change differs was edited by a client later, and that edit is on its way. */
function judgeLocalEdits(resource: Resource, { content, at }: Known): Verdict | null {
  const { link, record } = resource;
  const edit = queuedOf(resource, 'outbound').at(-1);
  if (edit === undefined || processingOf(resource) !== null || link === null || link.base === null)
    return null;
  const base = link.base;
  if (!covers(base, content)) return null;
  const changed = differingFields(base, content);
  const overruled = (field: Field): boolean => {
    const ours = record.content[field];
    const seen = base[field];
    return (
      wholeSecond(record.localModifiedAt[field] ?? 0) > at &&
      ours !== undefined &&
      seen !== undefined &&
      !sameValue(field, ours, seen)
    );
  };
  return changed.length > 0 && changed.every(overruled)
    ? { verdict: 'drop', droppedFor: { type: 'operation', id: edit.id }, reason: REASONS.localNewer }
    : null;
}

/**
 * Rule 6. Queued inbound operations of an earlier second, unless they assert a field that this change does not bring, or
 * tell of an edit that our own write covered.
 */
function supersededBy(resource: Resource, at: number, brings: Content | 'everything'): string[] {
  return queuedOf(resource, 'inbound')
    .filter(
      (operation) =>
        operation.action !== 'delete' &&
        operation.githubUpdatedAt !== null &&
        operation.githubUpdatedAt < at &&
        !mayBeLost(resource, operation) &&
        (brings === 'everything' || covers(brings, operation.content ?? {})),
    )
    .map(({ id }) => id);
}

function recordOf({ kind, id }: Resource): DroppedFor {
  return { type: kind, id };
}

function baseOperation(link: Link): DroppedFor | null {
  return link.baseOperationId === null ? null : { type: 'operation', id: link.baseOperationId };
}
