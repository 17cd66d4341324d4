// Wires the worker: every adapter meets its port here and nowhere else.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { githubClientOf, writeRulesOf } from '@tandem/shared/config/read-config.js';
import { dropPayloads, storedGuids } from '@tandem/shared/db/inbox/deliveries.js';
import { deleteExpiredKeys } from '@tandem/shared/db/inbox/idempotency-keys.js';
import { drawResource, readDrift, saveSample } from '@tandem/shared/db/schedule/drift.js';
import { createInstallationBudget } from '@tandem/shared/db/budget/installation-budget.js';
import type { Queryable } from '@tandem/shared/db/prisma.js';
import { pingDatabase } from '@tandem/shared/db/migrated.js';
import { createAccountStore, createWriters } from '@tandem/shared/db/people/account-store.js';
import { createPullStore } from '@tandem/shared/db/schedule/pull-store.js';
import { beat, BEAT_EVERY_MS, leave } from '@tandem/shared/db/worker-processes.js';
import { readBudgets } from '@tandem/shared/db/reads/read-budgets.js';
import { createResourceStore } from '@tandem/shared/db/resources/resource-store.js';
import { createGithub } from '@tandem/shared/github/create-github.js';
import { DAY_MS, HOUR_MS } from '@tandem/shared/domain/clock.js';
import { createUserFlow } from '@tandem/shared/github/user-flow.js';
import { createUserTokens } from '@tandem/shared/github/user-tokens.js';
import { createSealer } from '@tandem/shared/secrets/seal.js';
import { createMarkers } from '@tandem/shared/github/markers.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Log } from '@tandem/shared/ports/log.js';
import { close, listen } from '@tandem/shared/process/listen.js';
import { openDependencies } from '@tandem/shared/process/open-dependencies.js';
import type { RunningService, ServiceConfig } from '@tandem/shared/process/run-service.js';
import { createGroupBell, GROUP_QUEUE } from '@tandem/shared/queue/group-bell.js';
import { startGroupWorker } from '@tandem/shared/queue/group-worker.js';
import { mergeParagraphs } from '@tandem/shared/text/merge-paragraphs.js';
import { budgetGauges } from './budget-metrics.js';
import { createLeases } from './groups/leases.js';
import { processGroup } from './groups/process-group.js';
import { createRescue, RESCUE_EVERY_MS } from './groups/rescue.js';
import { createHealthServer } from './http/health-server.js';
import { CLEAN_EVERY_MS, cleanUp, type Cleaning } from './maintenance/clean-up.js';
import { discoverAtStart } from './maintenance/discover.js';
import { every } from './maintenance/every.js';
import { createRepoReader } from './maintenance/read-repo.js';
import { sampleByChance } from './maintenance/sample-drift.js';
import { sweepDeliveries } from './maintenance/sweep-deliveries.js';
import { createMetrics } from './metrics.js';
import { resyncMetrics } from './resync-metrics.js';
import type { RunContext } from './run-context.js';
import { startScheduler } from './scheduler/start-scheduler.js';

/** Of the ten seconds that a stop may take: what is left is for handing back and closing. */
const FINISH_WITHIN_MS = 7_000;

