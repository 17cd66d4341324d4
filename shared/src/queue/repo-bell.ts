// The bell of repos: one job per repo that has something due. Like the groups' bell it only says when to look; the tables
// know what is due, and a lost ring is rung again by the next plan.
import type { Job } from 'bullmq';
import type { Log } from '../ports/log.js';
import type { RepoBell } from '../ports/pull.js';
import type { JobQueue, JobWorker, QueueBackend } from './queue-backend.js';

export const REPO_QUEUE = 'repos';

/** Repos that one worker pulls at once: each keeps a database connection busy while its page is written. */
const REPOS_AT_ONCE = 3;
/** A killed worker's repo waits this long for another one. The lock is prolonged while its worker lives. */
const LOCK_MS = 15_000;
/** How often workers look for repos whose lock ran out. */
const LOOK_FOR_STALLED_MS = 5_000;
/** A wake-up whose worker died is given back this often; the tables decide anyway. */
const MAX_STALLED = 1_000;

/** A repo, or the repos of an installation that share a question. */
export type Rung = { readonly repoId: string } | { readonly installationRowId: string };

export function createRepoBell(queue: JobQueue, log: Log): RepoBell {
  async function ring(rung: Rung, id: string, delayMs: number): Promise<void> {
    try {
      // Without a job id, for the reasons of the groups' bell.
      await queue.add('sync', rung, {
        removeOnComplete: true,
        removeOnFail: true,
        ...(delayMs > 0 ? { delay: Math.round(delayMs) } : {}),
        deduplication: { id, keepLastIfActive: true, reschedule: true },
      });
    } catch (error) {
      log.warn('A repo could not be rung for; the next plan does it', {
        ...rung,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return {
    ring: (repoId, delayMs) => ring({ repoId }, repoId, delayMs),
    ringShared: (installationRowId, delayMs) =>
      ring({ installationRowId }, `shared:${installationRowId}`, delayMs),
  };
}

export function startRepoWorker(backend: QueueBackend, run: (rung: Rung) => Promise<void>): JobWorker {
  return backend.worker<Rung>(REPO_QUEUE, (job: Job<Rung>) => run(job.data), {
    concurrency: REPOS_AT_ONCE,
    maxStalledCount: MAX_STALLED,
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_FOR_STALLED_MS,
  });
}
