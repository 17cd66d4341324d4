// One measurement of `make bench`; a file `<what>.bench.ts` exports it as `bench`.

export interface Bench {
  /** What is measured, in a few words. */
  readonly name: string;
  /** Prints its figures. */
  run(): Promise<void>;
}
