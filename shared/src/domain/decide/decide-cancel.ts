// A person gives an operation up (rule M6). A canceled outbound operation gives up its fields: the record goes back to
// what GitHub holds, the lost values stay as conflicts, and a fetch makes sure that what we went back to is still so.
import {
  assertedFields,
  differingFields,
  isSendable,
  omit,
  pick,
  type Content,
  type Field,
} from '../resource/content.js';
import { overlay, type FieldConflict } from '../merge/merge.js';
import type { Operation } from '../operations/operation.js';
import { queuedOf, type Resource, type WriteIntent } from '../resource/resource.js';
import { canMove } from '../operations/transitions.js';
import { attemptsOf, fromAttempts } from '../merge/write-intents.js';

/** Refused: it runs, or has ended. */
export type CancelDecision = { readonly kind: 'refused' } | Canceled;

export interface Canceled {
  readonly kind: 'canceled';
  /** The record from now on. */
  readonly record: Content;
  readonly changed: readonly Field[];
  readonly conflicts: readonly FieldConflict[];
  readonly localModifiedAt: Readonly<Partial<Record<Field, number>>>;
  /** True: the deletion itself was given up. */
  readonly restored: boolean;
  /** True: a fetch has to be queued; none is waiting that would serve. */
  readonly fetch: boolean;
  /** Without the fields given up: a write of ours that did arrive is GitHub's word now, not to be undone. */
  readonly writeIntent: WriteIntent | null;
}

/** What is canceled: an operation as far as this rule looks at it. */
export type Cancelable = Pick<Operation, 'id' | 'direction' | 'state' | 'content'>;

export function decideCancel(resource: Resource, operation: Cancelable): CancelDecision {
  if (!canMove(operation.state, 'canceled')) return { kind: 'refused' };
  const { record, link } = resource;
  const lost = lostFields(resource, operation);
  const base = link?.base ?? {};
  return {
    kind: 'canceled',
    record: overlay(record.content, pick(base, lost)),
    changed: lost,
    conflicts: lost.map((field) => ({
      field,
      base: base[field] ?? null,
      ours: record.content[field] ?? null,
      theirs: base[field] ?? null,
      winner: 'theirs',
    })),
    localModifiedAt: Object.fromEntries(
      Object.entries(record.localModifiedAt).filter(([field]) => !lost.includes(field as Field)),
    ),
    restored: givesUpDeletion(resource, operation),
    fetch: operation.direction === 'outbound' && link?.exists === true && !fetchWaits(resource),
    writeIntent: withoutFields(link?.writeIntent ?? null, lost),
  };
}

/** The resource whose deletion was given up, from now on. */
export function restoredBy<R extends Resource>(resource: R, { record: content, writeIntent }: Canceled): R {
  const { record, link } = resource;
  return {
    ...resource,
    record: { ...record, content, deletedAt: null, deletedBy: null },
    link: link && { ...link, writeIntent },
  };
}

/** Only what differs, and what no other unsent operation says: that one still carries it. */
function lostFields(resource: Resource, { id, direction, content }: Cancelable): Field[] {
  const base = resource.link?.base ?? null;
  if (direction !== 'outbound' || base === null) return [];
  const kept = othersUnsent(resource, id).flatMap((other) => assertedFields(other.content ?? {}));
  const asked = assertedFields(content ?? {});
  return differingFields(base, resource.record.content).filter(
    (field) => isSendable(field) && asked.includes(field) && !kept.includes(field),
  );
}

function givesUpDeletion(resource: Resource, { id, direction }: Cancelable): boolean {
  const { record, link } = resource;
  return (
    direction === 'outbound' &&
    record.deletedAt !== null &&
    record.deletedBy === 'client' &&
    link?.gone === null &&
    // An update that was under way when the record was deleted carries no deletion: it read the record before.
    !othersUnsent(resource, id).some(({ action }) => action === 'delete')
  );
}

function othersUnsent(resource: Resource, id: string): Operation[] {
  return [...resource.open, ...resource.errored].filter(
    (other) => other.direction === 'outbound' && other.id !== id,
  );
}

function fetchWaits(resource: Resource): boolean {
  return queuedOf(resource, 'inbound').some(({ content }) => content === null);
}

function withoutFields(intent: WriteIntent | null, fields: readonly Field[]): WriteIntent | null {
  const attempts = attemptsOf(intent).map((each) => ({ ...each, values: omit(each.values, fields) }));
  return fromAttempts(attempts.filter(({ values }) => assertedFields(values).length > 0));
}
