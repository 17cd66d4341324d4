// From a stored delivery to what it means: changes of resources, news of installations and repos, or nothing that we
// sync. Pure. What cannot be read is malformed and says which field; it never throws, and never holds up the next (D5).
import { normalizeDirectory, isDirectoryEvent } from './normalize-directory.js';
import { normalizeLabel } from './normalize-label.js';
import { normalizeComment, normalizeNumbered } from './normalize-things.js';
import { ignored, malformed, type Normalized } from './normalized.js';
import { envelopeJson, readWith, type RepositoryJson } from './payload.js';
import type { Recognition } from './recognition.js';

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
  issues: (...given) => normalizeNumbered('issues', ...given),
  pull_request: (...given) => normalizeNumbered('pull_request', ...given),
  issue_comment: normalizeComment,
  label: normalizeLabel,
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