export async function startWorker(config: ServiceConfig, log: Log): Promise<RunningService> {
  const clock: Clock = { now: () => Date.now() };
  const worker = `worker:${hostname()}:${randomUUID().slice(0, 8)}`;
  const { database, queue } = await openDependencies(config, log);
  const store = createResourceStore(database, clock);
  const groups = queue.queue(GROUP_QUEUE);
  const bell = createGroupBell(groups, log);
  const accounts = createAccountStore(database);
  const client = githubClientOf(config);
  const tokens =
    client === null
      ? null
      : createUserTokens({
          store: accounts,
          flow: createUserFlow({ apiUrl: config.GITHUB_API_URL, client, clock }),
          sealer: createSealer(config.APP_SECRET),
          clock,
          log,
        });
  const { github, githubFor, directory, lists, survey, deliveries } = createGithub({
    apiUrl: config.GITHUB_API_URL,
    appId: config.GITHUB_APP_ID,
    privateKey: config.GITHUB_APP_PRIVATE_KEY,
    markers: createMarkers(config.APP_SECRET),
    budget: createInstallationBudget(database, clock, writeRulesOf(config)),
    people: tokens === null ? null : { tokens, accounts },
    clock,
    log,
  });
  const pulls = createPullStore(database, clock);
  const context: RunContext = {
    store,
    ...createRepoReader(directory, pulls),
    github,
    githubFor,
    ...(tokens === null ? {} : { writers: createWriters(database) }),
    bell,
    clock,
    log,
    mergeText: mergeParagraphs,
    syncBounds: { minMs: config.SYNC_MIN_INTERVAL_MS, maxMs: config.SYNC_MAX_INTERVAL_MS },
    chance: Math.random,
    worker,
  };
  const metrics = createMetrics();
  const showBudgets = budgetGauges(metrics.registry);
  const leases = createLeases(store, clock, log, worker);
  const rescue = createRescue({ store, bell, clock, log }, worker);

  const health = createHealthServer({
    unreachable: async () => {
      const [db, bells] = await Promise.allSettled([pingDatabase(database), queue.ping()]);
      return [
        ...(db.status === 'rejected' ? ['database'] : []),
        ...(bells.status === 'rejected' ? ['queue'] : []),
      ];
    },
    metrics: async () => {
      showBudgets((await readBudgets(database, writeRulesOf(config), clock.now())).values());
      const drift = await readDrift(database, new Date(clock.now() - 24 * HOUR_MS));
      metrics.driftSampled.set(drift.sampled);
      metrics.driftFound.set(drift.drifted);
      metrics.driftRatio.set(drift.ratio ?? 0);
      return { contentType: metrics.registry.contentType, text: await metrics.registry.metrics() };
    },
  });
  const port = await listen(health, { port: config.WORKER_PORT, host: config.HOST, variable: 'WORKER_PORT' });
  const groupWorker = startGroupWorker(queue, config.SYNC_CONCURRENCY, (group) =>
    processGroup(context, leases, metrics, group),
  );
  const sweeping = every(RESCUE_EVERY_MS, log, 'The rescue sweep', async () => {
    metrics.rescued.inc(await rescue.sweep());
  });
  const cleanings = cleaningsOf(database, clock, config.TANDEM_KEEP_PAYLOADS_DAYS);
  const cleaning = every(CLEAN_EVERY_MS, log, 'The clean-up', () =>
    cleanUp(cleanings, (what, rows) => {
      metrics.cleaned.inc({ what }, rows);
    }),
  );
  const startedAt = clock.now();
  const heartbeat = every(BEAT_EVERY_MS, log, 'The heartbeat', () =>
    beat(database, { id: worker, concurrency: config.SYNC_CONCURRENCY, startedAt }, clock.now()),
  );
  const scheduler = await startScheduler(
    queue,
    {
      ...context,
      pulls,
      lists,
      survey,
      tally: resyncMetrics(metrics.registry),
      windowMs: config.SCHEDULER_INTERVAL_MS,
    },
    async () => {
      await sweepDeliveries({ deliveries, stored: (guids) => storedGuids(database, guids), clock, log });
      await sampleByChance({
        ...context,
        windowMs: config.SCHEDULER_INTERVAL_MS,
        // Tasks and comments alike, whichever there are more of.
        draw: () => drawResource(database, context.chance() < 0.5 ? 'task' : 'comment'),
        save: (ref, fields) => saveSample(database, ref, fields, clock.now()),
      });
    },
  );
  void discoverAtStart(directory, { store, bell, log }).catch((error: unknown) => {
    log.error('What the app can see could not be stored', { error });
  });
  log.info('Ready', { port, worker, queue: queue.kind, concurrency: config.SYNC_CONCURRENCY });

  return {
    async stop() {
      await Promise.all([sweeping.stop(), cleaning.stop(), groupWorker.pause(true), scheduler.pause()]);
      await leases.stop(FINISH_WITHIN_MS);
      await Promise.all([groupWorker.close(), scheduler.close()]); // the wake-ups end now, for their claims have
      await bell.ring(leases.handedBack);
      await Promise.all([groups.close(), close(health)]);
      await heartbeat.stop();
      await leave(database, worker);
      await queue.close();
      await database.$disconnect();
      log.info('Stopped');
    },
  };
}

/** @param keptDays how long a decided delivery keeps its payload; 0 = for ever */
function cleaningsOf(database: Queryable, clock: Clock, keptDays: number): readonly Cleaning[] {
  const keys: Cleaning = {
    what: 'idempotency_key',
    clean: (limit) => deleteExpiredKeys(database, clock.now(), limit),
  };
  const payloads: Cleaning = {
    what: 'payload',
    clean: (limit) => {
      const now = clock.now();
      return dropPayloads(database, { decidedBefore: now - keptDays * DAY_MS, now, limit });
    },
  };
  return keptDays === 0 ? [keys] : [payloads, keys];
}
