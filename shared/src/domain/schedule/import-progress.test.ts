import { expect } from 'chai';
import { describe, it } from 'mocha';
import { beginImport, finishImport, importedPage, type ImportedPage } from './import-progress.js';

const NOW = Date.UTC(2026, 0, 1, 10);
const page = (patch: Partial<ImportedPage> = {}): ImportedPage => ({
  rows: 100,
  stage: 'issues',
  counted: null,
  tookMs: 500,
  ...patch,
});

describe('the progress of an import', () => {
  it('P2: tells seen, total, rate, the time of its end, and what it took of the API’s budget', () => {
    const counted = { total: 1_000, requests: 2 };
    const first = importedPage(beginImport(NOW), page({ counted }), NOW + 500);
    const second = importedPage(first, page({ tookMs: 1_500 }), NOW + 2_000);
    expect(first).to.include({ status: 'running', seen: 100, total: 1_000, ratePerSecond: 200, requests: 3 });
    expect(second).to.include({ seen: 200, total: 1_000, ratePerSecond: 100, requests: 4 });
    expect(second.etaAt).to.equal(new Date(NOW + 2_000 + 8_000).toISOString());
  });

  it('P2: without a total there is no forecast, and none is made up', () => {
    const asked = importedPage(beginImport(NOW), page({ counted: { total: null, requests: 2 } }), NOW);
    expect(asked).to.include({ seen: 100, total: null, etaAt: null, requests: 3 });
  });

  it('P2: more than was told at the beginning raises the total', () => {
    const counted = { total: 150, requests: 2 };
    const first = importedPage(beginImport(NOW), page({ counted }), NOW);
    expect(importedPage(first, page(), NOW + 1)).to.include({ seen: 200, total: 200 });
  });

  it('P2: what went wrong is forgotten with the next page; a pause is no running time', () => {
    const first = importedPage({ ...beginImport(NOW), error: 'GitHub was away.' }, page(), NOW);
    const later = importedPage(first, page({ stage: 'comments' }), NOW + 3_600_000);
    expect(later).to.include({ error: null, stage: 'comments', ranMs: 1_000, ratePerSecond: 200 });
  });

  it('P2: a page in no time has no rate', () => {
    const counted = { total: 200, requests: 2 };
    const first = importedPage(beginImport(NOW), page({ counted, tookMs: 0 }), NOW);
    expect(first).to.include({ ratePerSecond: null, etaAt: null });
  });

  it('P2: at the end the total is what was seen', () => {
    const done = finishImport(importedPage(beginImport(NOW), page(), NOW), NOW + 5_000);
    expect(done).to.include({ status: 'done', total: 100, etaAt: null });
    expect(done.finishedAt).to.equal(new Date(NOW + 5_000).toISOString());
  });

  it('P2: the rate is told to a tenth, and a clock that was set back does not make it quicker', () => {
    const first = importedPage(beginImport(NOW), page({ rows: 110, tookMs: 3_000 }), NOW);
    expect(first.ratePerSecond).to.equal(36.7);
    expect(importedPage(first, page({ rows: 10, tookMs: -5_000 }), NOW)).to.include({
      ranMs: 3_000,
      ratePerSecond: 40,
    });
  });
});
