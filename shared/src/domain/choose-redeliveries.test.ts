import { expect } from 'chai';
import { describe, it } from 'mocha';
import { chooseRedeliveries, REDELIVERABLE_FOR_MS, type DeliveryAttempt } from './choose-redeliveries.js';

const NOW = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const failed = (guid: string, minutesAgo: number, id = `1${minutesAgo}`): DeliveryAttempt => ({
  id,
  guid,
  deliveredAt: NOW - minutesAgo * MINUTE,
  succeeded: false,
});
const guids = (attempts: readonly DeliveryAttempt[], stored: readonly string[] = []): string[] =>
  chooseRedeliveries(attempts, new Set(stored), NOW).map(({ guid }) => guid);

describe('P4: which deliveries are asked for again', () => {
  it('each that never arrived, once, the oldest first', () => {
    expect(guids([failed('b', 5), failed('a', 10), failed('b', 20)])).to.deep.equal(['a', 'b']);
  });

  it('not what is stored, whatever GitHub heard of it', () => {
    expect(guids([failed('a', 5)], ['a'])).to.deep.equal([]);
  });

  it('not what a later attempt brought', () => {
    expect(guids([failed('a', 5), { ...failed('a', 4), succeeded: true }])).to.deep.equal([]);
  });

  it('not what GitHub has forgotten, and not what failed a moment ago', () => {
    expect(guids([failed('old', REDELIVERABLE_FOR_MS / MINUTE), failed('new', 0)])).to.deep.equal([]);
  });

  it('not for ever', () => {
    expect(guids([10, 20, 30, 40, 50, 60].map((ago) => failed('a', ago)))).to.deep.equal([]);
  });
});
