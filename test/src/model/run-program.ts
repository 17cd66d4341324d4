// Runs a program on a pair that begins with one issue, known to both sides, and keeps book of who edited what.
import type { Content, Field, SetField } from '@tandem/shared/domain/resource/content.js';
import type { ResourceKind } from '@tandem/shared/domain/operations/operation.js';
import { canMove } from '@tandem/shared/domain/operations/transitions.js';
import { withNames, type Thing } from './github-world.js';
import { FINE } from './killable.js';
import { createPairModel, recordsOf, type PairModel } from './pair-model.js';
import type { Edit, Program, Step } from './program.js';
import type { OperationRow, RecordRow } from './rows.js';

/** One edit of one atom: a title, a paragraph, a state, the presence of one name. */
export interface Entry {
  readonly side: 'client' | 'person';
  readonly kind: ResourceKind;
  /** The record's id, or the thing's id on GitHub. */
  readonly id: string;
  readonly atom: string;
  readonly value: string;
  readonly at: number;
}

interface Ref {
  readonly kind: ResourceKind;
  readonly id: string;
}

export interface Played {
  readonly pair: PairModel;
  readonly book: readonly Entry[];
  /** What a client canceled: by record, the fields whose edits it gave up. */
  readonly givenUp: readonly { readonly id: string; readonly field: Field }[];
}

const PARAGRAPHS = ['p0:', 'p1:', 'p2:'];
const BODY = PARAGRAPHS.join('\n\n');

export async function play({ skewMs, steps }: Program): Promise<Played> {
  const pair = createPairModel(skewMs);
  const book: Entry[] = [];
  const givenUp: { id: string; field: Field }[] = [];
  pair.world.create('task', null, { title: 'A', body: BODY }, NOBODYS);
  await pair.deliver(pair.pending.splice(0));
  await pair.finish();
  pair.pass(2_000);
  for (const step of steps) {
    await doStep({ pair, book, givenUp }, step);
    checkOneRuns(pair);
  }
  return { pair, book, givenUp };
}

const NOBODYS = { frame: { before: '', after: '' }, marked: null };
/** More would make the programs long and say nothing new. */
const MOST_TASKS = 3;
const MOST_COMMENTS = 4;

interface Playing {
  readonly pair: PairModel;
  readonly book: Entry[];
  readonly givenUp: { id: string; field: Field }[];
}

