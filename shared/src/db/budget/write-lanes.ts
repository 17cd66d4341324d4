// Writes of one process to one installation, one behind the other: who stands here does not ask the database in turn
// with its neighbours. Not a promise about other processes: that one is the row's.
import { FIRST_GUESS_MS } from '../../domain/github/budget.js';
import type { Clock } from '../../ports/clock.js';

export interface WriteLane {
  /**
   * Waits for the place at the head. False at once where the wait would be too long, and after `patienceMs` at the
   * latest; then the caller does not stand here any more.
   */
  enter(patienceMs: number, intervalMs: number): Promise<boolean>;
  /** Gives the place at the head to the next. */
  leave(): void;
  /** How long writes take lately, ms. */
  typicalMs(): number;
}

/** How much the last write counts: enough to notice a slow hour, little enough to forget a single slow call. */
const WEIGHT_OF_LAST = 0.2;

export function createWriteLanes(clock: Clock): { of(installation: string): WriteLane } {
  const lanes = new Map<string, WriteLane>();
  return {
    of(installation) {
      const lane = lanes.get(installation) ?? createLane(clock);
      lanes.set(installation, lane);
      return lane;
    },
  };
}

function createLane(clock: Clock): WriteLane {
  const waiting: (() => void)[] = [];
  let enteredAt: number | null = null;
  let typical = FIRST_GUESS_MS;

  return {
    typicalMs: () => Math.round(typical),
    async enter(patienceMs, intervalMs) {
      if (enteredAt === null) {
        enteredAt = clock.now();
        return true;
      }
      if ((waiting.length + 1) * (intervalMs + typical) > patienceMs) return false;
      return new Promise<boolean>((resolve) => {
        const called = (): void => {
          clearTimeout(timer);
          enteredAt = clock.now();
          resolve(true);
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(called), 1);
          resolve(false);
        }, patienceMs);
        waiting.push(called);
      });
    },
    leave() {
      if (enteredAt !== null) typical += WEIGHT_OF_LAST * (clock.now() - enteredAt - typical);
      enteredAt = null;
      waiting.shift()?.();
    },
  };
}
