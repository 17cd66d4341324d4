import { expect } from 'chai';
import fc from 'fast-check';
import { MAX_ATTEMPTS, retryDelayMs } from './retry-delay.js';

const TEN_MINUTES = 600_000;

describe('the wait before a retry', () => {
  it('G5: doubles from two seconds', () => {
    expect([1, 2, 3, 4].map((attempt) => retryDelayMs(attempt, 0))).to.deep.equal([
      2_000, 4_000, 8_000, 16_000,
    ]);
  });

  it('G5: is capped at ten minutes', () => {
    expect(retryDelayMs(9, 0)).to.equal(512_000);
    expect(retryDelayMs(10, 0)).to.equal(TEN_MINUTES);
    expect(retryDelayMs(400, 0)).to.equal(TEN_MINUTES);
  });

  it('G5: is jittered down by up to a half', () => {
    expect(retryDelayMs(3, 0.5)).to.equal(6_000);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, chance) => {
          const full = retryDelayMs(attempt, 0);
          expect(retryDelayMs(attempt, chance)).to.be.within(full / 2, full);
        },
      ),
    );
  });

  it('before the first failure it is as after it', () => {
    expect(retryDelayMs(0, 0)).to.equal(2_000);
  });

  it('all attempts together take about an hour, so that a person hears of it the same day', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => retryDelayMs(index + 1, 0.5));
    expect(waits.reduce((sum, wait) => sum + wait) / TEN_MINUTES).to.be.within(2, 6);
  });
});
