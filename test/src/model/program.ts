// Programs for the pair: what people, the network and the workers do, in any order. Small values are the likely ones, so
// that edits meet in one second and in one field.
import fc from 'fast-check';
import type { Fate } from './killable.js';

export type Edit =
  | { readonly field: 'title'; readonly value: string }
  | { readonly field: 'body'; readonly paragraph: number; readonly value: string }
  | { readonly field: 'state'; readonly value: 'open' | 'completed' | 'not_planned' }
  | {
      readonly field: 'labels' | 'assignees';
      readonly name: string;
      readonly present: boolean;
    };

export type Step =
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'freeze' }
  | { readonly do: 'client edits'; readonly thing: number; readonly edit: Edit }
  | { readonly do: 'person edits'; readonly thing: number; readonly edit: Edit }
  | { readonly do: 'client comments'; readonly thing: number }
  | { readonly do: 'person comments'; readonly thing: number }
  | { readonly do: 'client makes a task' }
  | { readonly do: 'person opens an issue' }
  | { readonly do: 'person opens a pull request' }
  | { readonly do: 'person renames a label'; readonly which: number; readonly to: string }
  | { readonly do: 'client cancels'; readonly which: number }
  | {
      readonly do: 'client resolves';
      readonly which: number;
      readonly keep: 'ours' | 'theirs' | 'base';
    }
  | { readonly do: 'client deletes'; readonly thing: number }
  | { readonly do: 'person deletes'; readonly thing: number }
  | { readonly do: 'deliver'; readonly which: number; readonly again: boolean }
  | { readonly do: 'lose'; readonly which: number }
  | { readonly do: 'pull'; readonly lagMs: number }
  | { readonly do: 'work'; readonly which: number; readonly fate: Fate }
  | { readonly do: 'work on'; readonly turns: number };

export interface Program {
  /** How much our clock is ahead of GitHub's, ms. */
  readonly skewMs: number;
  readonly steps: readonly Step[];
}

const which = fc.nat({ max: 5 });
const text = fc.constantFrom('A', 'B', 'C');
/** GitHub takes the space around a title away. */
const title = fc.constantFrom('A', 'B', ' C ');
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ field: fc.constant('title' as const), value: title }) },
  {
    weight: 3,
    arbitrary: fc.record({ field: fc.constant('body' as const), paragraph: fc.nat({ max: 2 }), value: text }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      field: fc.constant('state' as const),
      value: fc.constantFrom('open' as const, 'completed' as const, 'not_planned' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      field: fc.constant('labels' as const),
      name: fc.constantFrom('x', 'y', 'Bug', 'bug'),
      present: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      field: fc.constant('assignees' as const),
      name: fc.constantFrom('ann', 'stranger'),
      present: fc.boolean(),
    }),
  },
);

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('ok' as const), ms: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ok' as const), ms: fc.nat({ max: 2_000 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'kill' as const,
        'kill_late' as const,
        'reply_late' as const,
        'reply_lost' as const,
        'kill_after' as const,
        'transient' as const,
        'limited' as const,
      ),
      ms: fc.nat({ max: 15_000 }),
    }),
  },
);

const passing = fc.oneof(
  { weight: 3, arbitrary: fc.nat({ max: 600 }) },
  { weight: 2, arbitrary: fc.nat({ max: 5_000 }) },
  { weight: 1, arbitrary: fc.nat({ max: 90_000 }) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: passing }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('freeze' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('client edits' as const), thing: which, edit }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('person edits' as const), thing: which, edit }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('client comments' as const), thing: which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('person comments' as const), thing: which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('client makes a task' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('person opens an issue' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('person opens a pull request' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('person renames a label' as const),
      which,
      to: fc.constantFrom('x', 'z'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('client cancels' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('client resolves' as const),
      which,
      keep: fc.constantFrom('ours' as const, 'theirs' as const, 'base' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('client deletes' as const), thing: which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('person deletes' as const), thing: which }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('deliver' as const), which, again: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lose' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pull' as const), lagMs: fc.nat({ max: 2_000 }) }) },
  { weight: 14, arbitrary: fc.record({ do: fc.constant('work' as const), which, fate }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('work on' as const), turns: fc.nat({ max: 12 }) }) },
);

export const program: fc.Arbitrary<Program> = fc.record({
  skewMs: fc.oneof(fc.constant(0), fc.integer({ min: -3_000, max: 3_000 })),
  steps: fc.array(step, { maxLength: 50, size: 'max' }),
});
