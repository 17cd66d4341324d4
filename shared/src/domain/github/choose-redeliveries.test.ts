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

  it('a failure is left alone for ten seconds, in which the delivery may still arrive', () => {
    const ago = (seconds: number): DeliveryAttempt => ({
      ...failed('a', 0),
      deliveredAt: NOW - seconds * 1_000,
    });
    expect(guids([ago(9)])).to.deep.equal([]);
    expect(guids([ago(10)])).to.deep.equal(['a']);
  });

  it('by its latest attempt, and of two at once by that of the greater number', () => {
    const ids = (attempts: readonly DeliveryAttempt[]): string[] =>
      chooseRedeliveries(attempts, new Set(), NOW).map(({ id }) => id);
    expect(ids([failed('a', 20, '3'), failed('a', 10, '1'), failed('a', 30, '2')])).to.deep.equal(['1']);
    expect(ids([failed('a', 10, '9'), failed('a', 10, '10'), failed('a', 10, '8')])).to.deep.equal(['10']);
  });

  it('of those that failed at once the first first, however great the numbers', () => {
    const [earlier, later] = ['9007199254740993', '9007199254740994'];
    expect(guids([failed('b', 10, later), failed('a', 10, earlier)])).to.deep.equal(['a', 'b']);
    expect(guids([failed('a', 10, earlier), failed('b', 10, later)])).to.deep.equal(['a', 'b']);
  });
});
