import { expect } from 'chai';
import { describe, it } from 'mocha';
import { planAlone, planWindow, SPREAD_STEP_MS } from './plan-window.js';

const NOW = Date.UTC(2026, 0, 1, 10);
const WINDOW = 120_000;
const due = (
  repoId: string,
  offset: number,
  requested = false,
  sharesWith: string | null = null,
): Parameters<typeof planWindow>[0][number] => ({
  repoId,
  dueAt: NOW + offset,
  requested,
  sharesWith,
});
const repoIds = (plan: ReturnType<typeof planWindow>): string[] =>
  plan.map((firing) => ('repoId' in firing ? firing.repoId : firing.installationId));

describe('the plan of a window', () => {
  it('S3: fires in chronological order, each at its time', () => {
    const plan = planWindow([due('late', 90_000), due('soon', 30_000)], NOW, WINDOW);
    expect(plan).to.deep.equal([
      { repoId: 'soon', at: NOW + 30_000 },
      { repoId: 'late', at: NOW + 90_000 },
    ]);
  });

  it('S4: what a person asked for goes first, and does not move the rest', () => {
    const plan = planWindow([due('old', -9_000), due('asked', -1, true)], NOW, WINDOW);
    expect(plan.map(({ at }) => at)).to.deep.equal([NOW, NOW]);
    expect(repoIds(plan)[0]).to.equal('asked');
  });

  it('time-12: what is overdue starts one after the other, the oldest first', () => {
    const plan = planWindow([due('b', -1_000), due('c', -500), due('a', -2_000)], NOW, WINDOW);
    expect(repoIds(plan)).to.deep.equal(['a', 'b', 'c']);
    expect(plan.map(({ at }) => at - NOW)).to.deep.equal([0, SPREAD_STEP_MS, 2 * SPREAD_STEP_MS]);
  });

  it('S5: repos that share a question are asked once, when the first of them is due; one alone, and a requested one, by itself', () => {
    const plan = planWindow(
      [
        due('c', 90_000, false, 'one'),
        due('alone', 20_000, false, 'two'),
        due('b', 30_000, false, 'one'),
        due('asked', 40_000, true, 'one'),
        due('own', 50_000),
      ],
      NOW,
      WINDOW,
    );
    expect(plan).to.deep.equal([
      { repoId: 'asked', at: NOW },
      { repoId: 'alone', at: NOW + 20_000 },
      { installationId: 'one', at: NOW + 30_000 },
      { repoId: 'own', at: NOW + 50_000 },
    ]);
  });

  it('time-12: what is left after a shared question takes its own turn, spread and in order like any other', () => {
    const left = [due('b', -1, false, 'one'), due('later', 60_000, false, 'one'), due('a', -2, false, 'one')];
    expect(planAlone([...left, due('too late', WINDOW)], NOW, WINDOW)).to.deep.equal([
      { repoId: 'a', at: NOW },
      { repoId: 'b', at: NOW + SPREAD_STEP_MS },
      { repoId: 'later', at: NOW + 60_000 },
    ]);
  });

  it('S6: what does not fit into the window is left to the next', () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      due(`r${String(index).padStart(4, '0')}`, -1_000 + index),
    );
    const plan = planWindow(many, NOW, WINDOW);
    expect(plan).to.have.length(WINDOW / SPREAD_STEP_MS);
    expect(plan.every(({ at }) => at < NOW + WINDOW)).to.equal(true);
  });

  it('what is due at this very moment fires once, now', () => {
    expect(planWindow([due('now', 0)], NOW, WINDOW)).to.deep.equal([{ repoId: 'now', at: NOW }]);
  });

  it('S3: what is overdue is spread among what becomes due meanwhile, in the order of time', () => {
    const plan = planWindow([due('b', -1), due('soon', 100), due('a', -2)], NOW, WINDOW);
    expect(repoIds(plan)).to.deep.equal(['a', 'soon', 'b']);
  });

  it('of what is due at the same moment the order is always the same', () => {
    for (const [one, other] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const plan = planWindow([due(one, -500), due(other, -500)], NOW, WINDOW);
      expect(repoIds(plan)).to.deep.equal(['a', 'b']);
    }
  });
});
