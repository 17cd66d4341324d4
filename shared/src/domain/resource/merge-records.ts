// Two records of one issue or comment become one (rule M7): what clients wrote in the one that ends goes on in the one
// that survives. Where both were edited the later edit counts, and the other is kept as a conflict. Pure.
import { FIELDS, isSendable, pick, sameValue, type Content, type Field, type Fields } from './content.js';
import type { FieldConflict } from '../merge/merge.js';
import type { Resource } from './resource.js';

export interface MergedRecords {
  /** What the survivor takes over. */
  readonly content: Content;
  readonly changed: readonly Field[];
  readonly localModifiedAt: Readonly<Partial<Record<Field, number>>>;
  readonly conflicts: readonly FieldConflict[];
}

type Side = Pick<Resource, 'record' | 'link'>;

export function mergeRecords(survivor: Side, other: Side): MergedRecords {
  const taken: Field[] = [];
  const conflicts: FieldConflict[] = [];
  const localModifiedAt: Partial<Record<Field, number>> = { ...survivor.record.localModifiedAt };
  for (const field of FIELDS.filter(isSendable)) {
    const theirs = unsent(other, field);
    if (theirs === null) continue;
    const ours = unsent(survivor, field);
    if (ours !== null && sameValue(field, ours.value, theirs.value)) continue;
    const wins = ours === null || ours.at < theirs.at;
    if (ours !== null) {
      conflicts.push({
        field,
        base: survivor.link?.base?.[field] ?? null,
        ours: ours.value,
        theirs: theirs.value,
        winner: wins ? 'theirs' : 'ours',
      });
    }
    if (!wins) continue;
    localModifiedAt[field] = theirs.at;
    const now = survivor.record.content[field];
    if (now === undefined || !sameValue(field, now, theirs.value)) taken.push(field);
  }
  return { content: pick(other.record.content, taken), changed: taken, localModifiedAt, conflicts };
}

/** What a client wrote and GitHub does not have yet; null = nothing. */
function unsent(
  { record, link }: Side,
  field: Field,
): { readonly value: Fields[Field]; readonly at: number } | null {
  const at = record.localModifiedAt[field];
  const value = record.content[field];
  if (at === undefined || value === undefined) return null;
  const base = link?.base?.[field];
  return base !== undefined && sameValue(field, value, base) ? null : { value, at };
}
