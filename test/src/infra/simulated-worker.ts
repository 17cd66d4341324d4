// A worker in the test's own process, on a clock that the test moves: so that a day of schedules takes a minute. Real
// database and real GitHub stand-in; the queue alone is replaced, by lists that are worked off when the test says so.
import { randomUUID } from 'node:crypto';
import type { Simulator, SimulatorOptions } from '@tandem/github-sim/simulator.js';
import { createInstallationBudget } from '@tandem/shared/db/budget/installation-budget.js';
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { createPullStore } from '@tandem/shared/db/schedule/pull-store.js';
import { connectRepo, findReachableRepo } from '@tandem/shared/db/directory/repos.js';
import { createResourceStore } from '@tandem/shared/db/resources/resource-store.js';
import type { WriteRules } from '@tandem/shared/domain/github/budget.js';
import { DEFAULT_SYNC_BOUNDS } from '@tandem/shared/domain/schedule/next-sync-at.js';
import { createGithub, type GithubAdapter } from '@tandem/shared/github/create-github.js';
import { discoverAll } from '@tandem/shared/github/discover.js';
import { createMarkers } from '@tandem/shared/github/markers.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type { RepoBell } from '@tandem/shared/ports/pull.js';
import { mergeParagraphs } from '@tandem/shared/text/merge-paragraphs.js';
import { createLeases } from '@tandem/sync-worker/groups/leases.js';
import { processGroup } from '@tandem/sync-worker/groups/process-group.js';
import { createRepoReader } from '@tandem/sync-worker/maintenance/read-repo.js';
import { createMetrics } from '@tandem/sync-worker/metrics.js';
import type { PullContext } from '@tandem/sync-worker/pull/pull-context.js';
import { resyncMetrics } from '@tandem/sync-worker/resync-metrics.js';
import { plan } from '@tandem/sync-worker/scheduler/plan.js';
import { syncRepo } from '@tandem/sync-worker/scheduler/sync-repo.js';
import { syncShared } from '@tandem/sync-worker/scheduler/sync-shared.js';
import { createDatabase } from './databases.js';
import { startWatchedSimulator } from './watched-simulator.js';

export interface SimulatedWorker {
  readonly sim: Simulator;
  readonly database: Database;
  readonly context: PullContext;
  readonly github: GithubAdapter;
  readonly projectId: string;
  /** What was logged as a warning; an error is thrown. */
  readonly complaints: string[];
  now(): number;
  advance(ms: number): void;
  /** Connects the repo to the project, which asks for its import. Returns its id. */
  connect(fullName: string): Promise<string>;
  /** One turn of the planner, and all that it planned, each at its time; the clock ends where the window ends. */
  window(): Promise<void>;
  /** Asks one repo now. */
  syncRepo(repoId: string): Promise<void>;
  /** Runs what is queued, and waits (on the simulated clock) for what waits. */
  drain(): Promise<void>;
  /** Runs what is due now, and leaves waiting what waits. */
  runDue(): Promise<void>;
  query<T>(sql: string, ...values: unknown[]): Promise<T[]>;
  /** What Prometheus would read of it now. */
  metric(name: string): Promise<number>;
  /** Requests since the last call of this, without those for tokens and the app's own. */
  newRequests(): { method: string; path: string; status: number }[];
  stop(): Promise<void>;
}

const WINDOW_MS = 120_000;
/** Work that waits for a moment of the clock waits at most this often: more is a wait that never ends. */
const MOST_WAITS = 50;

/** As fast as the simulated GitHub takes it. */
const WRITE_RULES = { perMinute: 80, perHour: 500, intervalMs: 0, typicalMs: 0 };

