// GitHub as people see it, in memory: issues and comments with whole-second times, a history from which lagging replicas
// answer, and a webhook for every change. Nobody's edit is refused here, and nothing is ever written twice by itself.
import { inFrame, unframe } from '@tandem/shared/domain/resource/body-frame.js';
import { wholeSecond } from '@tandem/shared/domain/clock.js';
import { nameKey, sameValue, type Content } from '@tandem/shared/domain/resource/content.js';
import { mergeSet } from '@tandem/shared/domain/merge/merge.js';
import type { Action, BodyFrame, ResourceKind } from '@tandem/shared/domain/operations/operation.js';

export interface Thing {
  readonly kind: ResourceKind;
  /** A comment's id; an issue's number as text. */
  readonly id: string;
  /** The issue's number; for a comment that of its issue. */
  readonly number: number;
  /** True: a pull request. Nobody can delete it, and it is closed without a reason. */
  readonly pull: boolean;
  readonly content: Content;
  readonly frame: BodyFrame;
  /** The record that a marker of ours names, where our app wrote the thing. */
  readonly marked: string | null;
  readonly createdAt: number;
  /** ms in whole seconds. */
  readonly updatedAt: number;
  readonly deleted: boolean;
}

/** A webhook as it left GitHub. */
export interface Delivery {
  readonly guid: number;
  readonly action: Action;
  readonly thing: Thing;
  readonly replaced: Content;
  readonly byUs: boolean;
}

/** A label was renamed: no issue's time moves, and nobody is told of the issues that carry it. */
export interface LabelDelivery {
  readonly guid: number;
  readonly label: string;
}

export interface GithubWorld {
  readonly things: readonly Thing[];
  readonly deliveries: readonly (Delivery | LabelDelivery)[];
  /** Every state that a thing was in, oldest first. */
  historyOf(kind: ResourceKind, id: string): readonly Thing[];
  find(kind: ResourceKind, id: string): Thing | null;
  /** As a replica sees it that is so many ms behind; null where it does not know the thing yet. */
  findLagging(kind: ResourceKind, id: string, lagMs: number): Thing | null;
  create(kind: ResourceKind, number: number | null, content: Content, made: Made): Thing;
  /** Changes the named fields; nothing happens where they are as asked. Our app writes a body with its frame. */
  edit(kind: ResourceKind, id: string, values: Content, byUs?: BodyFrame | true): Thing;
  remove(kind: ResourceKind, id: string): void;
  /** Returns the issues that carry it. GitHub refuses a name that there is already. */
  renameLabel(from: string, to: string): readonly Thing[];
}

export interface Made {
  readonly frame: BodyFrame;
  readonly marked: string | null;
  readonly pull?: boolean;
}

/** Has no access to the repo: GitHub leaves such an assignee out without a word. */
export const STRANGER = 'stranger';

