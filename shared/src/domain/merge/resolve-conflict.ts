// A person decides a conflict: one of its versions, or a value of their own, becomes the field's value, and is told to
// GitHub like any other client's write (DESIGN section 6). What is gone from GitHub cannot be decided any more.
import type { Content, Field, Fields } from '../resource/content.js';
import { decideClientWrite, type ClientDecision } from '../decide/decide-client-write.js';
import type { FieldConflict } from './merge.js';
import type { Reason } from '../operations/operation.js';
import { REASONS } from '../operations/reasons.js';
import type { Resource } from '../resource/resource.js';

export type ConflictChoice =
  { readonly keep: 'ours' | 'theirs' | 'base' } | { readonly value: Fields[Field] };

export type Resolution =
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** The record holds the chosen value already: the conflict is settled, and nothing has to be sent. */
  | { readonly kind: 'settled'; readonly values: Content }
  | {
      readonly kind: 'write';
      readonly values: Content;
      readonly decision: Extract<ClientDecision, { kind: 'changed' }>;
    };

/** @param at now, on GitHub's clock (ms): from now on the choice is the later edit. */
export function resolveConflict(
  resource: Resource,
  conflict: FieldConflict,
  choice: ConflictChoice,
  at: number,
): Resolution {
  if (resource.link?.gone) return { kind: 'refused', reason: REASONS.deletedOnGithub };
  if (resource.record.deletedAt !== null) return { kind: 'refused', reason: REASONS.recordDeleted };
  const value = 'keep' in choice ? conflict[choice.keep] : choice.value;
  if (value === null) return { kind: 'refused', reason: REASONS.noSuchVersion };

  const values: Content = { [conflict.field]: value };
  const decision = decideClientWrite(resource, { action: 'update', values, at });
  return decision.kind === 'unchanged' ? { kind: 'settled', values } : { kind: 'write', values, decision };
}
