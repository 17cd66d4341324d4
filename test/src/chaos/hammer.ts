// The hammer test (rule G2): one installation is answered 403 and 429 in every shape that GitHub documents, for a
// simulated hour, while another works. Nobody may call before the time that was named, and the other may not feel it.
// Several worker processes share the work and the budget. The clock stands still but for the test: figures are of
// simulated time, and a slow machine changes none.
import { v7 as uuid } from 'uuid';
import type { Fault } from '@tandem/github-sim/simulator.js';
import type { ClientDoor } from '@tandem/ingest/commands/client-door.js';
import { createTask } from '@tandem/ingest/commands/create-records.js';
import { isRefusal } from '@tandem/ingest/commands/refusal.js';
import { findReachableRepo } from '@tandem/shared/db/directory/repos.js';
import { clientDoor, NOBODY, WRITER } from '../infra/client-door.js';
import { startSimulatedWorker, type SimulatedWorker } from '../infra/simulated-worker.js';

export interface HammerTest {
  readonly minutes: number;
  /** How many writes a minute each installation may have: there is always more to write than that. */
  readonly writesPerMinute: number;
  readonly workers: number;
}

export interface HammerResult {
  /** Issues of the other installation: while nobody else works, and beside the limited one. */
  readonly alone: number;
  readonly beside: number;
  /** Calls before the time that GitHub had named, as the simulator counts them. */
  readonly early: number;
  /** Calls of the limited installation that were refused because a limit still held. Writes go one at a time: none. */
  readonly refusedAgain: number;
  /** How often each shape was answered. */
  readonly shapes: Readonly<Record<string, number>>;
  /** Issues of the limited installation, which it got in between and after the last limit; and how many were wanted. */
  readonly limited: number;
  readonly wanted: number;
  /** Operations of the limited installation to which an attempt was counted. */
  readonly attempts: number;
  readonly contractViolations: number;
}

const FREE = 'acme/free';
const LIMITED = 'octo/limited';
const STEP_MS = 5_000;
const MINUTE_MS = 60_000;
/** More than fit into an hour. */
const MOST_ROUNDS = 100;
const SECONDARY_PAGE =
  'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits';
const ABUSE =
  'You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.';
const CONTENT =
  'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.';

/** GitHub's pages on limits, as replies. The shape of GraphQL (200 with an error) is not among them: we send none. */
const SHAPES: Readonly<Record<string, Fault>> = {
  '403 retry-after': { kind: 'secondary-limit', status: 403, retryAfterSeconds: 30 },
  '429 retry-after': { kind: 'secondary-limit', status: 429, retryAfterSeconds: 45 },
  '403 nothing remains until the reset': { kind: 'primary-limit', status: 403, resetAfterMs: 90_000 },
  '429 nothing remains until the reset': { kind: 'primary-limit', status: 429, resetAfterMs: 60_000 },
  '403 retry-after beside nothing that remains': {
    kind: 'secondary-limit',
    retryAfterSeconds: 20,
    nothingRemains: true,
  },
  '403 secondary without a time': {
    kind: 'secondary-limit',
    status: 403,
    documentationUrl: SECONDARY_PAGE,
  },
  '429 secondary without a time': { kind: 'secondary-limit', status: 429 },
  '403 abuse detection': { kind: 'secondary-limit', message: ABUSE, retryAfterSeconds: 60 },
  '403 abuse detection without a time': { kind: 'secondary-limit', message: ABUSE },
  '403 content creation': {
    kind: 'secondary-limit',
    message: CONTENT,
    documentationUrl: SECONDARY_PAGE,
  },
};

const LIMITED_TASKS = 20;
/** Simulated minutes after the last limit in which the limited installation must have caught up. */
const CATCH_UP_MINUTES = 120;

