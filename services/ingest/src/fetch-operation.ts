// The operation that fetches one thing because a person asked for it. Born disabled where the place is closed, so that
// the trail tells of the request.
import type { LoadedResource, NewOperation } from '@tandem/shared/ports.js';

export function fetchOperation(resource: LoadedResource, id: string, by: string): NewOperation {
  const { closedBecause } = resource;
  return {
    id,
    kind: resource.kind,
    recordId: resource.id,
    linkId: resource.linkId,
    direction: 'inbound',
    state: closedBecause === null ? 'queued' : 'disabled',
    source: 'manual',
    action: 'update',
    githubUpdatedAt: null,
    content: null,
    facts: null,
    fetch: true,
    reason: closedBecause,
    installationRowId: resource.address?.installationRowId ?? null,
    by,
  };
}
