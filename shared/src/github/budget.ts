// The budget of an installation, as the gateway sees it (rule G1): asked before every call, told after every answer. All
// processes share one, so its implementation lies in the database and is injected.
import type { Failure } from '../domain/failures.js';
import type { CallClass } from '../ports.js';
import type { Headers } from './headers.js';

export type Leave =
  /** `strikes`: how often in a row this installation was limited without a named time. */
  | { readonly ok: true; readonly strikes: number }
  /** Not before `until` (ms since the epoch); `reason` is a sentence for people. */
  | { readonly ok: false; readonly until: number; readonly reason: string };

export interface Budget {
  /**
   * Asks for one call. For a write it also reserves the installation's next slot, and may wait a moment for it.
   * @param installationRowId our id of the installation
   */
  before(installationRowId: string, call: CallClass, write: boolean): Promise<Leave>;
  /** Tells what came of it: GitHub's headers are the truth about what is left. */
  after(installationRowId: string, headers: Headers, failure: Failure | null): Promise<void>;
}
