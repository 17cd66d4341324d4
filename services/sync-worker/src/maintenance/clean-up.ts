// Takes away what was kept long enough, a few rows at a time: nobody waits for a lock longer than a batch takes, and a
// stop waits for no more than a turn. What is left over waits for the next one. Workers pass over each other's rows, and
// what is done twice is done once.
import { setTimeout as pause } from 'node:timers/promises';
import { MINUTE_MS } from '@tandem/shared/domain/clock.js';

export const CLEAN_EVERY_MS = MINUTE_MS;
/** With a body of 30 kB each it is a few milliseconds' work. */
const ROWS_PER_BATCH = 100;
/** 2,000 rows a minute, three million a day: more than comes in. */
const BATCHES_PER_TURN = 20;
/** The database is everybody's. */
const BETWEEN_BATCHES_MS = 20;

export interface Cleaning {
  /** As the metric names it. */
  readonly what: string;
  /** Takes away up to `limit` rows; returns how many there were. */
  readonly clean: (limit: number) => Promise<number>;
}

/** One turn. `told` hears of every batch, so that a turn that fails half-way has told of its first half. */
export async function cleanUp(
  cleanings: readonly Cleaning[],
  told: (what: string, rows: number) => void,
): Promise<void> {
  for (const { what, clean } of cleanings) {
    for (let batch = 1; batch <= BATCHES_PER_TURN; batch += 1) {
      const rows = await clean(ROWS_PER_BATCH);
      told(what, rows);
      if (rows < ROWS_PER_BATCH) break;
      await pause(BETWEEN_BATCHES_MS);
    }
  }
}
