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

/** The covered values of a change, by field. `certain` = they were written after the pre-image for sure. */
export interface LostEdits {
  readonly values: Content;
  readonly at: number;
  readonly certain: boolean;
}

/**
 * What of a change our last write covered; null = nothing. Only where what we wrote still stands on GitHub: a person who
 * wrote after us saw it. Sets are left out, for they are written element by element.
 */
export function lostEdits(link: Link | null, told: Told): LostEdits | null {
  const { lastWrite } = link ?? {};
  if (link?.base == null || lastWrite == null || told.githubUpdatedAt === null) return null;
  const { base } = link;
  const at = told.githubUpdatedAt;
  const isLost = (value: Content, field: Field): boolean => isCovered(base, lastWrite, value, field);
  const content = told.content ?? {};
  const replaced = told.facts?.replaced ?? {};
  const isEcho = (field: Field): boolean => shows(content, lastWrite.values, field) && at >= lastWrite.at;
  const inReplaced = assertedFields(replaced).filter((field) => isEcho(field) && isLost(replaced, field));
  if (inReplaced.length > 0) return { values: pick(replaced, inReplaced), at, certain: true };

  const isBetween = at >= lastWrite.preImageAt && at <= (link.baseUpdatedAt ?? 0);
  const inContent = isBetween ? assertedFields(content).filter((f) => isLost(content, f)) : [];
  return inContent.length === 0
    ? null
    : { values: pick(content, inContent), at, certain: at > lastWrite.preImageAt };
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
  /** The covered values are the pre-image from now on: the same edit is recovered once. */
  readonly lastWrite: LastWrite;
}

/** Merges covered edits into the record, over the pre-image. Where their order is a guess, they only become conflicts. */
export function recoverEdits(
  resource: Resource & { readonly link: Link & { readonly lastWrite: LastWrite } },
  { values, at, certain }: LostEdits,
  mergeText: MergeText,
): Recovered {
  const { record, link } = resource;
  const fields = assertedFields(values);
  const kept = {
    content: {},
    changed: [],
    conflicts: fields.map((field) => keptApart(resource, values, field)),
  };
  const { content, changed, conflicts } = certain
    ? merge({
        base: pick(link.lastWrite.preImage, fields),
        ours: pick(record.content, fields),
        theirs: values,
        localModifiedAt: record.localModifiedAt,
        theirsAt: at,
        mergeText,
      })
    : kept;
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
      ...link.lastWrite,
      preImage: overlay(link.lastWrite.preImage, values),
      preImageAt: Math.max(link.lastWrite.preImageAt, Math.min(at, link.lastWrite.at)),
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

function isCovered(base: Content, { values, preImage }: LastWrite, told: Content, field: Field): boolean {
  return shows(base, values, field) && differsFromBoth(told, values, preImage, field);
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

function keptApart({ record, link }: Resource, values: Content, field: Field): FieldConflict {
  return {
    field,
    base: link?.lastWrite?.preImage[field] ?? null,
    ours: record.content[field] ?? null,
    theirs: values[field] ?? null,
    winner: 'ours',
  };
}
