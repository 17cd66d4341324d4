// The three-way merge of a resource (DESIGN section 6): base is what both sides last agreed on, ours the record, theirs
// GitHub. Pure, and total: every pair of edits has one outcome, and what loses is told as a conflict.
import { wholeSecond } from '../clock.js';
import {
  assertedFields,
  FIELDS,
  isSetField,
  nameKey,
  sameValue,
  type Content,
  type Field,
  type Fields,
} from '../resource/content.js';

/** Merges two edits of one text; the adapter is a diff3 library, so that the rules import no package (rule O3). */
export interface MergeText {
  readonly merge: (versions: { base: string; ours: string; theirs: string; prefer: Side }) => {
    readonly text: string;
    /** True where both changed one paragraph and `prefer` decided. */
    readonly collided: boolean;
  };
  /** `base` with those changes alone that both made. */
  readonly shared: (versions: { base: string; ours: string; theirs: string }) => string;
}

export type Side = 'ours' | 'theirs';

export interface MergeInput {
  /** Null: never seen before, so the first snapshot is the base. */
  readonly base: Content | null;
  readonly ours: Content;
  readonly theirs: Content;
  readonly localModifiedAt: Readonly<Partial<Record<Field, number>>>;
  /** GitHub's time of theirs, ms in whole seconds. */
  readonly theirsAt: number;
  readonly mergeText: MergeText;
}

export interface Merged {
  /** The record from now on: every field that either side asserts. */
  readonly content: Content;
  /** Fields in which the record changed. */
  readonly changed: readonly Field[];
  readonly conflicts: readonly FieldConflict[];
}

/** Two versions of one field of which one had to give way. */
export interface FieldConflict {
  readonly field: Field;
  readonly base: Fields[Field] | null;
  readonly ours: Fields[Field] | null;
  readonly theirs: Fields[Field] | null;
  readonly winner: Side;
}

export function merge(input: MergeInput): Merged {
  const base = input.base ?? input.theirs;
  const content: Partial<Record<Field, Fields[Field]>> = {};
  const changed: Field[] = [];
  const conflicts: FieldConflict[] = [];

  for (const field of FIELDS) {
    const ours = input.ours[field];
    const theirs = input.theirs[field];
    const merged = mergeField(field, base[field], ours, theirs, input);
    if (merged === undefined) continue;
    content[field] = merged.value;
    if (ours === undefined || !sameValue(field, ours, merged.value)) changed.push(field);
    if (merged.conflict !== undefined) conflicts.push(merged.conflict);
  }
  return { content: content as Content, changed, conflicts };
}

interface MergedField {
  readonly value: Fields[Field];
  readonly conflict?: FieldConflict;
}

function mergeField(
  field: Field,
  base: Fields[Field] | undefined,
  ours: Fields[Field] | undefined,
  theirs: Fields[Field] | undefined,
  input: MergeInput,
): MergedField | undefined {
  if (theirs === undefined) return ours === undefined ? undefined : { value: ours };
  if (ours === undefined || field === 'locked') return { value: theirs };
  if (sameValue(field, ours, theirs)) return { value: keepOurSpelling(ours, theirs) };
  if (isSetField(field)) {
    return { value: mergeSet((base ?? []) as string[], ours as string[], theirs as string[]) };
  }
  if (base !== undefined && sameValue(field, base, ours)) return { value: theirs };
  if (base !== undefined && sameValue(field, base, theirs)) return { value: ours };

  // Never seen on GitHub and never written by a client: what we hold is a default, and nobody's word.
  if (base === undefined && input.localModifiedAt[field] === undefined) return { value: theirs };

  const winner: Side = wholeSecond(input.localModifiedAt[field] ?? 0) > input.theirsAt ? 'ours' : 'theirs'; // ties go to GitHub
  const conflict: FieldConflict = { field, base: base ?? null, ours, theirs, winner };
  if (field === 'body' && base !== undefined) {
    const { text, collided } = input.mergeText.merge({
      base: base as string,
      ours: ours as string,
      theirs: theirs as string,
      prefer: winner,
    });
    return collided ? { value: text, conflict } : { value: text };
  }
  return { value: winner === 'ours' ? ours : theirs, conflict };
}

/** Equal in meaning: GitHub's spelling is taken (its label's case, its reason), texts stay as they are. */
function keepOurSpelling(ours: Fields[Field], theirs: Fields[Field]): Fields[Field] {
  return typeof ours === 'string' ? ours : theirs;
}

/** By element: an addition or a removal on either side is kept. GitHub's order and spelling come first. */
export function mergeSet(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] {
  const before = new Set(base.map(nameKey));
  const here = new Set(ours.map(nameKey));
  const there = new Set(theirs.map(nameKey));
  const kept = theirs.filter((name) => !before.has(nameKey(name)) || here.has(nameKey(name)));
  const added = ours.filter((name) => !before.has(nameKey(name)) && !there.has(nameKey(name)));
  return [...kept, ...added];
}

/** What has to be added and removed so that `from` becomes `to`. */
export function setDifference(
  from: readonly string[],
  to: readonly string[],
): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  const had = new Set(from.map(nameKey));
  const wants = new Set(to.map(nameKey));
  return {
    add: to.filter((name) => !had.has(nameKey(name))),
    remove: from.filter((name) => !wants.has(nameKey(name))),
  };
}

/** `over` on top of `under`: what `over` asserts counts. */
export function overlay(under: Content | null, over: Content): Content {
  return { ...under, ...over };
}

/**
 * The base as it must be read while the outcome of our own write is unknown (section 6): a value of theirs that equals
 * what we were about to write was written by us and not by a person, so it counts as not changed by them. Sets element
 * by element, texts paragraph by paragraph. Leaving this out turns our own late write into "their edit", which then beats a newer local one.
 *
 * @param preImage what the read before the write showed; the base may have moved on since, and then only the pre-image
 * tells which names we added and removed
 */
export function baseAfterOwnWrite(
  base: Content | null,
  written: Content,
  theirs: Content,
  mergeText: MergeText,
  preImage: Content | null = base,
): Content | null {
  if (base === null) return base;
  const adjusted: Partial<Record<Field, Fields[Field]>> = { ...base };
  for (const field of assertedFields(written)) {
    const sent = written[field];
    const seen = theirs[field];
    const before = base[field];
    if (sent === undefined || seen === undefined || before === undefined) continue;
    if (isSetField(field)) {
      const change = setDifference((preImage?.[field] ?? before) as string[], sent as string[]);
      adjusted[field] = ownElements(before as string[], change, seen as string[]);
    } else if (sameValue(field, sent, seen)) {
      adjusted[field] = seen;
    } else if (field === 'body') {
      adjusted[field] = mergeText.shared({
        base: before as string,
        ours: sent as string,
        theirs: seen as string,
      });
    }
  }
  return adjusted as Content;
}

function ownElements(
  before: readonly string[],
  { add, remove }: ReturnType<typeof setDifference>,
  seen: readonly string[],
): readonly string[] {
  const there = new Set(seen.map(nameKey));
  const ours = new Set(remove.map(nameKey));
  return [
    ...before.filter((name) => !ours.has(nameKey(name)) || there.has(nameKey(name))),
    ...setDifference(before, add).add.filter((name) => there.has(nameKey(name))),
  ];
}
