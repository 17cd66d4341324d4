// Both sides of a pair, side by side, as tests of what becomes of edits look at them.
import type { IssueView } from '@tandem/github-sim/simulator.js';
import type { TaskJson } from './api-client.js';
import { REPO, type Pair } from './pair.js';

export interface Sides {
  /** An issue that both sides agree on, in a second that is over. */
  readonly agreed: (values: {
    readonly title: string;
    readonly body?: string;
    readonly labels?: readonly string[];
  }) => Promise<{ id: string; number: number }>;
  readonly task: (id: string) => Promise<TaskJson>;
  readonly issue: (number: number) => IssueView;
  /** What was written to the issue, oldest first. */
  readonly writesTo: (number: number) => { readonly method: string; readonly body: unknown }[];
}

/** @param pair read anew at every call: a suite has it only once it runs */
export function sidesOf(pair: () => Pair): Sides {
  return {
    async agreed(values) {
      const { number } = pair().sim.world.openIssue(REPO, values);
      const { id } = await pair().taskOf(number);
      await pair().quiet();
      pair().sim.clock.advance(3_000);
      return { id, number };
    },
    task: async (id) => (await pair().api.get<TaskJson>(`/api/v1/tasks/${id}`)).body,
    issue(number) {
      const found = pair().sim.world.issue(REPO, number);
      if (found === undefined) throw new Error(`There is no issue ${number}.`);
      return found;
    },
    writesTo: (number) =>
      pair().sim.requests.filter(
        ({ method, path }) => method !== 'GET' && new RegExp(`/issues/${number}(/|$)`).test(path),
      ),
  };
}
