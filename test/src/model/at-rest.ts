// Brings a played pair to rest and says what is wrong with it: both sides must be equal, nothing that only one side said
// may be lost, nothing may be doubled, and doing everything once more must change nothing.
import { differingFields, isSendable, type Content } from '@tandem/shared/domain/resource/content.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { TRANSITIONS, type OperationState } from '@tandem/shared/domain/operations/transitions.js';
import { STRANGER, type Delivery, type LabelDelivery, type Thing } from './github-world.js';
import { CANCELED } from './client.js';
import type { PairModel } from './pair-model.js';
import type { RecordRow } from './rows.js';
import { readAtom, type Played } from './run-program.js';

/** Empty: everything holds. */
export async function faultsAtRest({ pair, book, givenUp }: Played): Promise<string[]> {
  await settle(pair);
  const found = [
    ...pairing(pair),
    ...unequal(pair),
    ...lostEdits({ pair, book, givenUp }),
    ...openOrSilent(pair),
    ...(await restless(pair)),
  ];
  return found;
}

const MOST_ROUNDS = 20;

async function settle(pair: PairModel): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await pair.finish();
    pair.pass(2_000);
    const before = pair.calls.writes;
    await pair.deliver(pair.pending.splice(0));
    await pair.finish();
    await pair.pull(present(pair));
    await pair.finish();
    if (pair.pending.length === 0 && pair.calls.writes === before) return;
  }
  throw new Error('Both sides answer each other for ever.');
}

function present({ world }: PairModel): Thing[] {
  const gone = world.things
    .filter(({ kind, deleted }) => kind === 'task' && deleted)
    .map(({ number }) => number);
  return world.things.filter(({ deleted, number }) => !deleted && !gone.includes(number));
}

interface Pairing {
  readonly record: RecordRow;
  readonly thing: Thing | null;
}

function pairs({ store, world }: PairModel): Pairing[] {
  return [...store.tables.records.values()].map((record) => {
    const link = store.tables.links.get(record.id);
    const id = record.kind === 'task' ? String(link?.number) : String(link?.externalId);
    return { record, thing: world.find(record.kind, id) };
  });
}

/** One record for each thing, one thing for each record. */
function pairing(pair: PairModel): string[] {
  const known = pairs(pair);
  const missing = present(pair).filter((thing) => !known.some((each) => each.thing === thing));
  const twice = known.filter(
    ({ thing }, index) => thing !== null && known.findIndex((each) => each.thing === thing) !== index,
  );
  // What a person deleted before we knew of it cannot be found, and is created again.
  const marks = pair.world.things.flatMap(({ marked, deleted }) => (deleted ? [] : (marked ?? [])));
  const doubled = marks.filter((mark, index) => marks.indexOf(mark) !== index);
  const unsent = known.filter(
    ({ record, thing }) =>
      thing === null &&
      record.deletedAt === null &&
      !hasDeadTask(pair, record) &&
      !wasGivenUp(pair, record) &&
      !wasCanceled(pair, record),
  );
  return [
    ...missing.map(({ kind, id }) => `${kind} ${id} of GitHub's has no record`),
    ...twice.map(({ record }) => `the thing of ${record.id} has two records`),
    ...doubled.map((mark) => `${mark} was created twice on GitHub`),
    ...unsent.map(({ record }) => `${record.id} never came to GitHub`),
  ];
}

/** A client canceled its create. */
function wasCanceled({ store }: PairModel, { id }: RecordRow): boolean {
  const sends = [...store.tables.operations.values()].filter(
    ({ recordId, direction }) => recordId === id && direction === 'outbound',
  );
  return sends.some(({ state, reason }) => state === 'canceled' && reason?.code === CANCELED.code);
}

/** Its task was deleted when it should have been sent, and came back later (rule G6). */
function wasGivenUp({ store }: PairModel, { id }: RecordRow): boolean {
  return [...store.tables.operations.values()].some(
    ({ recordId, reason }) => recordId === id && reason?.code === REASONS.taskDeleted.code,
  );
}

function hasDeadTask({ store, world }: PairModel, { kind, taskId }: RecordRow): boolean {
  const number = store.tables.links.get(taskId)?.number;
  const issue = number == null ? null : world.find('task', String(number));
  return (
    kind === 'comment' && (store.tables.records.get(taskId)?.deletedAt != null || issue?.deleted === true)
  );
}

function unequal(pair: PairModel): string[] {
  return pairs(pair).flatMap(({ record, thing }) => {
    if (thing === null || hasDeadTask(pair, record)) return [];
    if (thing.deleted) return record.deletedAt === null ? [`${record.id} lives, ${thing.id} is deleted`] : [];
    if (record.deletedAt !== null) {
      const closed = record.kind === 'task' && thing.content.state?.state === 'closed';
      return closed ? [] : [`${record.id} is deleted, ${thing.kind} ${thing.id} is open`];
    }
    return differingFields(record.content, thing.content).map(
      (field) =>
        `${record.id}.${field}: ${show(record.content, field)} here, ${show(thing.content, field)} there`,
    );
  });
}

