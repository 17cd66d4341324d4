// Cursors come back from clients, so whatever they hold must not get further than this.
import { expect } from 'chai';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursors.js';

describe('a cursor', () => {
  it('gives back the keys that it was made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (keys) => {
        expect(decodeCursor(encodeCursor(keys) ?? '', keys.length)).to.deep.equal(keys);
      }),
    );
  });

  it('is null at the end of a list', () => {
    expect(encodeCursor(null)).to.equal(null);
  });

  it('that was made of other keys, or by somebody else, is none', () => {
    const two = encodeCursor(['a', 'b']) ?? '';
    expect(decodeCursor(two, 1)).to.equal(null);
    fc.assert(fc.property(fc.string(), (text) => decodeCursor(text, 3) === null));
    for (const value of ['{}', '[1]', 'null', '"a"']) {
      expect(decodeCursor(Buffer.from(value).toString('base64url'), 1)).to.equal(null);
    }
  });
});
