// What pulling and scheduling need beyond running an operation; wired once in context.ts.
import type { GithubLists, PullStore } from '@tandem/shared/ports/pull.js';
import type { GithubSurvey } from '@tandem/shared/ports/survey.js';
import type { RunContext } from '../run-context.js';
import type { ResyncTally } from './resync-tally.js';

export interface PullContext extends RunContext {
  readonly pulls: PullStore;
  readonly lists: GithubLists;
  readonly survey: GithubSurvey;
  readonly tally: ResyncTally;
  /** Until the next plan (SCHEDULER_INTERVAL_MS): what is due before it is asked for with what is due now. */
  readonly windowMs: number;
  /** True once the worker is told to stop: a pull ends after the page under way. */
  readonly stopping: () => boolean;
}
