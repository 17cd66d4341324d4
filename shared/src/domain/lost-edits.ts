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
  type Fields,
} from './content.js';
import { baseAfterOwnWrite, merge, overlay, type FieldConflict, type MergeText } from './merge.js';
import type { Facts } from './operation.js';
import {
  processingOf,
  queuedOf,
  type FieldWrite,
  type LastWrite,
  type Link,
  type Resource,
} from './resource.js';
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
  /** Our writes as the change shows them: its echo may be the first that tells of one. */
  readonly lastWrite: LastWrite;
  /** The write of ours that covered it, per field; one of `lastWrite`. */
  readonly covers: Readonly<Partial<Record<Field, FieldWrite>>>;
}

type Value = Fields[Field];

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
  const values: Partial<Record<Field, Value>> = {};
  const covers: Partial<Record<Field, FieldWrite>> = {};
  for (const [field, writes] of writesOf(lastWrite)) {
    for (const write of writes.filter((each) => field === 'body' || stands(base, field, each))) {
      const lost = [beforeEcho(field, write, told, at), inBetween(field, write, told, at)].find(
        (value) =>
          value !== undefined &&
          !isNow(base, field, value) &&
          isForeign(field, writes, value) &&
          !isIntended(link, field, value),
      );
      if (lost === undefined || covers[field] !== undefined) continue;
      values[field] = lost;
      covers[field] = write;
    }
  }
  return Object.keys(values).length === 0 ? null : { values: values as Content, at, lastWrite, covers };
}

/** The echo of a write that nobody answered says that it arrived, even where a person wrote over it since. */
function withEchoed({ lastWrite, writeIntent }: Link, { content, facts }: Told, at: number): LastWrite {
  if (facts?.byUs !== true) return lastWrite ?? {};
  return attemptsOf(writeIntent).reduce<LastWrite>((known, { values, preImage }) => {
    const arrived = assertedFields(values).filter((field) => {
      const [told, ours, writes = []] = [content?.[field], values[field], known[field]];
      if (told === undefined || ours === undefined || !sameValue(field, told, ours)) return false;
      return !writes.some((write) => write.values.some((value) => sameValue(field, value, ours)));
    });
    if (preImage === undefined || arrived.length === 0) return known;
    const link = { base: preImage.content, baseUpdatedAt: preImage.at, lastWrite: known };
    return rememberWrite(pick(values, arrived), link, '', at);
  }, lastWrite ?? {});
}

/** Written by a worker of ours that lost its lease and went on unknowing. */
function isIntended({ writeIntent }: Link, field: Field, value: Value): boolean {
  return attemptsOf(writeIntent).some(({ values }) => {
    const ours = values[field];
    return ours !== undefined && sameValue(field, ours, value);
  });
}

/** It stands on GitHub: nothing covered it. */
function isNow(base: Content, field: Field, value: Value): boolean {
  const seen = base[field];
  return seen !== undefined && sameValue(field, seen, value);
}

function stands(base: Content, field: Field, write: FieldWrite): boolean {
  return isNow(base, field, lastValueOf(write));
}

/**
 * The change itself, made after the pre-image and before our write. In the very second of either only the echo can tell:
 * a value that a person left again within that second must not come back as a lost one.
 */
function inBetween(field: Field, write: FieldWrite, { content }: Told, at: number): Value | undefined {
  return at > write.preImageAt && at < write.at ? content?.[field] : undefined;
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
  resource: Resource & { readonly link: Link },
  lost: LostEdits,
  mergeText: MergeText,
): Recovered {
  const { record, link } = resource;
  const { values, at } = lost;
  const fields = assertedFields(values);
  const { content, changed, conflicts } = merge({
    base: builtOn(lost, mergeText),
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
    lastWrite: withRecovered(lost),
  };
}

/** How many of our own writes in a row are remembered per field; older ones have had their echoes long ago. */
const REMEMBERED_VALUES = 10;
/** How many times a field is remembered to have gone from a person's hand into ours. */
const REMEMBERED_WRITES = 3;

/** The writes that are remembered after another one: `base` is what the read before it showed. */
export function rememberWrite(
  sent: Content,
  { base, baseUpdatedAt, lastWrite }: Pick<Link, 'base' | 'baseUpdatedAt' | 'lastWrite'>,
  operationId: string,
  at: number,
): LastWrite {
  const next: Partial<Record<Field, readonly FieldWrite[]>> = { ...lastWrite };
  for (const field of assertedFields(sent)) {
    const [value, preImage, writes = []] = [sent[field], base?.[field], lastWrite?.[field]];
    const latest = writes.at(-1);
    if (isSetField(field) || value === undefined || preImage === undefined) continue;
    next[field] =
      latest !== undefined && sameValue(field, lastValueOf(latest), preImage)
        ? [
            ...writes.slice(0, -1),
            { ...latest, values: [...latest.values, value].slice(-REMEMBERED_VALUES), operationId, at },
          ]
        : [
            ...writes.slice(1 - REMEMBERED_WRITES),
            { values: [value], preImage, preImageAt: baseUpdatedAt ?? 0, operationId, at, recovered: [] },
          ];
  }
  return next;
}

/** What we wrote last into a state. */
export function lastState(
  lastWrite: LastWrite | null,
): { readonly value: Fields['state']; readonly at: number } | null {
  const write = lastWrite?.state?.at(-1);
  return write === undefined ? null : { value: lastValueOf(write) as Fields['state'], at: write.at };
}

function withRecovered({ lastWrite, values, covers, at }: LostEdits): LastWrite {
  const next: Partial<Record<Field, readonly FieldWrite[]>> = { ...lastWrite };
  for (const field of assertedFields(values)) {
    const [write, value] = [covers[field], values[field]];
    if (write === undefined || value === undefined) continue;
    const noted: FieldWrite = {
      ...write,
      preImage: value,
      preImageAt: Math.max(write.preImageAt, Math.min(at, write.at)),
      recovered: [...write.recovered, write.preImage, value],
    };
    next[field] = lastWrite[field]?.map((each) => (each === write ? noted : each)) ?? [noted];
  }
  return next;
}

/** What a covered edit was made on: the pre-image with those of our writes that it already shows. */
function builtOn({ values: lost, covers }: LostEdits, mergeText: MergeText): Content | null {
  return assertedFields(lost).reduce<Content | null>((base, field) => {
    const write = covers[field];
    if (write === undefined) return base;
    const before: Content = { ...base, [field]: write.preImage };
    return write.values.reduce<Content | null>(
      (shown, value) => baseAfterOwnWrite(shown, { [field]: value }, lost, mergeText),
      before,
    );
  }, null);
}

/** Neither ours, nor what was there before, nor told already. */
function isForeign(field: Field, writes: readonly FieldWrite[], value: Value): boolean {
  return !writes
    .flatMap(({ values, preImage, recovered }) => [...values, preImage, ...recovered])
    .some((known) => sameValue(field, known, value));
}

function lastValueOf({ values, preImage }: FieldWrite): Value {
  return values.at(-1) ?? preImage;
}

function writesOf(lastWrite: LastWrite | null): [Field, readonly FieldWrite[]][] {
  return Object.entries(lastWrite ?? {}) as [Field, readonly FieldWrite[]][];
}
