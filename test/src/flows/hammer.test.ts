// The hammer test in small; `make chaos` runs the hour.
import { expect } from 'chai';
import { hammerTest, type HammerResult } from '../chaos/hammer.js';

describe('the hammer test', function () {
  this.timeout(180_000);
  let result: HammerResult;
  before(async () => {
    // Long enough for every shape to have been answered once, and a call let through.
    result = await hammerTest({ minutes: 24, writesPerMinute: 2, workers: 3 });
  });

  it('G2: limited in every documented shape, an installation never calls before the time that was named', () => {
    for (const [shape, times] of Object.entries(result.shapes)) expect(times, shape).to.be.above(0);
    expect(result).to.include({ early: 0, refusedAgain: 0, contractViolations: 0 });
  });

  it('G2: being limited is no attempt, and nothing that waited is lost', () => {
    expect(result.attempts).to.equal(0);
    expect(result.limited).to.equal(result.wanted);
  });

  it('limit-6: the other installation writes as much as when it is alone', () => {
    expect(result.alone).to.be.at.least(24 * 2 * 0.9);
    expect(result.beside).to.be.within(result.alone * 0.9, result.alone * 1.1);
  });
});
