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
import type { FieldWrite, LastWrite, Link } from '../resource/resource.js';

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
        ? [...writes.slice(0, -1), { ...withNext(latest, value), operationId, at }]
        : [
            ...writes.slice(1 - REMEMBERED_WRITES),
            { values: [value], preImage, preImageAt: baseUpdatedAt ?? 0, operationId, at, recovered: [] },
          ];
  }
  return next;
}

/** The next value carries what was restored. */
function withNext({ restored, ...write }: FieldWrite, value: Fields[Field]): FieldWrite {
  return { ...write, values: [...write.values, value].slice(-REMEMBERED_VALUES) };
}

/** What we wrote last into a state. */
export function lastState(
  lastWrite: LastWrite | null,
): { readonly value: Fields['state']; readonly at: number } | null {
  const write = lastWrite?.state?.at(-1);
  return write === undefined ? null : { value: lastValueOf(write) as Fields['state'], at: write.at };
}

export function writesOf(lastWrite: LastWrite | null): [Field, readonly FieldWrite[]][] {
  return Object.entries(lastWrite ?? {}) as [Field, readonly FieldWrite[]][];
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
