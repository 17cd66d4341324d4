import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  admitCall,
  admitWrite,
  CALL_CLASSES,
  clearAt,
  whyNot,
  type BudgetState,
  type WriteRules,
} from './budget.js';
import { HOUR_MS, MINUTE_MS } from '../clock.js';

const NOW = Date.parse('2075-06-01T14:00:00Z');
const RULES: WriteRules = { perMinute: 80, perHour: 500, intervalMs: 1_000, typicalMs: 300 };
const FRESH: BudgetState = { silentUntil: null, quota: null, nextWriteAt: null, writeEnds: [], turns: {} };
const left = (remaining: number): BudgetState => ({
  ...FRESH,
  quota: { limit: 5_000, remaining, until: NOW + HOUR_MS },
});

/** Takes the place, writes for `ms`, gives it back. */
function written(state: BudgetState, now: number, ms: number, rules = RULES): BudgetState {
  const end = now + ms;
  const writeEnds = [...state.writeEnds.filter((at) => at > now - HOUR_MS), end];
  return { ...state, writeEnds, nextWriteAt: end + rules.intervalMs };
}

describe('the budget', () => {
  it('limit-3: with 20 % left background work waits for the reset, and the others go on', () => {
    expect(admitCall(left(1_000), 'background', NOW)).to.include({ ok: false, waitsFor: 'quota' });
    expect(admitCall(left(1_001), 'background', NOW)).to.deep.equal({ ok: true });
    expect(admitCall(left(1_000), 'event', NOW)).to.deep.equal({ ok: true });
  });

  it('limit-3: with 10 % left events wait too, and a person who waits goes on to the last call', () => {
    expect(admitCall(left(500), 'event', NOW).ok).to.equal(false);
    expect(admitCall(left(1), 'interactive', NOW)).to.deep.equal({ ok: true });
    expect(admitCall(left(0), 'interactive', NOW)).to.include({ ok: false, until: NOW + HOUR_MS });
  });

  it('limit-2: after a reset the classes come back one after the other, the most urgent at the very moment', () => {
    const times = CALL_CLASSES.map((call) => admitCall(left(0), call, NOW)).map(
      (admission) => !admission.ok && admission.until,
    );
    expect(times[0]).to.equal(NOW + HOUR_MS);
    expect([...times].sort()).to.deep.equal(times);
    expect(new Set(times).size).to.equal(3);
  });

  it('what was left before the reset says nothing after it', () => {
    expect(admitCall(left(0), 'background', NOW + HOUR_MS)).to.deep.equal({ ok: true });
  });

  it('GitHub’s silence holds for every class', () => {
    const silent = { ...FRESH, silentUntil: NOW + 30_000 };
    for (const call of CALL_CLASSES) expect(admitCall(silent, call, NOW).ok).to.equal(false);
    expect(admitCall(silent, 'background', NOW + 30_000)).to.deep.equal({ ok: true });
  });

  it('a write under way keeps every other waiting, however quick writes are', () => {
    const state = { ...FRESH, nextWriteAt: NOW + 20_000, writeEnds: [NOW + 20_000] };
    const rules = { ...RULES, intervalMs: 0, typicalMs: 0 };
    expect(admitWrite(state, 'interactive', rules, NOW)).to.include({ ok: false, waitsFor: 'turn' });
  });

  it('a write under way keeps every other waiting, however slow GitHub is', () => {
    const end = NOW + 20_000;
    const busy = { ...FRESH, nextWriteAt: end, writeEnds: [end] };
    expect(admitWrite(busy, 'interactive', RULES, NOW + 15_000)).to.include({ ok: false, waitsFor: 'turn' });
    const ended = written(FRESH, NOW, 15_000);
    expect(admitWrite(ended, 'interactive', RULES, NOW + 15_999).ok).to.equal(false);
    expect(admitWrite(ended, 'interactive', RULES, NOW + 16_000).ok).to.equal(true);
  });

  it('a write that nobody ended is over when its latest end has passed', () => {
    const end = NOW + 20_000;
    expect(admitWrite({ ...FRESH, nextWriteAt: end, writeEnds: [end] }, 'event', RULES, end).ok).to.equal(
      true,
    );
  });

  it('a less urgent write does not slip in while a more urgent one has a turn', () => {
    const turns = { interactive: NOW + 5_000 };
    expect(admitWrite({ ...FRESH, turns }, 'event', RULES, NOW)).to.include({
      ok: false,
      until: NOW + 6_300,
    });
    expect(admitWrite({ ...FRESH, turns }, 'interactive', RULES, NOW).ok).to.equal(true);
    expect(admitWrite({ ...FRESH, turns }, 'event', RULES, NOW + 5_001).ok).to.equal(true);
  });

  it('each that waits is told a turn of its own', () => {
    const turns = { event: NOW + 60_000 };
    const silent = { ...FRESH, silentUntil: NOW + 30_000, turns };
    expect(admitWrite(silent, 'event', RULES, NOW)).to.include({ until: NOW + 61_300 });
  });

  it('limit-4: in no minute are there more writes than 80, in no hour more than 500, by the clock of the receiver', () => {
    const run = fc.record({
      rules: fc.record({
        perMinute: fc.integer({ min: 1, max: 80 }),
        perHour: fc.integer({ min: 1, max: 120 }),
        intervalMs: fc.integer({ min: 0, max: 1_500 }),
        typicalMs: fc.constant(300),
      }),
      // How long each write takes, and when within that time it reaches GitHub.
      writes: fc.array(
        fc.tuple(fc.integer({ min: 1, max: 15_000 }), fc.double({ min: 0, max: 1, noNaN: true })),
        {
          minLength: 50,
          maxLength: 200,
        },
      ),
    });
    fc.assert(
      fc.property(run, ({ rules, writes }) => {
        let now = NOW;
        let state = FRESH;
        const arrivals: number[] = [];
        for (const [took, part] of writes) {
          for (let asked = admitWrite(state, 'event', rules, now); !asked.ok;) {
            now = Math.max(now + 1, asked.until);
            asked = admitWrite(state, 'event', rules, now);
          }
          arrivals.push(now + took * part);
          state = written(state, now, took, rules);
          now += took;
        }
        for (const [most, window] of [
          [rules.perMinute, MINUTE_MS],
          [rules.perHour, HOUR_MS],
        ] as const) {
          const tooMany = arrivals.some((at, index) => (arrivals[index + most] ?? Infinity) < at + window);
          expect(tooMany).to.equal(false);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('the forecast says when all will be written: 100 at one a second, and 600 in more than an hour', () => {
    const minutes = (writes: number): number => (clearAt(FRESH, writes, RULES, NOW) - NOW) / MINUTE_MS;
    expect(clearAt(FRESH, 0, RULES, NOW)).to.equal(NOW);
    expect(minutes(40)).to.be.within(0.8, 1);
    expect(minutes(100)).to.be.within(2, 2.4);
    expect(minutes(600)).to.be.within(60, 65);
    expect(clearAt({ ...FRESH, silentUntil: NOW + HOUR_MS }, 1, RULES, NOW)).to.equal(NOW + HOUR_MS + 300);
  });

  it('every wait has a sentence with its time', () => {
    for (const waitsFor of ['silence', 'quota', 'turn', 'writes_per_minute', 'writes_per_hour'] as const) {
      expect(whyNot(waitsFor, NOW)).to.include('2075-06-01T14:00:00');
    }
  });

  it('of two waits the longer is told, of two equal ones GitHub’s word first', () => {
    const quota = { limit: 5_000, remaining: 0, until: NOW + 60_000 };
    const both = (silence: number): BudgetState => ({ ...FRESH, quota, silentUntil: NOW + silence });
    expect(admitCall(both(30_000), 'interactive', NOW)).to.include({
      until: NOW + 60_000,
      waitsFor: 'quota',
    });
    expect(admitCall(both(60_000), 'interactive', NOW)).to.include({ waitsFor: 'silence' });
    expect(admitCall(both(90_000), 'interactive', NOW)).to.include({
      until: NOW + 90_000,
      waitsFor: 'silence',
    });
    const rules = { ...RULES, perMinute: 1 };
    const wrote = { ...FRESH, writeEnds: [NOW], nextWriteAt: NOW + 1_000 };
    expect(admitWrite(wrote, 'event', rules, NOW)).to.include({
      until: NOW + MINUTE_MS,
      waitsFor: 'writes_per_minute',
    });
    const silentAsLong = { ...wrote, silentUntil: NOW + MINUTE_MS };
    expect(admitWrite(silentAsLong, 'interactive', rules, NOW)).to.include({ waitsFor: 'silence' });
  });

  it('beside a write under way the next is told to come soon, for its latest end is not when it ends', () => {
    const end = NOW + 20_000;
    const busy = { ...FRESH, nextWriteAt: end, writeEnds: [end] };
    expect(admitWrite(busy, 'interactive', RULES, NOW)).to.include({ until: NOW + 1_300 });
    expect(admitWrite(written(FRESH, NOW, 300), 'interactive', RULES, NOW + 500), 'ended').to.include({
      until: NOW + 1_300,
    });
  });

  it('a turn that has come holds nobody back any more', () => {
    const turns = { interactive: NOW };
    expect(admitWrite({ ...FRESH, turns }, 'event', RULES, NOW)).to.deep.equal({ ok: true });
  });

  it('the forecast begins where the budget is free again', () => {
    const next = (state: Partial<BudgetState>): number =>
      clearAt({ ...FRESH, ...state }, 1, RULES, NOW) - NOW;
    expect(next({ nextWriteAt: NOW + 5_000 })).to.equal(5_300);
    expect(next(left(0))).to.equal(HOUR_MS + 300);
    expect(next(left(1))).to.equal(300);
    expect(clearAt({ ...FRESH, writeEnds: [NOW - 60] }, 0, RULES, NOW), 'nothing to write').to.equal(NOW);
  });

  it('the sentence says which of our promises is kept', () => {
    expect(whyNot('writes_per_hour', NOW)).to.include(' in an hour;');
    expect(whyNot('writes_per_minute', NOW)).to.include(' in a minute;');
  });
});
