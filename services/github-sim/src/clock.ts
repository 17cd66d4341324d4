// The simulator's only source of time, so that a test can move hours in a moment.
// It never runs backwards: `advance` refuses a negative step.

export interface Clock {
  /** Milliseconds since the epoch, with everything that was advanced. */
  now(): number;
  /** The same, cut to the whole second: what GitHub stores and shows. */
  second(): number;
  advance(ms: number): void;
}

export function startClock(source: () => number = Date.now): Clock {
  let offset = 0;
  const now = (): number => source() + offset;
  return {
    now,
    second: () => Math.floor(now() / 1000) * 1000,
    advance(ms) {
      if (!(ms >= 0)) throw new Error(`The clock does not run backwards: ${ms} ms`);
      offset += ms;
    },
  };
}

/** `2026-01-31T12:00:00Z`: GitHub shows no fraction of a second. */
export function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
