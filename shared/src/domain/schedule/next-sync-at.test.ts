import { expect } from 'chai';
import fc from 'fast-check';
import { DEFAULT_SYNC_BOUNDS, nextSyncAfterFailure, nextSyncAt } from './next-sync-at.js';

const at = (clock: string): number => Date.parse(`2026-11-21T${clock}:00Z`);
const T = at('10:00');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const next = (remoteUpdatedAt: number | null, latestEventAt: number | null = null): number | null =>
  nextSyncAt({ lastSyncedAt: T, remoteUpdatedAt, latestEventAt });

describe('when a resource is synced again', () => {
  it('time-1: never synced: now', () => {
    expect(nextSyncAt({ lastSyncedAt: null, remoteUpdatedAt: T, latestEventAt: T })).to.equal(null);
  });

  it('time-2: the seeds example: changes at 9:55, 9:50 and 10:01', () => {
    expect(next(at('09:55'))).to.equal(at('10:05'));
    expect(next(at('09:50'))).to.equal(at('10:10'));
    expect(next(at('10:01'))).to.equal(at('10:02'));
  });

  it('time-3: a change at the sync, or a minute before: two minutes', () => {
    expect(next(T)).to.equal(T + 2 * MINUTE);
    expect(next(T - MINUTE)).to.equal(T + 2 * MINUTE);
  });

  it('time-4: a change an hour ago: an hour; sixteen hours ago: eight', () => {
    expect(next(T - HOUR)).to.equal(T + HOUR);
    expect(next(T - 16 * HOUR)).to.equal(T + 8 * HOUR);
  });

  it('time-5: the later of change and event counts', () => {
    expect(next(T - 2 * HOUR, T - HOUR)).to.equal(T + HOUR);
    expect(next(T - HOUR, T - 2 * HOUR)).to.equal(T + HOUR);
  });

  it('without any known change it is as stale as it may be', () => {
    expect(next(null)).to.equal(T + 8 * HOUR);
  });

  it('never sooner than the lower bound, never later than the upper, and the longer it was quiet the later', () => {
    const moment = fc.integer({ min: 0, max: T + HOUR });
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const [older, newer] = [Math.min(a, b), Math.max(a, b)];
        expect(next(older)!).to.be.at.least(next(newer)!);
        expect(next(a)! - T).to.be.within(DEFAULT_SYNC_BOUNDS.minMs, DEFAULT_SYNC_BOUNDS.maxMs);
      }),
    );
  });
});

describe('when a failed sync is tried again', () => {
  const after = (failures: number, notBefore: number | null = null): number =>
    nextSyncAfterFailure({ lastAttemptAt: T, failures, notBefore });

  it('time-6: failures back off on their own: two minutes, four, eight', () => {
    expect([1, 2, 3].map((failures) => after(failures) - T)).to.deep.equal([2, 4, 8].map((m) => m * MINUTE));
  });

  it('time-6: never later than the upper bound', () => {
    expect(after(50)).to.equal(T + 8 * HOUR);
  });

  it('time-6: never before the moment that GitHub named', () => {
    expect(after(1, T + 10 * MINUTE)).to.equal(T + 10 * MINUTE);
    expect(after(3, T + MINUTE)).to.equal(T + 8 * MINUTE);
  });

  it('time-6: other bounds are kept as well', () => {
    const bounds = { minMs: 10, maxMs: 25 };
    const wait = (failures: number): number =>
      nextSyncAfterFailure({ lastAttemptAt: 0, failures, notBefore: null }, bounds);
    expect([0, 1, 2, 3].map(wait)).to.deep.equal([10, 10, 20, 25]);
  });
});