export function createGithubWorld(now: () => number): GithubWorld {
  const histories = new Map<string, { readonly at: number; readonly thing: Thing }[]>();
  const deliveries: (Delivery | LabelDelivery)[] = [];
  let lastNumber = 0;
  const keyOf = (kind: ResourceKind, id: string): string => `${kind}:${id}`;

  function remember(thing: Thing): void {
    const history = histories.get(keyOf(thing.kind, thing.id)) ?? [];
    histories.set(keyOf(thing.kind, thing.id), [...history, { at: now(), thing }]);
  }

  function put(thing: Thing, action: Action, replaced: Content, byUs: boolean): Thing {
    remember(thing);
    deliveries.push({ guid: deliveries.length, action, thing, replaced, byUs });
    return thing;
  }

  function known(kind: ResourceKind, id: string): Thing {
    const thing = histories.get(keyOf(kind, id))?.at(-1)?.thing;
    if (thing === undefined) throw new Error(`There is no ${kind} ${id}.`);
    return thing;
  }

  return {
    get things() {
      return [...histories.values()].flatMap((history) => history.at(-1)?.thing ?? []);
    },
    deliveries,
    historyOf: (kind, id) => (histories.get(keyOf(kind, id)) ?? []).map(({ thing }) => thing),
    find: (kind, id) => histories.get(keyOf(kind, id))?.at(-1)?.thing ?? null,
    findLagging: (kind, id, lagMs) =>
      histories.get(keyOf(kind, id))?.findLast(({ at }) => at <= now() - lagMs)?.thing ?? null,
    create(kind, number, content, { frame, marked, pull = false }) {
      const id = String((lastNumber += 1));
      const full: Content = kind === 'comment' ? { body: '' } : EMPTY_ISSUE;
      return put(
        {
          kind,
          id,
          number: number ?? lastNumber,
          pull,
          content: accepted({ ...full, ...content }, pull),
          frame,
          marked,
          createdAt: now(),
          updatedAt: wholeSecond(now()),
          deleted: false,
        },
        'create',
        {},
        marked !== null,
      );
    },
    edit(kind, id, values, byUs) {
      const before = known(kind, id);
      const content = accepted({ ...before.content, ...values }, before.pull);
      const fields = Object.keys(values) as (keyof Content)[];
      const changed = fields.filter((field) => differs(field, before.content, content));
      if (changed.length === 0 || before.deleted) return before;
      const replaced = {
        ...(changed.includes('title') ? { title: before.content.title } : {}),
        ...(changed.includes('body') ? { body: before.content.body } : {}),
      } as Content;
      return put(
        {
          ...before,
          content,
          frame: typeof byUs === 'object' ? byUs : before.frame,
          updatedAt: wholeSecond(now()),
        },
        'update',
        replaced,
        byUs !== undefined,
      );
    },
    remove(kind, id) {
      const before = known(kind, id);
      if (!before.deleted) put({ ...before, deleted: true }, 'delete', {}, false);
    },
    renameLabel(from, to) {
      const carry = (name: string): Thing[] =>
        this.things.filter(({ content }) => content.labels?.some((each) => nameKey(each) === nameKey(name)));
      const carriers = carry(from).filter(({ deleted }) => !deleted);
      if (carriers.length === 0 || carry(to).length > 0) return [];
      for (const thing of carriers) {
        const labels = thing.content.labels?.map((each) => (nameKey(each) === nameKey(from) ? to : each));
        remember({ ...thing, content: { ...thing.content, ...(labels === undefined ? {} : { labels }) } });
      }
      deliveries.push({ guid: deliveries.length, label: from });
      return carriers;
    },
  };
}

/** A label is added or taken away by itself, however many there are. */
export function withNames(
  thing: Thing,
  set: 'labels' | 'assignees',
  add: readonly string[],
  remove: readonly string[],
): Content {
  const had = thing.content[set] ?? [];
  const gone = new Set(remove.map(nameKey));
  return { [set]: mergeSet(had, [...had.filter((name) => !gone.has(nameKey(name))), ...add], had) };
}

/** What GitHub keeps of a text: our frame comes off and goes on again unchanged. */
export function throughFrame(text: string, frame: BodyFrame): { body: string; frame: BodyFrame } {
  const { text: body, frame: seen } = unframe(inFrame(text, frame));
  return { body, frame: seen };
}

const EMPTY_ISSUE: Content = {
  title: '',
  body: '',
  state: { state: 'open', reason: null },
  labels: [],
  assignees: [],
  locked: false,
};

type State = NonNullable<Content['state']>;

function accepted(content: Content, pull: boolean): Content {
  return {
    ...content,
    ...(content.title === undefined ? {} : { title: content.title.trim() }),
    ...(content.assignees === undefined
      ? {}
      : { assignees: content.assignees.filter((login) => login !== STRANGER) }),
    ...(content.state === undefined ? {} : { state: withReason(content.state, pull) }),
  };
}

function withReason({ state, reason }: State, pull: boolean): State {
  return state === 'open' || pull ? { state, reason: null } : { state, reason: reason ?? 'completed' };
}

function differs(field: keyof Content, a: Content, b: Content): boolean {
  const [left, right] = [a[field], b[field]];
  return left === undefined || right === undefined || !sameValue(field, left, right);
}
