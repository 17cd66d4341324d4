// Asks GitHub at start what the app can see. A failure is only told: webhooks and the next start will bring it.
import { discoverAll } from '@tandem/shared/github/discover.js';
import type { Directory } from '@tandem/shared/github/directory.js';
import type { Bell } from '@tandem/shared/ports/bell.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type { ResourceStore } from '@tandem/shared/ports/resource-store.js';

export async function discoverAtStart(
  directory: Directory,
  { store, bell, log }: { readonly store: ResourceStore; readonly bell: Bell; readonly log: Log },
): Promise<void> {
  const found = await discoverAll(directory);
  if (!found.ok) {
    log.warn('GitHub could not be asked what the app can see', { ...found.failure.reason });
    return;
  }
  for (const update of found.value) {
    await bell.ring(await store.transaction((tx) => tx.applyDirectoryUpdate(update)));
  }
  log.info('Asked GitHub what the app can see', {
    installations: found.value.length,
    repos: found.value.reduce((sum, { repos }) => sum + repos.length, 0),
  });
}
