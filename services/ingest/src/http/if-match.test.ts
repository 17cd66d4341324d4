// The version that a writer saw.
import { expect } from 'chai';
import { etagOf, versionOf } from './if-match.js';

describe('If-Match', () => {
  it('names the version of an ETag, quoted, weak or bare', () => {
    expect(versionOf(etagOf(7))).to.equal(7);
    expect(versionOf('W/"7"')).to.equal(7);
    expect(versionOf('7')).to.equal(7);
  });

  it('is not asked for: absent, or any', () => {
    expect(versionOf(undefined)).to.equal(undefined);
    expect(versionOf('*')).to.equal(undefined);
  });

  it('that is no version of ours is refused and not ignored', () => {
    for (const header of ['"abc"', '"1", "2"', '', '-1']) {
      expect(versionOf(header), header).to.deep.include({ refused: 'invalid' });
    }
  });
});
