// Edits that our own write covered (rule M4): a person wrote between our read and our write, and GitHub has no If-Match.
// What they wrote still comes to us, late, as a change that is older than our write; it is merged over the pre-image
// instead of being dropped, so that nothing disappears without a word.
import {
  assertedFields,
  differingFields,
  isSendable,
  isSetField,
  pick,
  sameValue,
  type Content,
  type Field,
} from './content.js';
import { merge, overlay, type FieldConflict, type MergeText } from './merge.js';
import type { Facts } from './operation.js';
import { queuedOf, type LastWrite, type Link, type Resource } from './resource.js';
import { attemptsOf } from './write-intents.js';

/** What a change tells of the past. */
export interface Told {
  readonly content: Content | null;
  /** ms in whole seconds. */
  readonly githubUpdatedAt: number | null;
  readonly facts?: Facts | null;
}

/** The covered values of a change, by field. */
export interface LostEdits {
  readonly values: Content;
  readonly at: number;
}

/**
 * What of a change our last write covered; null = nothing. Only where what we wrote still stands on GitHub: a person who
 * wrote after us saw it. Sets are left out, for they are written element by element.
 */
export function lostEdits(link: Link | null, told: Told): LostEdits | null {
  const { lastWrite } = link ?? {};
  if (link?.base == null || lastWrite == null || told.githubUpdatedAt === null) return null;
  const at = told.githubUpdatedAt;
  const values = { ...betweenTimes(link, lastWrite, told, at), ...beforeEcho(lastWrite, told, at) };
  const base = link.base;
  const lost = assertedFields(values).filter((field) => isCovered(base, lastWrite, values, field));
  return lost.length === 0 ? null : { values: pick(values, lost), at };
}

/**
 * The change itself, made after the pre-image and not after our write. Within the second of the pre-image only what says
 * that it replaced the pre-image: everything else may be older, and an old value must not come back as a lost one.
 */
function betweenTimes(link: Link, { preImage, preImageAt }: LastWrite, told: Told, at: number): Content {
  const content = told.content ?? {};
  if (at < preImageAt || at > (link.baseUpdatedAt ?? 0)) return {};
  if (at > preImageAt) return content;
  const replaced = told.facts?.replaced ?? {};
  return pick(
    content,
    assertedFields(content).filter((field) => shows(replaced, preImage, field)),
  );
}

/** What our own write replaced, as its echo tells: an edit that the read before it did not show. */
function beforeEcho({ values, at: writtenAt }: LastWrite, told: Told, at: number): Content {
  const content = told.content ?? {};
  const replaced = told.facts?.replaced ?? {};
  return told.facts?.byUs !== true || at < writtenAt
    ? {}
    : pick(
        replaced,
        assertedFields(replaced).filter((field) => shows(content, values, field)),
      );
}

/** Whether a change that is still waiting could turn out to be lost: it must not give way to a later one. */
export function mayBeLost(link: Link | null, told: Told): boolean {
  if (link?.base == null || told.content === null) return false;
  const { base, lastWrite } = link;
  const content = told.content;
  const pending = attemptsOf(link.writeIntent).map(({ values }) => ({ values, preImage: base }));
  const done = lastWrite !== null && (told.githubUpdatedAt ?? 0) >= lastWrite.preImageAt ? [lastWrite] : [];
  return [...pending, ...done].some(({ values, preImage }) =>
    assertedFields(content).some((field) => differsFromBoth(content, values, preImage, field)),
  );
}

export interface Recovered {
  readonly record: Content;
  readonly changed: readonly Field[];
  readonly conflicts: readonly FieldConflict[];
  readonly needsOutbound: boolean;
  /** With the covered values noted, and as the pre-image of what comes next: another edit was made on top of them. */
  readonly lastWrite: LastWrite;
}

/** Merges covered edits into the record, over the pre-image: a merge, or a conflict. */
export function recoverEdits(
  resource: Resource & { readonly link: Link & { readonly lastWrite: LastWrite } },
  { values, at }: LostEdits,
  mergeText: MergeText,
): Recovered {
  const { record, link } = resource;
  const { lastWrite } = link;
  const fields = assertedFields(values);
  const { content, changed, conflicts } = merge({
    base: pick(lastWrite.preImage, fields),
    ours: pick(record.content, fields),
    theirs: values,
    localModifiedAt: record.localModifiedAt,
    theirsAt: at,
    mergeText,
  });
  const merged = overlay(record.content, content);
  return {
    record: merged,
    changed,
    conflicts,
    needsOutbound:
      record.deletedAt === null &&
      queuedOf(resource, 'outbound').length === 0 &&
      differingFields(link.base ?? {}, merged).some(isSendable),
    lastWrite: {
      ...lastWrite,
      preImage: overlay(lastWrite.preImage, values),
      preImageAt: Math.max(lastWrite.preImageAt, Math.min(at, lastWrite.at)),
      recovered: [...(lastWrite.recovered ?? []), values],
    },
  };
}

/** What our write replaced, to be remembered with it. */
export function rememberWrite(
  values: Content,
  { base, baseUpdatedAt }: Pick<Link, 'base' | 'baseUpdatedAt'>,
  operationId: string,
  at: number,
): LastWrite {
  const preImage = pick(base ?? {}, assertedFields(values));
  return { values, preImage, preImageAt: baseUpdatedAt ?? 0, operationId, at };
}

function isCovered(
  base: Content,
  { values, preImage, recovered = [] }: LastWrite,
  told: Content,
  field: Field,
): boolean {
  return (
    shows(base, values, field) &&
    differsFromBoth(told, values, preImage, field) &&
    !recovered.some((earlier) => shows(told, earlier, field))
  );
}

function differsFromBoth(told: Content, values: Content, preImage: Content, field: Field): boolean {
  const [value, ours, before] = [told[field], values[field], preImage[field]];
  if (isSetField(field) || value === undefined || ours === undefined || before === undefined) return false;
  return !sameValue(field, value, ours) && !sameValue(field, value, before);
}

function shows(content: Content, values: Content, field: Field): boolean {
  const [seen, ours] = [content[field], values[field]];
  return seen !== undefined && ours !== undefined && sameValue(field, seen, ours);
}