export async function hammerTest(test: HammerTest): Promise<HammerResult> {
  const quiet = await startWorkers('hammer_alone', test);
  await quiet.worker.syncRepo(await quiet.worker.connect(FREE));
  const alone = await work(quiet, test);
  await quiet.worker.stop();

  const both = await startWorkers('hammer_both', test);
  const { worker } = both;
  const { sim } = worker;
  for (const name of [FREE, LIMITED]) await worker.syncRepo(await worker.connect(name));
  await wantTasks(both, LIMITED, LIMITED_TASKS);
  answerInAllShapes(both);
  const began = sim.requests.length;
  const beside = await work(both, test);
  const asked = sim.requests.slice(began).filter(({ repo }) => repo === LIMITED);
  await catchUp(both);
  const [row] = await worker.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM task_sync_operations WHERE attempt > 0',
  );
  const result = {
    alone,
    beside,
    early: sim.limitViolations().length,
    refusedAgain: asked.filter(({ fault, status }) => fault === null && (status === 403 || status === 429))
      .length,
    shapes: countShapes(asked.filter(({ fault }) => fault !== null).length),
    limited: sim.world.issues(LIMITED).length,
    wanted: LIMITED_TASKS,
    attempts: row?.n ?? 0,
    contractViolations: sim.violations().length,
  };
  await worker.stop();
  return result;
}

interface Setup {
  readonly worker: SimulatedWorker;
  readonly door: ClientDoor;
}

async function startWorkers(label: string, { writesPerMinute, workers }: HammerTest): Promise<Setup> {
  const worker = await startSimulatedWorker(label, {
    repos: [FREE, LIMITED],
    workers,
    stillClock: true,
    simulator: { requestsPerHour: 1_000_000 },
    writeRules: { perMinute: writesPerMinute, perHour: 1_000_000, intervalMs: 0, typicalMs: 0 },
  });
  return { worker, door: clientDoor(worker) };
}

/** Lets the time pass, with always more to write in the free repo than its budget takes. Returns what got there. */
async function work(setup: Setup, { minutes, writesPerMinute }: HammerTest): Promise<number> {
  const { worker } = setup;
  const done = (): number => worker.sim.world.issues(FREE).length;
  let wanted = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const more = done() + 2 * writesPerMinute - wanted;
    await wantTasks(setup, FREE, more);
    wanted += more;
    for (let second = 0; second < MINUTE_MS; second += STEP_MS) {
      await worker.runDue();
      worker.advance(STEP_MS);
    }
  }
  return done();
}

/** Whatever the limited installation asks is answered with the next shape; after each round one call goes through. */
function answerInAllShapes({ worker: { sim } }: Setup): void {
  const match = { repo: LIMITED };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    for (const shape of Object.values(SHAPES)) sim.faults.add({ ...shape, match });
    sim.faults.add({ kind: 'delay', ms: 0, match });
  }
}

async function catchUp({ worker }: Setup): Promise<void> {
  worker.sim.faults.clear();
  for (let minute = 0; minute < CATCH_UP_MINUTES; minute += 1) {
    if (worker.sim.world.issues(LIMITED).length >= LIMITED_TASKS) return;
    worker.advance(MINUTE_MS);
    await worker.runDue();
  }
}

function countShapes(faults: number): Record<string, number> {
  const names = [...Object.keys(SHAPES), 'let through'];
  const times = (index: number): number => Math.max(0, Math.ceil((faults - index) / names.length));
  return Object.fromEntries(names.map((name, index) => [name, times(index)]));
}

async function wantTasks({ worker, door }: Setup, fullName: string, count: number): Promise<void> {
  const repoId = await findReachableRepo(worker.database, fullName);
  if (repoId === null) throw new Error(`${fullName} is not there.`);
  const { projectId } = worker;
  for (let index = 0; index < count; index += 1) {
    const values = { title: `task ${index}` };
    const saved = await createTask(door, WRITER, { id: uuid(), projectId, repoId, author: NOBODY, values });
    if (isRefusal(saved)) throw new Error(JSON.stringify(saved));
  }
}
