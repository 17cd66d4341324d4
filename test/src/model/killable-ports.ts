// The ports of one run over the in-memory world: every call waits for its fate first. Only writes can be late or lost.
import { newFrame } from '@tandem/shared/domain/resource/body-frame.js';
import { MINUTE_MS, SECOND_MS, wholeSecond } from '@tandem/shared/domain/clock.js';
import type { Failure } from '@tandem/shared/domain/github/failures.js';
import { canonicalContent, type SetField } from '@tandem/shared/domain/resource/content.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Called, Github, GithubWrites, RemoteState, WrittenSet } from '@tandem/shared/ports/github.js';
import type { Address } from '@tandem/shared/ports/loaded-resource.js';
import type { ResourceStore } from '@tandem/shared/ports/resource-store.js';
import { throughFrame, withNames, type GithubWorld, type Thing } from './github-world.js';
import { Killed, type Fate, type Run } from './killable.js';

export interface Wires {
  readonly world: GithubWorld;
  readonly store: ResourceStore;
  /** GitHub's. */
  readonly now: () => number;
  readonly ourClock: Clock;
  /** Does this so many ms later. */
  readonly later: (ms: number, effect: () => void) => void;
  /** Told of every call that wrote, or tried to. */
  readonly wrote: () => void;
  readonly called: () => void;
}

export function killableStore({ store }: Wires, run: Run): ResourceStore {
  return {
    ...store,
    async transaction(work) {
      const fate = await run.pause();
      if (fate.kind.startsWith('kill') && fate.kind !== 'kill_after') throw new Killed();
      const result = await store.transaction(work);
      if (fate.kind === 'kill_after') throw new Killed();
      return result;
    },
  };
}

const EXPIRED: Failure = { kind: 'expired', reason: REASONS.planExpired };
const REASON = { code: 'model', message: 'The program wanted it so.' };

export function killableGithub(wires: Wires, run: Run): Github {
  const { world, now } = wires;

  async function asking<T>(answer: (lagMs: number) => Called<T>): Promise<Called<T>> {
    wires.called();
    const fate = await run.pause();
    if (fate.kind.startsWith('kill')) throw new Killed();
    const failure = failureBefore(fate, now());
    return failure === null ? answer(fate.ms) : { ok: false, failure };
  }

  async function writing<T>(until: number, effect: () => Called<T>): Promise<Called<T>> {
    wires.called();
    const fate = await run.pause();
    if (fate.kind === 'kill') throw new Killed();
    if (wires.ourClock.now() > until) return { ok: false, failure: EXPIRED };
    const failure = failureBefore(fate, now());
    if (failure !== null) return { ok: false, failure };
    wires.wrote();
    if (fate.kind === 'kill_late' || fate.kind === 'reply_late') {
      wires.later(fate.ms, effect);
      if (fate.kind === 'kill_late') throw new Killed();
      return { ok: false, failure: { kind: 'unknown_outcome', reason: REASON } };
    }
    const answer = effect();
    if (fate.kind === 'kill_after') throw new Killed();
    return fate.kind === 'reply_lost'
      ? { ok: false, failure: { kind: 'unknown_outcome', reason: REASON } }
      : answer;
  }

  const answered = (thing: Thing): Called<RemoteState> =>
    thing.deleted ? gone() : { ok: true, value: stateOf(thing, now()) };

  async function changingSet(
    until: number,
    { number }: Address,
    set: SetField,
    { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  ): Promise<Called<WrittenSet | null>> {
    if (add.length + remove.length === 0) return { ok: true, value: null };
    return writing(until, () => {
      const thing = world.find('task', String(number)) as Thing;
      if (thing.deleted) return gone();
      const { content } = world.edit('task', thing.id, withNames(thing, set, add, remove), true);
      return { ok: true, value: { names: content[set] ?? [], answeredAt: wholeSecond(now()) } };
    });
  }

  const writesUntil = (until: number): GithubWrites => ({
    create: ({ kind, id }, address, values, frame) =>
      writing(until, () => {
        const made = throughFrame(values.body ?? '', frame);
        const content = { ...values, body: made.body };
        return answered(world.create(kind, address.number, content, { frame: made.frame, marked: id }));
      }),
    patch: ({ kind }, address, values, frame) =>
      writing(until, () => {
        const id = kind === 'task' ? String(address.number) : String(address.externalId);
        if (world.find(kind, id)?.deleted === true) return gone();
        const sent = values.body === undefined ? null : throughFrame(values.body, frame);
        const content = sent === null ? values : { ...values, body: sent.body };
        return answered(world.edit(kind, id, content, sent?.frame ?? true));
      }),
    addToSet: (address, set, names) => changingSet(until, address, set, { add: names, remove: [] }),
    removeFromSet: (address, set, names) => changingSet(until, address, set, { add: [], remove: names }),
    remove: (_target, { externalId }) =>
      writing(until, () => {
        world.remove('comment', String(externalId));
        return { ok: true, value: null };
      }),
  });

  return {
    writes: writesUntil,
    read: ({ kind }, address) =>
      asking((lagMs) => {
        const id = kind === 'task' ? String(address.number) : String(address.externalId);
        const thing = world.findLagging(kind, id, lagMs) ?? world.find(kind, id);
        if (thing === null || thing.deleted) return gone();
        const state = stateOf(thing, now());
        return { ok: true, value: state.etag === address.etag ? 'not_modified' : state };
      }),
    findMarked: ({ kind, id }, _address, since) =>
      asking((lagMs) => {
        const thing = world.things.find(
          (each) =>
            each.kind === kind &&
            each.marked === id &&
            !each.deleted &&
            each.createdAt <= now() - lagMs &&
            each.createdAt >= since - MINUTE_MS,
        );
        return { ok: true, value: thing === undefined ? null : stateOf(thing, now()) };
      }),
    listComments: () => asking(() => ({ ok: true, value: [] })),
    frameFor: ({ kind, id }, text, author) =>
      newFrame(text, { kind, id: uuidLike(id), mac: 'm'.repeat(43) }, author),
  };
}

export function stateOf(thing: Thing, now: number): RemoteState {
  return {
    content: thing.content,
    githubUpdatedAt: thing.updatedAt,
    facts: factsOf(thing),
    etag: `${thing.updatedAt}:${canonicalContent(thing.content)}`,
    answeredAt: wholeSecond(now),
  };
}

export function factsOf({ kind, id, number, pull, frame, createdAt }: Thing): RemoteState['facts'] {
  const task = { number, taskKind: pull ? ('pull_request' as const) : ('issue' as const) };
  return { externalId: id, ...(kind === 'task' ? task : {}), bodyFrame: frame, createdAt };
}

function gone<T>(): Called<T> {
  return { ok: false, failure: { kind: 'gone', status: 410, reason: { code: 'gone', message: 'Gone.' } } };
}

function failureBefore({ kind, ms }: Fate, now: number): Failure | null {
  if (kind === 'transient') return { kind, reason: REASON };
  if (kind === 'limited') return { kind, until: now + ms * 10 + SECOND_MS, named: true, reason: REASON };
  return null;
}

/** Markers name records by their uuid; ours have short names. */
function uuidLike(id: string): string {
  const digits = Buffer.from(id).toString('hex');
  return digits.padStart(36, '0').slice(-36);
}
