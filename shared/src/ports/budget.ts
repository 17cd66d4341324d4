// The budget of an installation, as the gateway sees it (rule G1): asked before every call, told after every answer. All
// processes share one, so its implementation lies in the database and is injected.
import type { CallClass, Resource } from '../domain/github/budget.js';
import type { Failure } from '../domain/github/failures.js';

/** One call that is about to be made. */
export interface Request {
  readonly call: CallClass;
  readonly resource: Resource;
  readonly write: boolean;
}

export type Leave =
  | {
      readonly ok: true;
      /** How often in a row this installation was limited without a named time. */
      readonly strikes: number;
      /** Of a write: what it holds until its end is told. */
      readonly write: number | null;
    }
  /** Not before `until` (ms since the epoch); `reason` is a sentence for people. */
  | { readonly ok: false; readonly until: number; readonly reason: string };

/** What came of a call: nothing where no answer came. */
export interface Told {
  readonly resource: Resource;
  /** As it was given by the leave. */
  readonly write: number | null;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly failure: Failure | null;
}

export interface Budget {
  /**
   * Asks for one call. For a write it also takes the installation's only place to write, and may wait a moment for it:
   * every leave must be followed by `after`.
   * @param installationId GitHub's id of the installation; one that we do not know yet is not held back
   */
  before(installationId: string, request: Request): Promise<Leave>;
  /** Tells what came of it: GitHub's headers are the truth about what is left. */
  after(installationId: string, told: Told): Promise<void>;
}