async function doStep({ pair, book, givenUp }: Playing, step: Step): Promise<void> {
  const { world, pending, client, store } = pair;
  const noteAtom = (side: Entry['side'], { kind, id }: Ref, atom: Pick<Entry, 'atom' | 'value'>): void => {
    book.push({ side, kind, id, ...atom, at: pair.now() });
  };
  const note = (side: Entry['side'], ref: Ref, edit: Edit): void => {
    noteAtom(side, ref, atomOf(edit));
  };
  switch (step.do) {
    case 'pass':
      pair.pass(step.ms);
      return;
    case 'freeze':
      pair.freeze();
      return;
    case 'client edits': {
      const record = pickFrom(records(pair), step.thing);
      if (record === undefined) return;
      const edit = fitting(record.kind, step.edit);
      // Of a record whose content was never seen, a client cannot change a part.
      const seen = record.content.body !== '' || pair.store.tables.links.get(record.id)?.base != null;
      if (!seen && edit.field !== 'title' && edit.field !== 'state') return;
      // GitHub does not take the reason, and it is not sent again (SCENARIOS decide-21).
      note('client', record, record.taskKind === 'pull_request' ? withoutReason(edit) : edit);
      return pair.client.writes(record, 'update', valuesOf(record.content, edit));
    }
    case 'person edits': {
      const thing = pickFrom(things(pair), step.thing);
      if (thing === undefined) return;
      const edit = fitting(thing.kind, thing.pull ? withoutReason(step.edit) : step.edit);
      // What stands there already is no edit to GitHub, and nobody hears of it.
      const { atom, value } = atomOf(edit);
      if (readAtom(thing.content, atom) === value) return;
      note('person', thing, edit);
      const values =
        edit.field === 'labels' || edit.field === 'assignees'
          ? withNames(thing, edit.field, edit.present ? [edit.name] : [], edit.present ? [] : [edit.name])
          : valuesOf(thing.content, edit);
      world.edit(thing.kind, thing.id, values);
      return;
    }
    case 'client comments': {
      const task = pickFrom(
        records(pair).filter(({ kind }) => kind === 'task'),
        step.thing,
      );
      if (task === undefined || recordsOf(pair, 'comment').length >= MOST_COMMENTS) return;
      pair.client.makes('comment', task.id, { body: BODY });
      return;
    }
    case 'person comments': {
      const issue = pickFrom(
        things(pair).filter(({ kind }) => kind === 'task'),
        step.thing,
      );
      if (issue === undefined || world.things.length > MOST_TASKS + MOST_COMMENTS) return;
      world.create('comment', issue.number, { body: BODY }, NOBODYS);
      return;
    }
    case 'client makes a task':
      if (recordsOf(pair, 'task').length >= MOST_TASKS) return;
      pair.client.makes('task', null, { title: 'A', body: BODY, labels: ['x'] });
      return;
    case 'person opens an issue':
      if (recordsOf(pair, 'task').length >= MOST_TASKS) return;
      world.create('task', null, { title: 'A', body: BODY }, NOBODYS);
      return;
    case 'person opens a pull request':
      if (recordsOf(pair, 'task').length >= MOST_TASKS) return;
      world.create('task', null, { title: 'A', body: BODY }, { ...NOBODYS, pull: true });
      return;
    case 'person renames a label': {
      const from = pickFrom(
        things(pair).flatMap(({ content }) => content.labels ?? []),
        step.which,
      );
      if (from === undefined) return;
      for (const thing of world.renameLabel(from, step.to)) {
        note('person', thing, { field: 'labels', name: from, present: false });
        note('person', thing, { field: 'labels', name: step.to, present: true });
      }
      return;
    }
    case 'client cancels': {
      const row = pickFrom(
        [...store.tables.operations.values()].filter((each) => mayCancel(pair, each)),
        step.which,
      );
      if (row === undefined) return;
      const { kind, recordId: id } = row;
      const fields = await client.cancels({ kind, id }, row);
      givenUp.push(...fields.map((field) => ({ id, field })));
      return;
    }
    case 'client resolves': {
      const row = pickFrom(store.tables.conflicts, step.which);
      const before = row === undefined ? undefined : store.tables.records.get(row.id)?.content;
      if (row === undefined || before === undefined) return;
      const values = await client.resolves(row, step.keep);
      for (const atom of atomsIn(values)) {
        const value = readAtom(values, atom);
        if (value !== readAtom(before, atom)) noteAtom('client', row, { atom, value });
      }
      return;
    }
    case 'client deletes': {
      const record = pickFrom(records(pair), step.thing);
      return record === undefined ? undefined : pair.client.writes(record, 'delete', {});
    }
    case 'person deletes': {
      const thing = pickFrom(things(pair), step.thing);
      if (thing !== undefined && !thing.pull) world.remove(thing.kind, thing.id);
      return;
    }
    case 'deliver': {
      const delivery = pickFrom(pending, step.which);
      if (delivery === undefined) return;
      if (!step.again) pending.splice(pending.indexOf(delivery), 1);
      return pair.deliver([delivery]);
    }
    case 'lose': {
      const delivery = pickFrom(pending, step.which);
      // No list shows a deletion: a lost one is found by redelivery, which is the same as a late one.
      if (delivery === undefined || ('action' in delivery && delivery.action === 'delete')) return;
      pending.splice(pending.indexOf(delivery), 1);
      return;
    }
    case 'pull':
      return pair.pull(things(pair).flatMap(({ kind, id }) => world.findLagging(kind, id, step.lagMs) ?? []));
    case 'work':
      await pair.work(step.which, step.fate);
      return;
    case 'work on':
      for (let turn = 0; turn < step.turns; turn += 1) await pair.work(turn, FINE);
      return;
  }
}

