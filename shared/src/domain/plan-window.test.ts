import { expect } from 'chai';
import { describe, it } from 'mocha';
import { planWindow, SPREAD_STEP_MS } from './plan-window.js';

const NOW = Date.UTC(2026, 0, 1, 10);
const WINDOW = 120_000;
const due = (
  repoId: string,
  offset: number,
  requested = false,
): Parameters<typeof planWindow>[0][number] => ({
  repoId,
  dueAt: NOW + offset,
  requested,
});

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
    expect(plan[0]?.repoId).to.equal('asked');
  });

  it('time-12: what is overdue starts one after the other, the oldest first', () => {
    const plan = planWindow([due('b', -1_000), due('c', -500), due('a', -2_000)], NOW, WINDOW);
    expect(plan.map(({ repoId }) => repoId)).to.deep.equal(['a', 'b', 'c']);
    expect(plan.map(({ at }) => at - NOW)).to.deep.equal([0, SPREAD_STEP_MS, 2 * SPREAD_STEP_MS]);
  });

  it('S6: what does not fit into the window is left to the next', () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      due(`r${String(index).padStart(4, '0')}`, -1_000 + index),
    );
    const plan = planWindow(many, NOW, WINDOW);
    expect(plan).to.have.length(WINDOW / SPREAD_STEP_MS);
    expect(plan.every(({ at }) => at < NOW + WINDOW)).to.equal(true);
  });
});
