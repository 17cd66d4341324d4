// How often one token may call: a bucket per token that refills by the second. Kept in memory, so the bound holds per
// process: several processes together allow as many times more. It keeps one program's loop from being everybody's wait.
import type { Clock } from '@tandem/shared/ports/clock.js';

/** A burst of this many seconds' worth passes: a page full of requests at once is no abuse. */
const BURST_SECONDS = 4;
/** Buckets that are full again are forgotten, this often. */
const SWEEP_EVERY_MS = 60_000;

export interface TokenRate {
  /** Seconds until the next call is taken; null: this one is. */
  take(tokenId: string): number | null;
}

interface Bucket {
  level: number;
  at: number;
}

export function tokenRate(perSecond: number, clock: Clock): TokenRate {
  const size = perSecond * BURST_SECONDS;
  const buckets = new Map<string, Bucket>();
  let sweptAt = clock.now();

  return {
    take(tokenId) {
      const now = clock.now();
      if (now - sweptAt > SWEEP_EVERY_MS) {
        sweptAt = now;
        for (const [id, { at }] of buckets) if (now - at > BURST_SECONDS * 1000) buckets.delete(id);
      }
      const bucket = buckets.get(tokenId) ?? { level: size, at: now };
      bucket.level = Math.min(size, bucket.level + (Math.max(0, now - bucket.at) / 1000) * perSecond);
      bucket.at = now;
      buckets.set(tokenId, bucket);
      if (bucket.level < 1) return Math.max(1, Math.ceil((1 - bucket.level) / perSecond));
      bucket.level -= 1;
      return null;
    },
  };
}
