// The pair in memory: the real stories (acceptChanges, runOperation) between an in-memory store and an in-memory GitHub,
// on a simulated clock. It does what a program says, one thing at a time, and can be brought to rest.
import { acceptChanges, type IncomingChange } from '@tandem/shared/accept-changes.js';
import { SECOND_MS } from '@tandem/shared/domain/clock.js';
import { nextInGroup } from '@tandem/shared/domain/operations/next-in-group.js';
import { DEFAULT_SYNC_BOUNDS } from '@tandem/shared/domain/schedule/next-sync-at.js';
import type { Action, Facts, Source } from '@tandem/shared/domain/operations/operation.js';
import { isOpen } from '@tandem/shared/domain/operations/transitions.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type { IssueKey } from '@tandem/shared/ports/resource-store.js';
import { mergeParagraphs } from '@tandem/shared/text/merge-paragraphs.js';
import { runOperation } from '@tandem/sync-worker/run-operation.js';
import type { RunContext } from '@tandem/sync-worker/run-context.js';
import { createModelClient, type ModelClient } from './client.js';
import {
  createGithubWorld,
  type Delivery,
  type GithubWorld,
  type LabelDelivery,
  type Thing,
} from './github-world.js';
import { factsOf, killableGithub, killableStore, type Wires } from './killable-ports.js';
import { FINE, startRun, type Fate, type Run } from './killable.js';
import { createMemoryStore, type MemoryStore } from './memory-store.js';
import type { RecordRow } from './rows.js';

const START = Date.UTC(2026, 10, 21, 10);
const LEASE_MS = 30_000;
const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface PairModel {
  readonly store: MemoryStore;
  readonly world: GithubWorld;
  /** Deliveries on their way, oldest first. */
  readonly pending: (Delivery | LabelDelivery)[];
  /** What arrived at least once. */
  readonly delivered: ReadonlySet<Delivery | LabelDelivery>;
  /** How many calls to GitHub were made, and how many of them wrote. */
  readonly calls: { readonly all: number; readonly writes: number };
  now(): number;
  pass(ms: number): void;
  /** Time passes in which the workers stand still, long enough to lose their leases; then they go on unknowing. */
  freeze(): void;
  readonly client: ModelClient;
  deliver(deliveries: readonly (Delivery | LabelDelivery)[]): Promise<void>;
  pull(things: readonly Thing[]): Promise<void>;
  /** Lets one run go on, or begins one where work is due. False: there is nothing to do now. */
  work(which: number, fate: Fate): Promise<boolean>;
  /** Works without faults until nothing is due, letting time pass while something waits. */
  finish(): Promise<void>;
}

