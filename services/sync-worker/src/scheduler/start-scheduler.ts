// Starts what keeps the schedule: the planner, and the worker that asks repos when their time has come.
import { setTimeout } from 'node:timers/promises';
import { keepPlanner, PLANNER_QUEUE, startPlanner } from '@tandem/shared/queue/planner.js';
import type { QueueBackend } from '@tandem/shared/queue/queue-backend.js';
import { createRepoBell, REPO_QUEUE, startRepoWorker } from '@tandem/shared/queue/repo-bell.js';
import { every } from '../maintenance/every.js';
import type { PullContext } from '../pull/pull-context.js';
import { plan } from './plan.js';
import { syncRepo } from './sync-repo.js';
import { syncShared } from './sync-shared.js';

/** Longer, and the worker would be ended from outside. */
const PAGE_GRACE_MS = 2_000;

export interface Scheduler {
  /** Takes nothing more; a pull ends after the page under way. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

export async function startScheduler(
  queue: QueueBackend,
  context: Omit<PullContext, 'stopping'>,
  /** What else is done at every turn: looks for deliveries that never arrived (rule P4), samples drift. */
  upkeep: () => Promise<unknown>,
): Promise<Scheduler> {
  const { log } = context;
  const state = { stopping: false };
  const pulling: PullContext = { ...context, stopping: () => state.stopping };
  const repos = queue.queue(REPO_QUEUE);
  const turns = queue.queue(PLANNER_QUEUE);
  const repoBell = createRepoBell(repos, log);

  const repoWorker = startRepoWorker(queue, async (rung) => {
    if ('repoId' in rung) {
      const { again } = await syncRepo(pulling, rung.repoId);
      if (again && !state.stopping) await repoBell.ring(rung.repoId, 0);
      return;
    }
    const { again, alone } = await syncShared(pulling, rung.installationRowId);
    if (state.stopping) return;
    for (const { repoId, at } of alone) await repoBell.ring(repoId, Math.max(0, at - context.clock.now()));
    if (again) await repoBell.ringShared(rung.installationRowId, 0);
  });
  const planner = await startPlanner(queue, turns, context.windowMs, async () => {
    await plan({ ...context, repoBell, log });
    await upkeep();
  });
  const keeping = every(context.windowMs, log, 'Keeping the planner', () =>
    keepPlanner(turns, context.windowMs),
  );

  return {
    async pause() {
      state.stopping = true;
      await Promise.all([keeping.stop(), planner.pause(true), repoWorker.pause(true)]);
    },
    async close() {
      // A page is saved whole or not at all: one that takes longer is read again by whoever comes next.
      await Promise.race([repoWorker.close(), setTimeout(PAGE_GRACE_MS, null, { ref: false })]);
      await Promise.all([planner.close(true), repoWorker.close(true)]);
      await Promise.all([repos.close(), turns.close()]);
    },
  };
}
