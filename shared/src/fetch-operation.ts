// The operation that fetches one thing, because a person asked for it or because its time has come. Born disabled where
// the place is closed, so that the trail tells of the request.
import type { Source } from './domain/operations/operation.js';
import type { NewOperation } from './ports/effects.js';
import type { LoadedResource } from './ports/loaded-resource.js';

export function fetchOperation(
  resource: LoadedResource,
  { id, by, source }: { readonly id: string; readonly by: string; readonly source: Source },
): NewOperation {
  const { closedBecause } = resource;
  return {
    id,
    kind: resource.kind,
    recordId: resource.id,
    linkId: resource.linkId,
    direction: 'inbound',
    state: closedBecause === null ? 'queued' : 'disabled',
    source,
    action: resource.link?.base == null ? 'create' : 'update',
    githubUpdatedAt: null,
    content: null,
    facts: null,
    fetch: true,
    reason: closedBecause,
    installationRowId: resource.address?.installationRowId ?? null,
    by,
  };
}
