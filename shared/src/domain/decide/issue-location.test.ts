import { expect } from 'chai';
import { issueAt } from './issue-location.js';

describe('where a redirect leads', () => {
  it('P5: to a repo by its id and to a number, whatever the host and whatever was asked for under the issue', () => {
    const there = { repoExternalId: '42', number: 7 };
    expect(issueAt('https://api.github.com/repositories/42/issues/7')).to.deep.equal(there);
    expect(issueAt('http://127.0.0.1:1/api/v3/repositories/42/issues/7/comments?per_page=1')).to.deep.equal(
      there,
    );
    expect(issueAt('/repositories/42/issues/7')).to.deep.equal(there);
  });

  it('P5: an address by name, or of something else, leads nowhere', () => {
    for (const location of [
      null,
      '',
      'https://api.github.com/repos/octo/demo/issues/7',
      'https://api.github.com/repositories/42',
      'https://api.github.com/repositories/42/issues/7x',
    ]) {
      expect(issueAt(location), String(location)).to.equal(null);
    }
  });
});
