import { expect } from 'chai';
import { pushDelay, retryAfterMs } from './push-delay.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('when a notice is tried again', () => {
  it('after five seconds first, then ever later, and at least hourly', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 60].map((failures) => pushDelay(failures, 0) / 1000)).to.deep.equal([
      5, 30, 120, 600, 1800, 3600, 3600, 3600,
    ]);
  });

  it('up to a fifth later, so that many do not come back at once', () => {
    expect(pushDelay(0, 1)).to.equal(6_000);
  });

  it('not before the receiver asks for, in seconds or as a date, but within a day', () => {
    expect(retryAfterMs('90', NOW)).to.equal(90_000);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:02:00 GMT', NOW)).to.equal(120_000);
    expect(retryAfterMs('99999999', NOW)).to.equal(86_400_000);
    expect([retryAfterMs(null, NOW), retryAfterMs('soon', NOW)]).to.deep.equal([0, 0]);
  });
});
