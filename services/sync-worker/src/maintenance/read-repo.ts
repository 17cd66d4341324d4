// Asks GitHub for a repo by its id: names change, and a name that is taken by another repo would answer for the wrong one.
import type { Directory } from '@tandem/shared/github/directory.js';
import { repoFacts } from '@tandem/shared/github/discover.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import type { PullStore, RepoReading } from '@tandem/shared/ports/pull.js';
import type { RunContext } from '../run-context.js';

export function createRepoReader(
  directory: Pick<Directory, 'readRepoById'>,
  pulls: Pick<PullStore, 'repo'>,
): Pick<RunContext, 'readRepo' | 'findRepo'> {
  async function findRepo(installationId: string, externalId: string): Promise<RepoReading> {
    const read = await directory.readRepoById(installationId, externalId);
    if (!read.ok) {
      return read.failure.kind === 'gone'
        ? { kind: 'unreadable', externalId }
        : { kind: 'failed', failure: read.failure };
    }
    return { kind: read.value.hasIssues ? 'readable' : 'issues_off', facts: repoFacts(read.value) };
  }
  return {
    findRepo,
    async readRepo(repoId) {
      const known = await pulls.repo(repoId);
      if (known?.installationId == null) {
        return {
          kind: 'failed',
          failure: { kind: 'forbidden', suspended: false, reason: REASONS.installationRemoved },
        };
      }
      return findRepo(known.installationId, known.repoExternalId);
    },
  };
}
