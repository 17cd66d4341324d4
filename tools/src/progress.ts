// What a person sees while something takes time: one line per step, with its seconds.

export function done(step: string, tookMs: number): void {
  console.log(`  ✓ ${step.padEnd(34)} ${(tookMs / 1000).toFixed(1)} s`);
}

export function fail(sentence: string): never {
  console.error(`\n${sentence}`);
  process.exit(1);
}

export async function timed<T>(step: string, work: () => Promise<T>): Promise<T> {
  const since = performance.now();
  const result = await work();
  done(step, performance.now() - since);
  return result;
}