/** @param skewMs how much our clock is ahead of GitHub's */
export function createPairModel(skewMs: number): PairModel {
  let now = START;
  let tokens = 0;
  const calls = { all: 0, writes: 0 };
  const late: { at: number; effect: () => void }[] = [];
  const runs: { claimToken: string; run: Run }[] = [];
  const pending: (Delivery | LabelDelivery)[] = [];
  const delivered = new Set<Delivery | LabelDelivery>();
  let emitted = 0;
  const world = createGithubWorld(() => now);
  const store = createMemoryStore();
  const ourClock: Clock = { now: () => now + skewMs };
  const client = createModelClient(store, ourClock);
  const wires: Wires = {
    world,
    store,
    now: () => now,
    ourClock,
    later: (ms, effect) => late.push({ at: now + ms, effect }),
    wrote: () => (calls.writes += 1),
    called: () => (calls.all += 1),
  };

  function collect(): void {
    pending.push(...world.deliveries.slice(emitted));
    emitted = world.deliveries.length;
  }

  function pass(ms: number): void {
    for (let left = ms; left > 0; left -= LEASE_MS / 3) {
      for (const { claimToken } of runs) void store.renewLease('task', claimToken, ourClock.now() + LEASE_MS);
      elapse(Math.min(left, LEASE_MS / 3));
    }
  }

  function elapse(ms: number): void {
    const until = now + ms;
    const due = late.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    for (const each of due) {
      late.splice(late.indexOf(each), 1);
      now = Math.max(now, each.at);
      each.effect();
    }
    now = until;
    store.requeueExpired(ourClock.now());
    collect();
  }

  function contextOf(run: Run): RunContext {
    return {
      store: killableStore(wires, run),
      github: killableGithub(wires, run),
      bell: { ring: () => Promise.resolve(), ringLater: () => Promise.resolve() },
      clock: ourClock,
      log: SILENT,
      mergeText: mergeParagraphs,
      readRepo: () =>
        Promise.resolve({
          kind: 'readable',
          facts: { externalId: '1', owner: 'o', name: 'r', private: true },
        }),
      findRepo: (_installation, externalId) => Promise.resolve({ kind: 'unreadable', externalId }),
      syncBounds: DEFAULT_SYNC_BOUNDS,
      chance: () => 0.5,
      worker: 'model',
    };
  }

  async function begin(group: ResourceRef): Promise<boolean> {
    const claimToken = `claim-${(tokens += 1)}`;
    const claim = await store.claimNext(group, {
      token: claimToken,
      worker: 'model',
      now: ourClock.now(),
      until: ourClock.now() + LEASE_MS,
    });
    if (claim.kind !== 'claimed') return false;
    const { operation } = claim;
    const run = startRun((self) => runOperation(contextOf(self), { group, operation, claimToken }));
    if ((await run.resume(FINE)) === 'waiting') runs.push({ claimToken, run });
    collect();
    return true;
  }

  function groupsWithWork(): ResourceRef[] {
    const open = [...store.tables.operations.values()].filter(({ state }) => isOpen(state));
    const ids = [...new Set(open.map(({ recordId }) => recordId))];
    return ids.flatMap((id) => {
      const mine = open.filter(({ recordId }) => recordId === id);
      const busy = mine.some(({ state }) => state === 'processing');
      const kind = mine[0]?.kind ?? 'task';
      return !busy && nextInGroup(mine, ourClock.now()).kind === 'run' ? [{ kind, id }] : [];
    });
  }

  async function work(which: number, fate: Fate): Promise<boolean> {
    const groups = groupsWithWork();
    const choices = runs.length + groups.length;
    if (choices === 0) return false;
    const index = which % choices;
    const going = runs[index];
    if (going === undefined) return begin(groups[index - runs.length] as ResourceRef);
    if ((await going.run.resume(fate)) === 'ended') runs.splice(runs.indexOf(going), 1);
    collect();
    return true;
  }

  async function finish(): Promise<void> {
    for (let turns = 0; turns < 3_000; turns += 1) {
      if (await work(0, FINE)) continue;
      const open = [...store.tables.operations.values()].filter(({ state }) => isOpen(state));
      if (open.length === 0 && late.length === 0) return;
      const waits = [
        ...open.map(({ state, notBefore, leaseUntil }) =>
          state === 'processing' ? (leaseUntil ?? 0) + 1 : (notBefore ?? 0),
        ),
        ...late.map(({ at }) => at + skewMs),
      ];
      const ahead = waits.map((at) => at - ourClock.now()).filter((ms) => ms > 0);
      pass(Math.min(...ahead, LEASE_MS));
    }
    throw new Error('It does not come to rest.');
  }

  /** Part by part, a transaction each, as the door does it: here a part is one issue. */
  async function fetchCarriers({ label: name }: LabelDelivery): Promise<void> {
    for (let after: number | undefined = 0; after !== undefined;) {
      const asked = { repoExternalId: 'r', name, after, limit: 1 };
      after = await store.transaction(async (tx) => {
        const [issue] = await tx.issuesWithLabel(asked);
        if (issue !== undefined) await acceptChanges(tx, [fetchOf(issue)], ourClock.now());
        return issue?.number;
      });
    }
  }

  async function accept(changes: readonly IncomingChange[]): Promise<void> {
    await store.transaction((tx) => acceptChanges(tx, changes, ourClock.now()));
  }

  return {
    store,
    world,
    get pending() {
      collect();
      return pending;
    },
    delivered,
    calls,
    now: () => now,
    pass,
    freeze() {
      elapse(LEASE_MS + 1);
    },
    work,
    finish,
    client,
    async deliver(deliveries) {
      for (const delivery of deliveries) {
        await ('label' in delivery
          ? fetchCarriers(delivery)
          : accept([changeOf(world, delivery.thing, delivery.action, 'webhook', historyIn(delivery))]));
        delivered.add(delivery);
      }
    },
    pull: (things) => accept(things.map((thing) => changeOf(world, thing, 'update', 'pull', {}))),
  };
}

function historyIn({ replaced, byUs }: Delivery): Pick<Facts, 'replaced' | 'byUs'> {
  return { replaced, byUs };
}

function fetchOf(issue: IssueKey): IncomingChange {
  return {
    ...{ action: 'update', source: 'webhook', content: null, githubUpdatedAt: null, fetch: true },
    ...{ issue, comment: null, facts: { number: issue.number }, deliveryId: null, embeddedIssue: null },
  };
}

/** What a door makes of a thing of GitHub's. */
function changeOf(
  world: GithubWorld,
  thing: Thing,
  action: Action,
  source: Source,
  history: Pick<Facts, 'replaced' | 'byUs'>,
): IncomingChange {
  const { kind, content, updatedAt, marked } = thing;
  const issue = kind === 'task' ? thing : (world.find('task', String(thing.number)) as Thing);
  const facts = { ...factsOf(thing), ...history };
  return {
    ...{ action, source, content, githubUpdatedAt: updatedAt, fetch: false, deliveryId: null },
    facts,
    issue: {
      repoExternalId: 'r',
      number: issue.number,
      // A pull request's webhook does not know the id of its issue.
      externalId: issue.pull && source === 'webhook' ? null : issue.id,
      pullRequestExternalId: null,
      taskKind: issue.pull ? 'pull_request' : 'issue',
      markedRecord: issue.marked,
    },
    comment: kind === 'task' ? null : { externalId: thing.id, markedRecord: marked },
    embeddedIssue:
      kind === 'task'
        ? null
        : {
            change: {
              ...{ action: 'create', source, content: issue.content, githubUpdatedAt: issue.updatedAt },
              fetch: false,
            },
            facts: factsOf(issue),
          },
  };
}

/** Records of ours, oldest first. */
export function recordsOf({ store }: PairModel, kind: 'task' | 'comment'): RecordRow[] {
  return [...store.tables.records.values()].filter((record) => record.kind === kind);
}

export const SECOND = SECOND_MS;
