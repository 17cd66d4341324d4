// Time comes in from outside, so that it can be simulated.

export interface Clock {
  /** ms since the epoch. */
  now(): number;
}
