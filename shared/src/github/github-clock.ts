// Our clock corrected to GitHub's, so that a client's edit and a person's edit on GitHub can be compared (DESIGN section
// 3, `local_modified_at`). GitHub tells its time in whole seconds with every answer; less than that is no offset.
import type { Clock } from '../ports/clock.js';

/** GitHub's Date is a whole second and the answer was under way: a smaller difference is not a difference. */
const COARSE_MS = 1_500;

export interface GithubClock extends Clock {
  /** An answer came: GitHub's time in it, and the moments at which we asked and heard. All in ms. */
  heard(githubAt: number, askedAt: number, heardAt: number): void;
}

export function createGithubClock(clock: Clock): GithubClock {
  let offsetMs = 0;
  return {
    now: () => clock.now() + offsetMs,
    heard(githubAt, askedAt, heardAt) {
      // The middle of GitHub's second against the middle of the exchange.
      const difference = githubAt + 500 - (askedAt + heardAt) / 2;
      offsetMs = Math.abs(difference) < COARSE_MS ? 0 : Math.round(difference);
    },
  };
}
