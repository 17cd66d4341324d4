// Edits that our own write covered (rule M4): a person wrote between our read and our write, and GitHub has no If-Match.
// What they wrote still comes to us, late, as a change that is older than our write; it is merged over the pre-image
// instead of being dropped, so that nothing disappears without a word.
import {
  assertedFields,
  isSetField,
  pick,
  sameValue,
  type Content,
  type Field,
  type Fields,
} from '../resource/content.js';
import type { Facts } from '../operations/operation.js';
import { holds, isForeign, lastValueOf, rememberWrite, spansOf, unheardOf, writesOf } from './own-writes.js';
import {
  processingOf,
  type FieldWrite,
  type LastWrite,
  type Link,
  type Resource,
} from '../resource/resource.js';
import { attemptsOf } from '../merge/write-intents.js';

/** What a change tells of the past. */
export interface Told {
  readonly content: Content | null;
  /** ms in whole seconds. */
  readonly githubUpdatedAt: number | null;
  readonly facts?: Facts | null;
}

/** The covered values of a change, one a field. */
export interface LostEdits {
  readonly edits: readonly LostEdit[];
  readonly at: number;
  /** Our writes as the change shows them: its echo may be the first that tells of one. */
  readonly lastWrite: LastWrite;
}

export interface LostEdit {
  readonly field: Field;
  readonly value: Value;
  /** The write of ours that covered it. */
  readonly write: FieldWrite;
}

export type Value = Fields[Field];

/**
 * What of a change our last writes covered; null = nothing. A whole value counts only where what we wrote still stands on
 * GitHub, for a person who wrote after us saw it; of a text they may have changed another paragraph. Sets are left out,
 * for they are written element by element.
 */
export function lostEdits(link: Link | null, told: Told): LostEdits | null {
  const at = told.githubUpdatedAt;
  if (link?.base == null || at === null) return null;
  const { base } = link;
  const lastWrite = withEchoed(link, told, at);
  const edits = writesOf(lastWrite).flatMap(([field, writes]): LostEdit[] => {
    const isLost = (value: Value | undefined): value is Value =>
      value !== undefined &&
      !isNow(base, field, value) &&
      isForeign(field, writes, value) &&
      !isIntended(link, field, value);
    return writes
      .filter((write) => field === 'body' || stands(base, field, write))
      .flatMap((write) =>
        [beforeEcho(field, write, told, at), inBetween(field, write, told, at)]
          .filter(isLost)
          .map((value) => ({ field, value, write })),
      )
      .slice(0, 1);
  });
  return edits.length === 0 ? null : { edits, at, lastWrite };
}

/** The echo of a write that nobody answered says that it arrived, even where a person wrote over it since. */
function withEchoed({ lastWrite, writeIntent }: Link, { content, facts }: Told, at: number): LastWrite {
  if (facts?.byUs !== true) return lastWrite ?? {};
  return [...unheardOf(lastWrite), ...attemptsOf(writeIntent)].reduce<LastWrite>(
    (known, { values, preImage }) => {
      if (preImage === undefined) return known;
      const arrived = assertedFields(values).filter((field) => {
        const [told, ours] = [content?.[field], values[field]];
        if (told === undefined || ours === undefined || !sameValue(field, told, ours)) return false;
        return !writesOf(known).some(
          ([each, writes]) => each === field && writes.some((write) => holds(field, write.values, ours)),
        );
      });
      const link = { base: preImage.content, baseUpdatedAt: preImage.at, lastWrite: known };
      return rememberWrite(pick(values, arrived), link, '', at);
    },
    lastWrite ?? {},
  );
}

/** Written by a worker of ours that lost its lease and went on unknowing. */
function isIntended({ writeIntent }: Link, field: Field, value: Value): boolean {
  return attemptsOf(writeIntent).some(({ values }) => isNow(values, field, value));
}

/** It stands there, on GitHub or in what we sent: nothing covered it. */
function isNow(content: Content, field: Field, value: Value): boolean {
  const seen = content[field];
  return seen !== undefined && sameValue(field, seen, value);
}

function stands(base: Content, field: Field, write: FieldWrite): boolean {
  return isNow(base, field, lastValueOf(write));
}

/**
 * The change itself, made after a read and before the write that followed it. In the very second of either only the echo
 * can tell: a value that a person left again within that second must not come back as a lost one.
 */
function inBetween(field: Field, write: FieldWrite, { content }: Told, at: number): Value | undefined {
  const isCovered = at > write.preImageAt && spansOf(write).some((span) => at > span.readAt && at < span.at);
  return isCovered ? content?.[field] : undefined;
}

/** What our own write replaced, as its echo tells: an edit that the read before it did not show. */
function beforeEcho(
  field: Field,
  { values, preImageAt }: FieldWrite,
  { content, facts }: Told,
  at: number,
): Value | undefined {
  const wrote = content?.[field];
  if (facts?.byUs !== true || wrote === undefined || at < preImageAt) return undefined;
  return values.some((value) => sameValue(field, value, wrote)) ? facts.replaced?.[field] : undefined;
}

/**
 * Whether a change that is still waiting could turn out to be lost, or to tell of a lost one: it must not give way to a
 * later one.
 */
export function mayBeLost(resource: Resource, { content, githubUpdatedAt, facts }: Told): boolean {
  const { link, record } = resource;
  if (link?.base == null) return false;
  const { base } = link;
  const isWriting = processingOf(resource)?.direction === 'outbound';
  // It may have read GitHub already, and has not said yet what it will write: everything that differs.
  const sent = [
    ...attemptsOf(link.writeIntent).map(({ values }) => values),
    ...(isWriting ? [record.content] : []),
  ];
  const told = [content ?? {}, ...(facts?.byUs === true ? [facts.replaced ?? {}] : [])];
  const pending = sent.some((values) =>
    assertedFields(values).some((field) => told.some((each) => differsFromBoth(field, each, base, values))),
  );
  const done = writesOf(link.lastWrite).some(([field, writes]) => {
    const since = Math.min(...writes.map(({ preImageAt }) => preImageAt));
    return told.some(({ [field]: value }) => {
      return value !== undefined && (githubUpdatedAt ?? 0) >= since && isForeign(field, writes, value);
    });
  });
  return pending || done;
}

function differsFromBoth(field: Field, told: Content, base: Content, sent: Content): boolean {
  const [value, before, ours] = [told[field], base[field], sent[field]];
  if (isSetField(field) || value === undefined || before === undefined || ours === undefined) return false;
  return ![before, ours].some((known) => sameValue(field, value, known)) && !sameValue(field, before, ours);
}