export async function startSimulatedWorker(
  label: string,
  options: {
    readonly simulator?: SimulatorOptions;
    readonly windowMs?: number;
    readonly repos?: readonly string[];
    /** As many worker processes as share the work, the database and the budget; each with its own tokens and lanes. */
    readonly workers?: number;
    readonly writeRules?: WriteRules;
    /** The clock stands still until it is moved: what is measured on it does not depend on the machine's speed. */
    readonly stillClock?: boolean;
  } = {},
): Promise<SimulatedWorker> {
  const made = await createDatabase(label);
  const database = openDatabase(made.databaseUrl);
  let offset = 0;
  const startedAt = Date.now();
  const clock = { now: () => (options.stillClock === true ? startedAt : Date.now()) + offset };
  const sim = await startWatchedSimulator({ ...options.simulator, now: clock.now });
  for (const name of options.repos ?? ['octo/demo']) {
    const [owner = '', repo = ''] = name.split('/');
    sim.world.createRepo({ owner, name: repo });
  }
  const complaints: string[] = [];
  const log = quietLog(complaints);
  const store = createResourceStore(database, clock);
  const makeGithub = (): GithubAdapter =>
    createGithub({
      apiUrl: sim.url,
      appId: sim.app.id,
      privateKey: sim.app.privateKey,
      markers: createMarkers(['app-secret-of-this-test-run']),
      budget: createInstallationBudget(database, clock, options.writeRules ?? WRITE_RULES),
      clock,
      log,
    });
  const github = makeGithub();
  const rung = new Map<string, ResourceRef>();
  const later = new Map<string, { group: ResourceRef; at: number }>();
  const pulls = createPullStore(database, clock);
  const metrics = createMetrics();
  const context: PullContext = {
    store,
    ...createRepoReader(github.directory, pulls),
    github: github.github,
    lists: github.lists,
    survey: github.survey,
    tally: resyncMetrics(metrics.registry),
    pulls,
    bell: {
      ring: (groups) => {
        for (const group of groups) rung.set(group.id, group);
        return Promise.resolve();
      },
      ringLater: (group, delayMs) => {
        later.set(group.id, { group, at: clock.now() + delayMs });
        return Promise.resolve();
      },
    },
    clock,
    log,
    mergeText: mergeParagraphs,
    syncBounds: DEFAULT_SYNC_BOUNDS,
    chance: () => 0.5,
    worker: 'worker:simulated',
    windowMs: options.windowMs ?? WINDOW_MS,
    stopping: () => false,
  };
  const processes = Array.from({ length: options.workers ?? 1 }, (_, index) => {
    const own = index === 0 ? github : makeGithub();
    return {
      context: { ...context, github: own.github, lists: own.lists, githubFor: own.githubFor },
      leases: createLeases(store, clock, log, context.worker),
    };
  });
  const projectId = randomUUID();
  await database.$executeRaw`INSERT INTO projects (id, title) VALUES (${projectId}::uuid, 'Simulated')`;

  // At once: the app's own signature is of the machine's clock, and is refused when the test's has moved on.
  const found = await discoverAll(github.directory);
  if (!found.ok) throw new Error(found.failure.reason.message);
  for (const update of found.value) await store.transaction((tx) => tx.applyDirectoryUpdate(update));

  async function runRung(): Promise<void> {
    while (rung.size > 0) {
      const groups = [...rung.values()].slice(0, 10);
      for (const { id } of groups) rung.delete(id);
      await Promise.all(groups.map((group, index) => runGroup(group, index)));
    }
  }
  async function runGroup(group: ResourceRef, index: number): Promise<void> {
    const chosen = processes[index % processes.length];
    if (chosen !== undefined) await processGroup(chosen.context, chosen.leases, metrics, group);
  }
  function ringWhatIsDue(): void {
    for (const [id, { group, at }] of later) {
      if (at > clock.now()) continue;
      later.delete(id);
      rung.set(group.id, group);
    }
  }
  async function drain(): Promise<void> {
    for (let waits = 0; ; waits += 1) {
      await runRung();
      const next = [...later.values()].sort((a, b) => a.at - b.at)[0];
      if (next === undefined) return;
      if (waits >= MOST_WAITS) throw new Error('Work waits and waits.');
      offset += Math.max(0, next.at - clock.now()) + 1;
      ringWhatIsDue();
    }
  }
  async function ask(repoId: string): Promise<void> {
    for (let again = true; again;) ({ again } = await syncRepo(context, repoId));
    await runRung();
  }
  let read = 0;

  return {
    sim,
    database,
    context,
    github,
    projectId,
    complaints,
    now: clock.now,
    advance: (ms) => {
      offset += ms;
    },
    async connect(fullName) {
      const repoId = await findReachableRepo(database, fullName);
      if (repoId === null) throw new Error(`${fullName} is not there.`);
      await connectRepo(database, { repoId, projectId, now: clock.now() });
      return repoId;
    },
    async window() {
      const ends = clock.now() + context.windowMs;
      const due: { of: string; shared: boolean; at: number }[] = [];
      const put = (of: string, shared: boolean, delayMs: number): Promise<void> => {
        due.push({ of, shared, at: clock.now() + delayMs });
        due.sort((a, b) => a.at - b.at);
        return Promise.resolve();
      };
      const repoBell: RepoBell = {
        ring: (repoId, delayMs) => put(repoId, false, delayMs),
        ringShared: (installation, delayMs) => put(installation, true, delayMs),
      };
      await plan({ pulls: context.pulls, repoBell, clock, log, windowMs: context.windowMs });
      for (let next = due.shift(); next !== undefined; next = due.shift()) {
        offset += Math.max(0, next.at - clock.now());
        if (!next.shared) await ask(next.of);
        else {
          const { again, alone } = await syncShared(context, next.of);
          await runRung();
          for (const { repoId, at } of alone) await put(repoId, false, at - clock.now());
          if (again) await repoBell.ringShared(next.of, 0);
        }
      }
      offset += Math.max(0, ends - clock.now());
    },
    syncRepo: ask,
    drain,
    async runDue() {
      ringWhatIsDue();
      await runRung();
    },
    query: (sql, ...values) => database.$queryRawUnsafe(sql, ...values),
    async metric(name) {
      const found = await metrics.registry.getSingleMetric(name)?.get();
      return (found?.values ?? []).reduce((sum, { value }) => sum + value, 0);
    },
    newRequests() {
      const fresh = sim.requests.slice(read);
      read = sim.requests.length;
      return fresh.filter(({ path }) => path.startsWith('/repos/') || path === '/graphql');
    },
    async stop() {
      await database.$disconnect();
      await sim.close();
      await made.drop();
    },
  };
}

function quietLog(complaints: string[]): Log {
  const complain = (message: string, details?: Record<string, unknown>): void => {
    complaints.push(`${message} ${JSON.stringify(details ?? {})}`);
  };
  const fail = (message: string, details?: Record<string, unknown>): void => {
    throw new Error(`${message} ${JSON.stringify(details ?? {})}`); // a bug must end the test, and not be tried again
  };
  return { debug: () => undefined, info: () => undefined, warn: complain, error: fail };
}
