// Tells which comparisons were made in constant time while something ran. No test can time them; that they are made this
// way, on digests of one length, is what can be seen.
import crypto, { timingSafeEqual } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** The lengths of both sides of each, in bytes. */
export type Comparisons = readonly (readonly [number, number])[];

export async function comparisonsIn(run: () => unknown): Promise<Comparisons> {
  const seen: [number, number][] = [];
  const real = timingSafeEqual;
  install((a, b) => {
    seen.push([a.byteLength, b.byteLength]);
    return real(a, b);
  });
  try {
    await run();
  } finally {
    install(real);
  }
  return seen;
}

/** Also for those who imported it by name, long before. */
function install(compare: typeof timingSafeEqual): void {
  crypto.timingSafeEqual = compare;
  syncBuiltinESMExports();
}
