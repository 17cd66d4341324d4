// What an outbound run has to send, once GitHub's present state is known to be the base (DESIGN sections 6 and 7).
// A field that nobody changed is never written (rule M2); sets go element by element, never as a whole.
import {
  asGithubKeeps,
  assertedFields,
  differingFields,
  isSendable,
  pick,
  type Content,
} from '../resource/content.js';
import { setDifference } from './merge.js';
import type { ResourceKind } from '../operations/operation.js';
import type { Link, Resource } from '../resource/resource.js';

export interface SetChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export type OutboundPlan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'create'; readonly values: Content }
  | {
      readonly kind: 'update';
      /** The changed fields with the values that they shall have: the write intent. */
      readonly values: Content;
      /** Scalar fields for one PATCH; empty = no PATCH. */
      readonly patch: Content;
      readonly labels: SetChange;
      readonly assignees: SetChange;
    }
  | { readonly kind: 'delete' }
  /** Deleted by a client while it is unknown whether GitHub took its create: to be found, so that it can be deleted. */
  | { readonly kind: 'find' };

const NO_CHANGE: SetChange = { add: [], remove: [] };

export function planOutbound(resource: Resource): OutboundPlan {
  const { link, record } = resource;
  if (link === null || link.gone !== null) return { kind: 'nothing' };
  if (record.deletedAt !== null) return planDeletion(resource, link);
  if (!link.exists) return { kind: 'create', values: sendable(record.content) };
  if (link.base === null) return { kind: 'nothing' };

  const base = link.base;
  const fields = differingFields(base, record.content).filter(isSendable);
  if (fields.length === 0) return { kind: 'nothing' };
  const values = pick(record.content, fields);
  return {
    kind: 'update',
    values,
    patch: pick(values, ['title', 'body', 'state']),
    labels: values.labels === undefined ? NO_CHANGE : setDifference(base.labels ?? [], values.labels),
    assignees:
      values.assignees === undefined ? NO_CHANGE : setDifference(base.assignees ?? [], values.assignees),
  };
}

/** Deleting a task closes its issue as not planned (a pull request: closes it); deleting a comment deletes it (M5). */
function planDeletion({ kind, taskKind }: Resource, link: Link): OutboundPlan {
  if (!link.exists) return { kind: link.createIntent === null ? 'nothing' : 'find' };
  if (kind === 'comment') return { kind: 'delete' };
  if (!deletionIsDue(kind, link.base)) return { kind: 'nothing' };
  const values = asGithubKeeps({ state: { state: 'closed', reason: 'not_planned' } }, taskKind);
  return { kind: 'update', values, patch: values, labels: NO_CHANGE, assignees: NO_CHANGE };
}

/** Whether GitHub still has to be told of a client's deletion, given its content as last seen. */
export function deletionIsDue(kind: ResourceKind, base: Content | null): boolean {
  return kind === 'comment' || base?.state?.state !== 'closed';
}

/** The parts of a content that GitHub takes from us. */
export function sendable(content: Content): Content {
  return pick(content, assertedFields(content).filter(isSendable));
}
