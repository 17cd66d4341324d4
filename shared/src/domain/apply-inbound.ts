// What a state of GitHub's makes of a resource (DESIGN section 6): the merge, the new base, and whether our side still
// differs and has to be sent. Used for webhooks, fetches, pulls, and for the answers to our own writes.
import { differingFields, isSendable, type Content, type Field } from './content.js';
import { baseAfterOwnWrite, merge, overlay, type FieldConflict, type MergeText } from './merge.js';
import { queuedOf, type Resource } from './resource.js';

export interface Snapshot {
  readonly content: Content;
  /** ms in whole seconds. */
  readonly githubUpdatedAt: number;
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
}

/** Merges GitHub's state into the record. `base` becomes theirs. */
export function applyInbound(resource: Resource, theirs: Snapshot, mergeText: MergeText): Applied {
  const { link } = resource;
  const known = link?.base ?? link?.createIntent?.values ?? null;
  const base = baseAfterOwnWrite(known, link?.writeIntent?.values ?? null, theirs.content);
  return mergeInto(resource, base, theirs, mergeText);
}

/**
 * Merges the answer to our own write. Its base is what GitHub had plus what we sent: so an edit that a person made in
 * between is theirs, an edit that a client made in between is ours, and what GitHub did not accept is taken from GitHub.
 */
export function applyAnswer(
  resource: Resource,
  sent: Content,
  answer: Snapshot,
  mergeText: MergeText,
): Applied {
  return mergeInto(resource, overlay(resource.link?.base ?? null, sent), answer, mergeText);
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
): Applied {
  const { record } = resource;
  const { content, changed, conflicts } = merge({
    base,
    ours: record.content,
    theirs: theirs.content,
    localModifiedAt: record.localModifiedAt,
    theirsAt: theirs.githubUpdatedAt,
    mergeText,
  });
  const newBase = overlay(resource.link?.base ?? null, theirs.content);
  const differs = differingFields(newBase, content).some(isSendable);
  return {
    record: content,
    changed,
    base: newBase,
    conflicts,
    needsOutbound: differs && record.deletedAt === null && queuedOf(resource, 'outbound').length === 0,
  };
}
