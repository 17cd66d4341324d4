import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  afterPage,
  beginPull,
  beginSince,
  PULL_OVERLAP_MS,
  type PulledPage,
  type PullPlace,
} from './plan-pull.js';

const SECOND = 1_000;
const PAGE = 4;

interface Row {
  readonly id: string;
  readonly createdAt: number;
  updatedAt: number;
}

/** GitHub's list, as far as a pull sees it; `exclusive`: `since` means "later than". */
function listOf(rows: readonly Row[], place: PullPlace, now: number, exclusive = false): PulledPage {
  const { since, order, page } = place;
  const key = (row: Row): number => (order === 'updated' ? row.updatedAt : row.createdAt);
  const shown = rows
    .filter(({ updatedAt }) => since === null || (exclusive ? updatedAt > since : updatedAt >= since))
    .sort((a, b) => key(a) - key(b) || Number(a.id) - Number(b.id));
  const number = Number(page?.['page'] ?? 1);
  return {
    rows: shown.slice((number - 1) * PAGE, number * PAGE).map(({ id, updatedAt }) => ({ id, updatedAt })),
    next: shown.length > number * PAGE ? { page: String(number + 1) } : null,
    answeredAt: now,
  };
}

describe('P1: the plan of a pull', () => {
  it('begins an overlap before the pointer, and without a pointer at the beginning', () => {
    expect(beginPull(100 * SECOND).since).to.equal(100 * SECOND - PULL_OVERLAP_MS);
    expect(beginPull(null)).to.include({ since: null, order: 'created' });
  });

  it('goes on from the last row, and keeps the rows of its second to know them again', () => {
    const rows = [1, 2, 3, 3].map((second, index) => ({ id: String(index), updatedAt: second * SECOND }));
    const { next, pointer } = afterPage(
      beginSince(0),
      { rows, next: { page: '2' }, answeredAt: 9 * SECOND },
      null,
    );
    expect(next).to.deep.include({ since: 3 * SECOND, order: 'updated', page: null, edge: ['2', '3'] });
    expect(pointer, 'the second at the edge may not be finished').to.equal(2 * SECOND);
  });

  it('a page of one second is followed by page, in an order that edits do not move', () => {
    const rows = [1, 2, 3, 4].map((id) => ({ id: String(id), updatedAt: 7 * SECOND }));
    const { next } = afterPage(beginSince(0), { rows, next: { page: '2' }, answeredAt: 9 * SECOND }, null);
    expect(next).to.deep.include({ since: 6 * SECOND, order: 'created', page: null });
  });

  it('where the edge does not show again, the pull goes a second back', () => {
    const place = { ...beginSince(5 * SECOND), edge: ['9'] };
    const page = { rows: [{ id: '10', updatedAt: 6 * SECOND }], next: null, answeredAt: 9 * SECOND };
    expect(afterPage(place, page, null).next).to.deep.include({ since: 4 * SECOND, edge: [] });
  });

  it('read by creation, the pointer moves at the end alone, and not past the moment at which it began', () => {
    const begun = afterPage(
      beginPull(null),
      { rows: [{ id: '1', updatedAt: 3 * SECOND }], next: { page: '2' }, answeredAt: 10 * SECOND },
      null,
    );
    expect(begun.pointer).to.equal(null);
    const ended = afterPage(
      begun.next!,
      { rows: [{ id: '2', updatedAt: 60 * SECOND }], next: null, answeredAt: 61 * SECOND },
      null,
    );
    expect(ended).to.deep.equal({ next: null, pointer: 10 * SECOND });
  });

  it('pull-2, pull-3: whatever is edited or opened while pages are read, two pulls bring everything', () => {
    const seconds = fc.integer({ min: 0, max: 6 });
    const changes = fc.array(
      fc.record({ after: fc.integer({ min: 0, max: 12 }), row: fc.nat({ max: 25 }), opens: fc.boolean() }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        fc.array(seconds, { maxLength: 25 }),
        changes,
        fc.boolean(),
        fc.boolean(),
        (times, edits, exclusive, fromPointer) => {
          const rows: Row[] = times.map((second, index) => {
            const at = (100 + second) * SECOND;
            return { id: String(index + 1), createdAt: at, updatedAt: at };
          });
          const seen = new Map<string, number>();
          let now = 110 * SECOND;
          let pages = 0;
          const pull = (from: number | null, busy: boolean): number | null => {
            let pointer = from;
            let place: PullPlace | null = beginPull(from);
            for (let turns = 0; place !== null; turns += 1) {
              if (turns > 200) throw new Error('The pull does not end.');
              const page = listOf(rows, place, now, exclusive);
              for (const row of page.rows) seen.set(row.id, Math.max(seen.get(row.id) ?? 0, row.updatedAt));
              const step = afterPage(place, page, pointer);
              if (step.pointer !== null && pointer !== null) expect(step.pointer).to.be.at.least(pointer);
              ({ pointer, next: place } = step);
              now += SECOND;
              for (const edit of busy ? edits.filter(({ after }) => after === pages) : []) {
                const row = rows[edit.row % Math.max(1, rows.length)];
                if (edit.opens) rows.push({ id: String(rows.length + 1), createdAt: now, updatedAt: now });
                else if (row !== undefined) row.updatedAt = now;
              }
              now += SECOND;
              pages += 1;
            }
            return pointer;
          };
          const pointer = pull(fromPointer ? 90 * SECOND : null, true);
          pull(pointer, false);
          for (const { id, updatedAt } of rows) expect(seen.get(id), `row ${id}`).to.equal(updatedAt);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('read by creation, the pointer ends at the greatest time seen', () => {
    const page = { rows: [{ id: '1', updatedAt: 3 * SECOND }], next: null, answeredAt: 10 * SECOND };
    expect(afterPage(beginPull(null), page, null)).to.deep.equal({ next: null, pointer: 3 * SECOND });
    const empty = { rows: [], next: null, answeredAt: 10 * SECOND };
    expect(afterPage(beginPull(null), empty, null), 'nothing there').to.deep.equal({
      next: null,
      pointer: 10 * SECOND,
    });
  });

  it('read by time, the last page is the last request', () => {
    const rows = [4, 5].map((second) => ({ id: String(second), updatedAt: second * SECOND }));
    const step = afterPage(beginSince(0), { rows, next: null, answeredAt: 9 * SECOND }, 2 * SECOND);
    expect(step).to.deep.equal({ next: null, pointer: 5 * SECOND });
  });
});
