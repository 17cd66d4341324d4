import { expect } from 'chai';
import { describe, it } from 'mocha';
import { nextPage } from './pages.js';
import type { Call } from './request.js';

const call: Call = { method: 'GET', path: '/x', query: { since: 'then', per_page: 100 }, write: false };
const next = (link?: string): Call | null =>
  nextPage(call, { status: 200, headers: { link }, json: [], etag: null, answeredAt: 0 });

describe('pages', () => {
  it('without a link the list ends', () => {
    expect(next()).to.be.null;
  });

  it('the last page has no next', () => {
    expect(next('<https://h/x?page=1>; rel="prev", <https://h/x?page=1>; rel="first"')).to.be.null;
  });

  it('the next page keeps what the first asked for', () => {
    const link =
      '<https://h/repositories/1/x?page=1>; rel="prev", <https://h/repositories/1/x?page=3>; rel="next"';
    expect(next(link)).to.deep.include({ path: '/x', query: { since: 'then', per_page: 100, page: '3' } });
  });
});
