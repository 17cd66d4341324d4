// From a stored delivery to what it means: changes of resources, news of installations and repos, or nothing that we
// sync. Pure. What cannot be read is malformed and says which field; it never throws, and never holds up the next (D5).
import type { IncomingChange } from '@tandem/shared/accept-changes.js';
import type { DirectoryUpdate } from '@tandem/shared/domain/directory-update.js';
import type { Reason } from '@tandem/shared/domain/operation.js';
import { normalizeDirectory, isDirectoryEvent } from './normalize-directory.js';
import { normalizeComment, normalizeIssue, normalizePullRequest } from './normalize-things.js';
import { envelopeJson, readWith, type RepositoryJson } from './payload.js';
import type { Recognition } from './recognition.js';

export type Normalized =
  | { readonly kind: 'changes'; readonly changes: readonly Omit<IncomingChange, 'deliveryId'>[] }
  | { readonly kind: 'directory'; readonly update: DirectoryUpdate }
  /** Kept, with the reason: nothing of it is synced. */
  | { readonly kind: 'ignored'; readonly reason: Reason }
  /** Parked, with the reason: it should have been readable. */
  | { readonly kind: 'malformed'; readonly reason: Reason };

export interface NormalizedDelivery {
  readonly action: string | null;
  readonly repoExternalId: string | null;
  readonly result: Normalized;
}

export function normalize(event: string, payload: Uint8Array, recognition: Recognition): NormalizedDelivery {
  const json = parse(payload);
  if (!json.ok) return { action: null, repoExternalId: null, result: malformed(json.message) };
  const envelope = readWith(envelopeJson, json.value, 'payload');
  if (!envelope.ok) return { action: null, repoExternalId: null, result: malformed(envelope.message) };
  const { action = null, repository } = envelope.value;
  return {
    action,
    repoExternalId: repository === undefined ? null : String(repository.id),
    result: normalizeEvent(event, action, repository, json.value, recognition),
  };
}

function normalizeEvent(
  event: string,
  action: string | null,
  repository: RepositoryJson | undefined,
  json: unknown,
  recognition: Recognition,
): Normalized {
  if (isDirectoryEvent(event)) return normalizeDirectory(event, action, json);
  const things = THING_EVENTS[event];
  if (things === undefined)
    return ignored('event_not_synced', `Events of the kind "${event}" are not synced.`);
  if (repository === undefined) return malformed('payload.repository: is missing');
  if (action === null) return malformed('payload.action: is missing');
  return things(action, repository, json, recognition);
}

const THING_EVENTS: Readonly<
  Record<
    string,
    (action: string, repo: RepositoryJson, json: unknown, recognition: Recognition) => Normalized
  >
> = {
  issues: normalizeIssue,
  pull_request: normalizePullRequest,
  issue_comment: normalizeComment,
};

function parse(payload: Uint8Array): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return {
      ok: true,
      value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as unknown,
    };
  } catch {
    return { ok: false, message: 'payload: is no JSON in UTF-8' };
  }
}

function malformed(message: string): Normalized {
  return { kind: 'malformed', reason: { code: 'malformed_payload', message } };
}

function ignored(code: string, message: string): Normalized {
  return { kind: 'ignored', reason: { code, message } };
}
