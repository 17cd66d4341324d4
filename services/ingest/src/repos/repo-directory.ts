// Connecting a repo is the one request that may ask GitHub: a person just named the repo, and only GitHub can tell
// whether the app sees it. What it answers is kept, so that the next time nobody has to ask.
import type { RepoDirectory } from '@tandem/shared/ports/client.js';
import type { Directory } from '@tandem/shared/github/directory.js';
import { discoverRepo } from '@tandem/shared/github/discover.js';
import type { ResourceStore } from '@tandem/shared/ports/resource-store.js';

/** @param reachable finds a repo among what is stored, by `owner/name` */
export function createRepoDirectory(
  directory: Directory,
  store: ResourceStore,
  reachable: (fullName: string) => Promise<string | null>,
): RepoDirectory {
  return {
    async find(fullName) {
      const found = await discoverRepo(directory, fullName);
      if (!found.ok)
        throw new Error(`GitHub could not be asked for ${fullName}: ${found.failure.reason.message}`);
      const { value } = found;
      if (value === null) return null;
      await store.transaction((tx) => tx.applyDirectoryUpdate(value.update));
      const id = await reachable(value.fullName);
      return id === null ? null : { id };
    },
  };
}
