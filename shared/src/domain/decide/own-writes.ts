// What is remembered of our own writes (rule M4): what each replaced on GitHub, and by what. A late change is held against
// it, to find what a person wrote between our read and our write.
import {
  assertedFields,
  isSetField,
  sameValue,
  type Content,
  type Field,
  type Fields,
} from '../resource/content.js';
import type { FieldWrite, LastWrite, Link, Span, WriteAttempt } from '../resource/resource.js';

/** How many of our own writes in a row are remembered per field; older ones have had their echoes long ago. */
const REMEMBERED_VALUES = 10;
/** How many times a field is remembered to have gone from a person's hand into ours. */
const REMEMBERED_WRITES = 3;

/** How many unanswered writes of a field wait for their echo. */
const REMEMBERED_UNHEARD = 2;

/** The writes that are remembered after another one: `base` is what the read before it showed. */
export function rememberWrite(
  sent: Content,
  { base, baseUpdatedAt, lastWrite }: Pick<Link, 'base' | 'baseUpdatedAt' | 'lastWrite'>,
  operationId: string,
  at: number,
): LastWrite {
  return withFields(sent, base, lastWrite, (value, preImage, field, known) => {
    const [heard, unheard] = parted(known);
    const latest = heard.at(-1);
    const span = { readAt: baseUpdatedAt ?? 0, at };
    const next: FieldWrite[] =
      latest !== undefined && sameValue(field, lastValueOf(latest), preImage)
        ? [...heard.slice(0, -1), { ...withNext(latest, value, span), operationId, at }]
        : [...heard.slice(1 - REMEMBERED_WRITES), { ...firstWrite(value, preImage, span), operationId }];
    return [...unheard.filter(({ values }) => !holds(field, values, value)), ...next];
  });
}

/** The writes that are remembered when one of which nothing was heard has become too old to arrive. */
export function rememberUnheard(
  { values, at, preImage }: WriteAttempt,
  lastWrite: LastWrite | null,
): LastWrite | null {
  if (preImage === undefined) return lastWrite;
  return withFields(values, preImage.content, lastWrite, (value, before, field, known) => {
    const [heard, unheard] = parted(known);
    if (known.some((write) => holds(field, write.values, value))) return known;
    const span = { readAt: preImage.at, at };
    const next = { ...firstWrite(value, before, span), operationId: '', unheard: true as const };
    return [...[...unheard, next].slice(-REMEMBERED_UNHEARD), ...heard];
  });
}

/** Each sent field that is no set with what it replaced; sets are written element by element. */
function withFields(
  sent: Content,
  replaced: Content | null,
  lastWrite: LastWrite | null,
  next: (
    value: Fields[Field],
    preImage: Fields[Field],
    field: Field,
    known: readonly FieldWrite[],
  ) => readonly FieldWrite[],
): LastWrite {
  const all: Partial<Record<Field, readonly FieldWrite[]>> = { ...lastWrite };
  for (const field of assertedFields(sent)) {
    const [value, preImage] = [sent[field], replaced?.[field]];
    if (isSetField(field) || value === undefined || preImage === undefined) continue;
    all[field] = next(value, preImage, field, all[field] ?? []);
  }
  return all;
}

function parted(writes: readonly FieldWrite[]): [heard: FieldWrite[], unheard: FieldWrite[]] {
  return [writes.filter(({ unheard }) => unheard !== true), writes.filter(({ unheard }) => unheard === true)];
}

/** Whether a value is among what we wrote into a field. */
export function holds(field: Field, values: readonly Fields[Field][], value: Fields[Field]): boolean {
  return values.some((known) => sameValue(field, known, value));
}

function firstWrite(
  value: Fields[Field],
  preImage: Fields[Field],
  span: Span,
): Omit<FieldWrite, 'operationId'> {
  const { readAt: preImageAt, at } = span;
  return { values: [value], spans: [span], preImage, preImageAt, at, recovered: [] };
}

export function spansOf({ spans, preImageAt, at }: FieldWrite): readonly Span[] {
  return spans ?? [{ readAt: preImageAt, at }];
}

/** The next value carries what was restored. */
function withNext({ restored, ...write }: FieldWrite, value: Fields[Field], span: Span): FieldWrite {
  return {
    ...write,
    values: [...write.values, value].slice(-REMEMBERED_VALUES),
    spans: [...spansOf(write), span].slice(-REMEMBERED_VALUES),
  };
}

/** What we wrote last into a state. */
export function lastState(
  lastWrite: LastWrite | null,
): { readonly value: Fields['state']; readonly at: number } | null {
  const write = parted(lastWrite?.state ?? [])[0].at(-1);
  return write === undefined ? null : { value: lastValueOf(write) as Fields['state'], at: write.at };
}

/** Those of which nothing was heard, as the attempts that they were. */
export function unheardOf(lastWrite: LastWrite | null): WriteAttempt[] {
  const all = Object.entries(lastWrite ?? {}) as [Field, readonly FieldWrite[]][];
  return all.flatMap(([field, writes]) =>
    parted(writes)[1].map(({ values, at, preImage, preImageAt }) => ({
      values: { [field]: values.at(-1) },
      at,
      preImage: { content: { [field]: preImage }, at: preImageAt },
    })),
  );
}

/** Those that are known to have arrived. */
export function writesOf(lastWrite: LastWrite | null): [Field, readonly FieldWrite[]][] {
  const all = Object.entries(lastWrite ?? {}) as [Field, readonly FieldWrite[]][];
  return all.map(([field, writes]) => [field, parted(writes)[0]]);
}

export function lastValueOf({ values, preImage }: FieldWrite): Fields[Field] {
  return values.at(-1) ?? preImage;
}

/** Neither ours, nor what was there before, nor told already. */
export function isForeign(field: Field, writes: readonly FieldWrite[], value: Fields[Field]): boolean {
  return !writes
    .flatMap(({ values, preImage, recovered }) => [...values, preImage, ...recovered])
    .some((known) => sameValue(field, known, value));
}