/** What only one side said since both knew the thing must stand on both. */
function lostEdits({ pair, book, givenUp }: Played): string[] {
  return pairs(pair).flatMap(({ record, thing }) => {
    if (thing === null || thing.deleted || record.deletedAt !== null) return [];
    if (hasDeadTask(pair, record) || wasDeleted(pair, record) || isUntold(pair, thing)) return [];
    const mine = book.filter(({ kind, id }) => kind === record.kind && (id === record.id || id === thing.id));
    const isGivenUp = (atom: string): boolean =>
      givenUp.some(({ id, field }) => id === record.id && field === atom.split('.')[0]);
    const atoms = [...new Set(mine.map(({ atom }) => atom))].filter(
      (atom) => !atom.endsWith(STRANGER) && !isGivenUp(atom),
    );
    return atoms.flatMap((atom) => {
      const entries = mine.filter((entry) => entry.atom === atom);
      const sides = new Set(entries.map(({ side }) => side));
      const wanted = entries.at(-1)?.value;
      const got = readAtom(record.content, atom);
      return sides.size === 1 && got !== wanted
        ? [
            `${record.id}.${atom}: only ${[...sides].join()} edited it, to ${String(wanted)}, and it is ${got}`,
          ]
        : [];
    });
  });
}

/** The echo that tells what our write covered never arrived: what was covered in its very second is not known. */
function isUntold({ world, delivered }: PairModel, { kind, id }: Thing): boolean {
  return world.deliveries.some(
    (delivery) =>
      'thing' in delivery &&
      delivery.byUs &&
      delivery.thing.kind === kind &&
      delivery.thing.id === id &&
      !delivered.has(delivery),
  );
}

/** A record that came back took what GitHub had. */
function wasDeleted({ store }: PairModel, { id }: RecordRow): boolean {
  return [...store.tables.operations.values()].some(
    ({ recordId, action, direction }) => recordId === id && action === 'delete' && direction === 'outbound',
  );
}

/** Every operation has ended, with a reason where it was not completed, and moved along the table alone. */
function openOrSilent(pair: PairModel): string[] {
  const { operations, timeline, records } = pair.store.tables;
  const ended = [...operations.values()].flatMap(({ id, recordId, state, reason }) => {
    if (state === 'completed') return [];
    const record = records.get(recordId);
    // Of a comment whose issue is gone, GitHub cannot be asked any more (rule P5).
    if (state === 'errored' && record !== undefined && hasDeadTask(pair, record)) return [];
    if (TRANSITIONS[state].length > 0)
      return [`operation ${id} is still ${state}: ${String(reason?.message)}`];
    return reason === null ? [`operation ${id} is ${state} without a reason`] : [];
  });
  const moves = timeline.filter(
    ({ from, to }) => from !== null && !(TRANSITIONS[from] as readonly OperationState[]).includes(to),
  );
  return [...ended, ...moves.map(({ from, to }) => `moved from ${String(from)} to ${to}`)];
}

/** Everything once more: no record changes, and nothing is written (rule M2). */
async function restless(pair: PairModel): Promise<string[]> {
  const before = fingerprint(pair);
  const writes = pair.calls.writes;
  await pair.deliver([...pair.delivered].filter((delivery) => endsItsSecond(pair, delivery)));
  await pair.finish();
  await pair.pull(present(pair));
  await pair.finish();
  const after = fingerprint(pair);
  return [
    ...(after === before ? [] : [`repeating everything changed ${before} to ${after}`]),
    ...(pair.calls.writes === writes ? [] : ['repeating everything wrote to GitHub']),
  ];
}

/**
 * What was put back within its second looks, when it is told again later, like an edit that our write covered. The pair
 * never hears it twice: a delivery's GUID has one effect (rule D3).
 */
function endsItsSecond({ world }: PairModel, delivery: Delivery | LabelDelivery): boolean {
  if ('label' in delivery) return true;
  const { thing } = delivery;
  const second = world
    .historyOf(thing.kind, thing.id)
    .filter(({ updatedAt }) => updatedAt === thing.updatedAt);
  return second.at(-1) === thing;
}

function fingerprint({ store }: PairModel): string {
  const records = [...store.tables.records.values()].map(({ id, content, deletedAt }) => [
    id,
    content,
    deletedAt,
  ]);
  return JSON.stringify([records, store.tables.conflicts.map(({ conflict }) => conflict)]);
}

function show(content: Content, field: keyof Content): string {
  return isSendable(field) ? JSON.stringify(content[field]) : field;
}
