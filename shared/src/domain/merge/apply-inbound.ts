// What a state of GitHub's makes of a resource (DESIGN section 6): the merge, the new base, and whether our side still
// differs and has to be sent. Used for webhooks, fetches, pulls, and for the answers to our own writes.
import {
  covers,
  differingFields,
  isSendable,
  pick,
  sameContent,
  type Content,
  type Field,
} from '../resource/content.js';
import { merge, overlay, type FieldConflict, type MergeText } from './merge.js';
import { rememberUnheard, rememberWrite } from '../decide/own-writes.js';
import { deletionIsDue } from './plan-outbound.js';
import {
  queuedOf,
  type LastWrite,
  type Link,
  type Resource,
  type WriteIntent,
} from '../resource/resource.js';
import { attemptsOf, baseBehindIntents, stillLate, tooOld, withoutAnswered } from './write-intents.js';

export interface Snapshot {
  readonly content: Content;
  /** ms in whole seconds. */
  readonly githubUpdatedAt: number;
  /** When GitHub was in this state: the time of the request that read it, else `githubUpdatedAt`. */
  readonly seenAt?: number;
}

export interface Applied {
  /** The record from now on. */
  readonly record: Content;
  readonly changed: readonly Field[];
  /** GitHub's content from now on: what it asserted, over what was known. */
  readonly base: Content;
  readonly conflicts: readonly FieldConflict[];
  /** True: the record differs from GitHub and nothing queued will tell it, so an outbound operation is due. */
  readonly needsOutbound: boolean;
  /** Write intents from now on: those whose write may still arrive. */
  readonly writeIntent: WriteIntent | null;
  readonly lastWrite: LastWrite | null;
}

/** Merges GitHub's state into the record. `base` becomes theirs. */
export function applyInbound(resource: Resource, theirs: Snapshot, mergeText: MergeText): Applied {
  const { link } = resource;
  const known = link?.base ?? link?.createIntent?.values ?? null;
  const writeIntent = link?.writeIntent ?? null;
  const base = baseBehindIntents(known, writeIntent, theirs.content, mergeText);
  const lastWrite = link === null ? null : withLanded(link, theirs);
  return {
    ...mergeInto(resource, base, theirs, mergeText),
    ...withoutOld(writeIntent, lastWrite, theirs.seenAt ?? theirs.githubUpdatedAt),
  };
}

/**
 * Merges the answer to our own write. Its base is what GitHub had plus what we sent: so an edit that a person made in
 * between is theirs, an edit that a client made in between is ours, and what GitHub did not accept is taken from GitHub.
 */
export function applyAnswer(
  resource: Resource,
  sent: Content,
  answer: Snapshot & { readonly operationId: string },
  mergeText: MergeText,
): Applied {
  const { link } = resource;
  const at = answer.githubUpdatedAt;
  const writeIntent = withoutAnswered(link?.writeIntent ?? null);
  const lastWrite = link === null ? null : rememberWrite(sent, link, answer.operationId, at);
  return {
    ...mergeInto(resource, overlay(link?.base ?? null, sent), answer, mergeText),
    ...withoutOld(writeIntent, lastWrite, answer.seenAt ?? at),
  };
}

/** An attempt that is too old to arrive, and never showed, may still have an echo on its way (rule M4). */
function withoutOld(
  intent: WriteIntent | null,
  lastWrite: LastWrite | null,
  seenAt: number,
): Pick<Applied, 'writeIntent' | 'lastWrite'> {
  return {
    writeIntent: stillLate(intent, seenAt),
    lastWrite: tooOld(intent, seenAt).reduce((known, attempt) => rememberUnheard(attempt, known), lastWrite),
  };
}

/** Writes of which we had no answer and that show in GitHub's state: remembered as if they had been answered. */
function withLanded(link: Link, { content, githubUpdatedAt }: Snapshot): LastWrite | null {
  const base = link.base ?? {};
  return attemptsOf(link.writeIntent).reduce<LastWrite | null>((lastWrite, { values }) => {
    const news = differingFields(base, values).filter((field) => shows(content, values, field));
    return news.length === 0
      ? lastWrite
      : rememberWrite(
          pick(values, news),
          { ...link, lastWrite },
          link.baseOperationId ?? '',
          githubUpdatedAt,
        );
  }, link.lastWrite);
}

function shows(content: Content, values: Content, field: Field): boolean {
  return covers(content, pick(values, [field])) && sameContent(pick(content, [field]), values);
}

/** The sent fields that GitHub's answer does not show: an assignee without access, a trimmed title (section 6). */
export function notAccepted(sent: Content, answer: Content): Field[] {
  return differingFields(sent, answer);
}

function mergeInto(
  resource: Resource,
  base: Content | null,
  theirs: Snapshot,
  mergeText: MergeText,
): Omit<Applied, 'writeIntent' | 'lastWrite'> {
  const { record, kind } = resource;
  const { content, changed, conflicts } = merge({
    base,
    ours: record.content,
    theirs: theirs.content,
    localModifiedAt: record.localModifiedAt,
    theirsAt: theirs.githubUpdatedAt,
    mergeText,
  });
  const newBase = overlay(resource.link?.base ?? null, theirs.content);
  const differs =
    record.deletedAt === null
      ? differingFields(newBase, content).some(isSendable)
      : record.deletedBy === 'client' && deletionIsDue(kind, newBase);
  return {
    record: content,
    changed,
    base: newBase,
    conflicts,
    needsOutbound: differs && queuedOf(resource, 'outbound').length === 0,
  };
}