function records({ store }: PairModel): RecordRow[] {
  return [...store.tables.records.values()].filter(({ deletedAt }) => deletedAt === null);
}

function things({ world }: PairModel): Thing[] {
  const alive = world.things.filter(({ deleted }) => !deleted);
  const issues = alive.filter(({ kind }) => kind === 'task').map(({ number }) => number);
  return alive.filter(({ number }) => issues.includes(number));
}

function pickFrom<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}

/** A create that is given up would leave its comments waiting for it for ever, as a person wanted. */
function mayCancel({ store }: PairModel, { kind, recordId, state, direction }: OperationRow): boolean {
  const isMade = kind === 'comment' || store.tables.links.get(recordId)?.number != null;
  return isMade && direction === 'outbound' && canMove(state, 'canceled');
}

/** Nobody closes a pull request as not planned. */
function withoutReason(edit: Edit): Edit {
  return edit.field === 'state' && edit.value === 'not_planned' ? { ...edit, value: 'completed' } : edit;
}

/** A comment has a text alone. */
function fitting(kind: ResourceKind, edit: Edit): Edit {
  return kind === 'task' || edit.field === 'body' ? edit : { field: 'body', paragraph: 0, value: 'B' };
}

export function valuesOf(content: Content, edit: Edit): Content {
  switch (edit.field) {
    case 'title':
      return { title: edit.value };
    case 'body':
      return { body: withParagraph(content.body ?? '', edit.paragraph, edit.value) };
    case 'state':
      return {
        state:
          edit.value === 'open' ? { state: 'open', reason: null } : { state: 'closed', reason: edit.value },
      };
    case 'labels':
    case 'assignees':
      return { [edit.field]: withName(content, edit.field, edit.name, edit.present) };
  }
}

function withName(content: Content, set: SetField, name: string, present: boolean): string[] {
  const others = (content[set] ?? []).filter((other) => other.toLowerCase() !== name.toLowerCase());
  return present ? [...others, name] : others;
}

function withParagraph(body: string, index: number, value: string): string {
  const paragraphs = body.split('\n\n');
  return paragraphs
    .map((text, at) => (at === index ? `${PARAGRAPHS[index] ?? ''}${value}` : text))
    .join('\n\n');
}

function atomOf(edit: Edit): Pick<Entry, 'atom' | 'value'> {
  switch (edit.field) {
    case 'body':
      return { atom: `body.${edit.paragraph}`, value: `${PARAGRAPHS[edit.paragraph] ?? ''}${edit.value}` };
    case 'labels':
    case 'assignees':
      return { atom: `${edit.field}.${edit.name.toLowerCase()}`, value: String(edit.present) };
    case 'title':
      return { atom: 'title', value: edit.value.trim() };
    case 'state':
      return { atom: 'state', value: edit.value };
  }
}

/** The atoms that a content says something about, but for those of sets. */
function atomsIn(content: Content): string[] {
  return [
    ...(content.title === undefined ? [] : ['title']),
    ...(content.body === undefined ? [] : PARAGRAPHS.map((_, index) => `body.${index}`)),
    ...(content.state === undefined ? [] : ['state']),
  ];
}

/** What an atom of a content is now. */
export function readAtom(content: Content, atom: string): string {
  const [field, part = ''] = atom.split('.');
  switch (field) {
    case 'body':
      return content.body?.split('\n\n')[Number(part)] ?? '';
    case 'labels':
    case 'assignees':
      return String((content[field] ?? []).some((name) => name.toLowerCase() === part));
    case 'state':
      return content.state?.state === 'closed' ? (content.state.reason ?? 'completed') : 'open';
    default:
      return content.title ?? '';
  }
}

/** Rule O1, at every moment. */
function checkOneRuns({ store }: PairModel): void {
  const running = [...store.tables.operations.values()].filter(({ state }) => state === 'processing');
  const groups = new Set(running.map(({ recordId }) => recordId));
  if (groups.size !== running.length) throw new Error('Two operations of one resource are running.');
}
