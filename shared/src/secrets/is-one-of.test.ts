import { expect } from 'chai';
import fc from 'fast-check';
import { comparisonsIn } from '../testing/watch-comparisons.js';
import { isOneOf } from './is-one-of.js';

describe('what is compared with a secret', () => {
  it('is one of those that are known, or is not', () => {
    expect(isOneOf('b', ['a', 'b'])).to.equal(true);
    expect(isOneOf(Buffer.from('b'), ['b'])).to.equal(true);
    expect(isOneOf('', ['a'])).to.equal(false);
    expect(isOneOf('a', [])).to.equal(false);
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => isOneOf(a, [b]) === (a === b)));
  });

  it('is compared in constant time, also where its length alone tells that it is wrong', async () => {
    for (const given of ['right', 'wrong', 'rig', 'right and more', '']) {
      expect(await comparisonsIn(() => isOneOf(given, ['right'])), given).to.deep.equal([[32, 32]]);
    }
  });

  it('is compared with each, whichever fits', async () => {
    for (const given of ['first', 'second', 'third', 'none']) {
      const comparisons = await comparisonsIn(() => isOneOf(given, ['first', 'second', 'third']));
      expect(comparisons, given).to.have.length(3);
    }
  });
});
