import { expect } from 'chai';
import fc from 'fast-check';
import { inbound, outbound, sec } from '../../testing/resources.js';
import { nextInGroup } from './next-in-group.js';
import type { Operation } from './operation.js';

const NOW = sec(100);
const idOf = (queued: readonly Operation[]): string | number => {
  const next = nextInGroup(queued, NOW);
  return next.kind === 'run' ? next.operation.id : next.kind === 'wait' ? next.until : next.kind;
};

/** The order in which a group runs when nothing fails. */
function runAll(queued: readonly Operation[]): string[] {
  const next = nextInGroup(queued, NOW);
  if (next.kind !== 'run') return [];
  return [next.operation.id, ...runAll(queued.filter((operation) => operation !== next.operation))];
}

const due = fc.constant(null);
const waiting = fc.integer({ min: 101, max: 200 }).map(sec);
const operation = fc
  .record({
    direction: fc.constantFrom('inbound' as const, 'outbound' as const),
    at: fc.integer({ min: 1, max: 9 }),
    fetch: fc.boolean(),
    notBefore: fc.oneof(due, waiting),
  })
  .map(({ direction, at, fetch, notBefore }) =>
    direction === 'outbound'
      ? outbound('out', {}, { notBefore })
      : inbound('in', at, {}, { fetch, notBefore }),
  );
const group = fc
  .array(operation, { maxLength: 8 })
  .map((list) => list.map((each, index) => ({ ...each, id: `op-${index}`, sequence: index })));

describe('the order of a group', () => {
  it('decide-8: queued inbound operations of seconds 3, 1, 2 run as 1, 2, 3', () => {
    expect(runAll([inbound('3', 3), inbound('1', 1), inbound('2', 2)])).to.deep.equal(['1', '2', '3']);
  });

  it('O4: one second runs in the order of arrival', () => {
    expect(runAll([inbound('first', 3), inbound('second', 3)])).to.deep.equal(['first', 'second']);
  });

  it('O4: inbound goes before outbound, and outbound in the order of arrival', () => {
    expect(runAll([outbound('a', {}), outbound('b', {}), inbound('in', 9)])).to.deep.equal(['in', 'a', 'b']);
  });

  it('O4: a blind fetch, whose time is not known, goes first', () => {
    expect(idOf([inbound('in', 1), inbound('blind', null, null)])).to.equal('blind');
  });

  it('decide-16: an outbound one that waits for a limit does not hold back an inbound one', () => {
    expect(idOf([outbound('limited', {}, { notBefore: sec(1900) }), inbound('in', 3)])).to.equal('in');
  });

  it('O4: an inbound one that waits does not hold back an outbound one', () => {
    expect(idOf([inbound('waits', 3, {}, { notBefore: sec(101) }), outbound('out', {})])).to.equal('out');
  });

  it('O4: one that waits holds back the later ones of its direction', () => {
    const waits = { notBefore: sec(130) };
    expect(idOf([outbound('first', {}, waits), outbound('second', {})])).to.equal(sec(130));
    expect(idOf([inbound('first', 3, {}, waits), inbound('second', 4)])).to.equal(sec(130));
  });

  it('O4: a waiting fetch lets pass a later change that needs none, and nothing else', () => {
    const fetch = inbound('fetch', 3, {}, { fetch: true, notBefore: sec(130) });
    expect(idOf([fetch, inbound('later', 4)])).to.equal('later');
    expect(idOf([fetch, inbound('same second', 3)])).to.equal(sec(130));
    expect(idOf([fetch, inbound('later fetch', 4, {}, { fetch: true })])).to.equal(sec(130));
  });

  it('O4: what a waiting fetch holds back holds back nothing itself', () => {
    const fetch = inbound('fetch', 3, {}, { fetch: true, notBefore: sec(130) });
    expect(idOf([fetch, inbound('same second', 3), inbound('later', 4)])).to.equal('later');
  });

  it('a time that is just reached is due', () => {
    expect(idOf([inbound('now', 3, {}, { notBefore: NOW })])).to.equal('now');
  });

  it('the group waits for the first of those that wait, and an empty one is idle', () => {
    expect(
      idOf([inbound('a', 3, {}, { notBefore: sec(130) }), outbound('b', {}, { notBefore: sec(120) })]),
    ).to.equal(sec(120));
    expect(idOf([])).to.equal('idle');
  });

  it('O4: what runs is due, and nothing due of its direction with an earlier claim is passed over', () => {
    fc.assert(
      fc.property(group, (queued) => {
        const next = nextInGroup(queued, NOW);
        if (next.kind === 'idle') {
          expect(queued).to.be.empty;
          return;
        }
        if (next.kind === 'wait') {
          expect(next.until).to.be.greaterThan(NOW);
          expect(queued.some(({ notBefore }) => notBefore === next.until)).to.equal(true);
          return;
        }
        const { operation: ran } = next;
        expect(ran.notBefore ?? 0).to.be.at.most(NOW);
        const isBefore = (a: Operation, b: Operation): boolean =>
          (a.githubUpdatedAt ?? 0) < (b.githubUpdatedAt ?? 0) ||
          (a.githubUpdatedAt === b.githubUpdatedAt && a.sequence < b.sequence);
        const waits = ({ notBefore }: Operation): boolean => (notBefore ?? 0) > NOW;
        const earlier = queued.filter((each) => each.direction === ran.direction && isBefore(each, ran));
        const waiting = earlier.filter(waits);
        expect(waiting.every((each) => each.fetch && !ran.fetch)).to.equal(true);
        // What is due and yet passed over is held back itself.
        const passedOver = earlier.filter((each) => !waits(each));
        expect(passedOver.every((each) => waiting.some((one) => isBefore(one, each)))).to.equal(true);
      }),
    );
  });

  it('O4: the order of the list does not matter', () => {
    const shuffled = group.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([queued, other]) => {
        expect(nextInGroup(other, NOW)).to.deep.equal(nextInGroup(queued, NOW));
      }),
    );
  });

  it('O4: every operation of a group that fails nowhere runs, each once', () => {
    fc.assert(
      fc.property(group, (queued) => {
        const dueNow = queued.map((each) => ({ ...each, notBefore: null }));
        expect(runAll(dueNow)).to.have.members(dueNow.map(({ id }) => id));
      }),
    );
  });

  it('O4: what is due at this very moment but held back waits for what holds it back', () => {
    const queued = [
      inbound('waits', 1, {}, { notBefore: NOW + 30_000 }),
      inbound('held back', 2, {}, { notBefore: NOW }),
    ];
    expect(nextInGroup(queued, NOW)).to.deep.equal({ kind: 'wait', until: NOW + 30_000 });
  });
});
