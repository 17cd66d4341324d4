// What a delivery can mean, and the two ways in which it means nothing to us.
import type { IncomingChange } from '@tandem/shared/accept-changes.js';
import type { DirectoryUpdate } from '@tandem/shared/domain/github/directory-update.js';
import type { Reason } from '@tandem/shared/domain/operations/operation.js';

export type NormalizedChange = Omit<IncomingChange, 'deliveryId'>;

export type Normalized =
  | { readonly kind: 'changes'; readonly changes: readonly NormalizedChange[] }
  | { readonly kind: 'directory'; readonly update: DirectoryUpdate }
  /** Every linked issue that carries the label of this name has changed. */
  | { readonly kind: 'label'; readonly repoExternalId: string; readonly name: string }
  /** People (GitHub's ids) of whom GitHub says that they took back what they allowed the app. */
  | { readonly kind: 'revocation'; readonly people: readonly string[] }
  /** Kept, with the reason: nothing of it is synced. */
  | { readonly kind: 'ignored'; readonly reason: Reason }
  /** Parked, with the reason: it should have been readable. */
  | { readonly kind: 'malformed'; readonly reason: Reason };

/** @param message begins with the field that cannot be read */
export function malformed(message: string): Normalized {
  return { kind: 'malformed', reason: { code: 'malformed_payload', message } };
}

export function ignored(code: string, message: string): Normalized {
  return { kind: 'ignored', reason: { code, message } };
}
