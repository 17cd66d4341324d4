// Brings back what our own write covered (rule M4): the edit is merged into the record over what it was made on.
import {
  assertedFields,
  differingFields,
  isSendable,
  pick,
  type Content,
  type Field,
} from '../resource/content.js';
import type { LostEdit, LostEdits, Value } from './lost-edits.js';
import { baseAfterOwnWrite, merge, overlay, type FieldConflict, type MergeText } from '../merge/merge.js';
import { lastValueOf } from './own-writes.js';
import { queuedOf, type FieldWrite, type LastWrite, type Link, type Resource } from '../resource/resource.js';

export interface Recovered {
  readonly record: Content;
  readonly changed: readonly Field[];
  readonly conflicts: readonly FieldConflict[];
  readonly needsOutbound: boolean;
  /** With the covered values noted, and as the pre-image of what comes next: another edit was made on top of them. */
  readonly lastWrite: LastWrite;
}

/**
 * Merges covered edits into the record: a merge, or a conflict. First with what covered them, over the pre-image, where
 * the later wins as anywhere; then into the record, where everything that was written since is later still, on GitHub's
 * side too: whoever wrote over our write saw it.
 */
export function recoverEdits(
  resource: Resource & { readonly link: Link },
  lost: LostEdits,
  mergeText: MergeText,
): Recovered {
  const { record, link } = resource;
  const written = valuesBy(lost, ({ write }) => write.restored ?? lastValueOf(write));
  const atThatTime = merge({
    base: builtOn(lost, mergeText),
    ours: written,
    theirs: theirsIn(lost),
    localModifiedAt: record.localModifiedAt,
    theirsAt: lost.at,
    mergeText,
  });
  const { content, changed, conflicts } = merge({
    base: written,
    ours: pick(record.content, assertedFields(written)),
    theirs: atThatTime.content,
    localModifiedAt: {},
    theirsAt: -Infinity,
    mergeText,
  });
  const merged = overlay(record.content, content);
  return {
    record: merged,
    changed,
    conflicts: [
      ...conflicts,
      ...atThatTime.conflicts.filter(({ field }) => !conflicts.some((each) => each.field === field)),
    ],
    needsOutbound:
      queuedOf(resource, 'outbound').length === 0 &&
      differingFields(link.base ?? {}, merged).some(isSendable),
    lastWrite: withRecovered(lost, atThatTime.content),
  };
}

function valuesBy({ edits }: LostEdits, value: (edit: LostEdit) => LostEdit['value']): Content {
  return Object.fromEntries(edits.map((edit) => [edit.field, value(edit)]));
}

function theirsIn(lost: LostEdits): Content {
  return valuesBy(lost, ({ value }) => value);
}

/** What the covered edits were made on: the pre-image with those of our writes that they already show. */
function builtOn(lost: LostEdits, mergeText: MergeText): Content {
  const theirs = theirsIn(lost);
  return lost.edits.reduce<Content>((base, { field, write }) => {
    const before: Content = { ...base, [field]: write.preImage };
    return write.values.reduce<Content>(
      (shown, value) => baseAfterOwnWrite(shown, { [field]: value }, theirs, mergeText) ?? shown,
      before,
    );
  }, {});
}

function withRecovered({ edits, at, lastWrite }: LostEdits, restored: Content): LastWrite {
  return edits.reduce<LastWrite>(
    (writes, edit) => ({
      ...writes,
      [edit.field]: (writes[edit.field] ?? []).map((each) =>
        each === edit.write ? noted(edit, restored[edit.field], at) : each,
      ),
    }),
    lastWrite,
  );
}

function noted({ value, write }: LostEdit, restored: Value | undefined, at: number): FieldWrite {
  return {
    ...write,
    restored,
    preImage: value,
    preImageAt: Math.max(write.preImageAt, Math.min(at, write.at)),
    recovered: [...write.recovered, write.preImage, value],
  };
}
