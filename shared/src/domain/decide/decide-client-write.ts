// What becomes of a client's write (DESIGN section 5): the record changes at once, and one queued outbound operation
// carries everything that GitHub has not been told yet. Earlier ones that were not sent give way to it.
import {
  asGithubKeeps,
  assertedFields,
  sameValue,
  type Content,
  type Field,
  type Fields,
} from '../resource/content.js';
import type { Action, Operation, Reason } from '../operations/operation.js';
import { overlay } from '../merge/merge.js';
import { queuedOf, type Resource } from '../resource/resource.js';

export interface ClientWrite {
  readonly action: Action;
  /** The fields that the client named, with their new values. */
  readonly values: Content;
  /** Now, on GitHub's clock (ms). */
  readonly at: number;
}

export type ClientDecision =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'changed';
      readonly changed: readonly Field[];
      readonly record: Content;
      readonly localModifiedAt: Readonly<Partial<Record<Field, number>>>;
      readonly operation: {
        readonly action: Action;
        readonly state: 'queued' | 'disabled';
        readonly reason: Reason | null;
        /** Every field that is still to be told, those of the canceled operations included. */
        readonly content: Content;
        readonly notBefore: number | null;
      };
      /** Unsent and failed outbound operations whose fields the new one takes over. */
      readonly cancels: readonly Operation[];
    };

export function decideClientWrite(resource: Resource, write: ClientWrite): ClientDecision {
  const { record } = resource;
  const values = asGithubKeeps(write.values, resource.taskKind);
  const changed = assertedFields(values).filter((field) => isNews(field, record.content, values));
  if (write.action === 'update' && changed.length === 0) return { kind: 'unchanged' };

  const cancels = [...queuedOf(resource, 'outbound'), ...resource.errored];
  const takenOver = cancels.reduce<Content>((fields, { content }) => overlay(fields, content ?? {}), {});
  return {
    kind: 'changed',
    changed,
    record: overlay(record.content, values),
    localModifiedAt: {
      ...record.localModifiedAt,
      ...Object.fromEntries(changed.map((field) => [field, write.at])),
    },
    operation: {
      action: mergedAction(write.action, cancels),
      state: resource.closedBecause === null ? 'queued' : 'disabled',
      reason: resource.closedBecause,
      content: overlay(takenOver, values),
      notBefore: latestLimit(cancels),
    },
    cancels,
  };
}

function isNews(field: Field, record: Content, values: Content): boolean {
  const held = record[field];
  const wanted = values[field] as Fields[Field];
  return held === undefined || !sameValue(field, held, wanted);
}

/** An edit of something whose creation was not sent yet is still its creation. */
function mergedAction(action: Action, cancels: readonly Operation[]): Action {
  return action === 'update' && cancels.some((operation) => operation.action === 'create')
    ? 'create'
    : action;
}

/** A limit outlives the operation that met it; a back-off after a failure does not: the text may be mended now. */
function latestLimit(cancels: readonly Operation[]): number | null {
  const limits = cancels
    .filter((operation) => operation.state === 'queued' && operation.attempt === 0)
    .map((operation) => operation.notBefore ?? 0);
  const latest = Math.max(0, ...limits);
  return latest === 0 ? null : latest;
}
