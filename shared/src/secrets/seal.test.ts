import { expect } from 'chai';
import { createSealer } from './seal.js';

describe('sealing a secret', () => {
  const sealer = createSealer(['new', 'old']);

  it('what was sealed opens for what it was sealed for, and for nothing else', () => {
    const sealed = sealer.seal('whsec_x', 'subscription:1');
    expect(sealer.open(sealed, 'subscription:1')).to.equal('whsec_x');
    expect(sealer.open(sealed, 'subscription:2')).to.equal(null);
  });

  it('the same secret sealed twice looks different', () => {
    expect(sealer.seal('a', 'x')).to.not.deep.equal(sealer.seal('a', 'x'));
  });

  it('a changed byte anywhere, or a cut, does not open', () => {
    const sealed = sealer.seal('whsec_x', 'x');
    for (const [index, byte] of sealed.entries()) {
      const spoiled = sealed.slice();
      spoiled[index] = byte ^ 1;
      expect(sealer.open(spoiled, 'x'), `byte ${index}`).to.equal(null);
    }
    expect(sealer.open(sealed.slice(0, 20), 'x')).to.equal(null);
  });

  it('an older APP_SECRET still opens while it is configured, and not after', () => {
    const sealed = createSealer(['old']).seal('whsec_x', 'x');
    expect(sealer.open(sealed, 'x')).to.equal('whsec_x');
    expect(createSealer(['new']).open(sealed, 'x')).to.equal(null);
  });

  it('what an older APP_SECRET sealed is told from what the newest did', () => {
    expect(sealer.isOld(createSealer(['old']).seal('x', 'x'), 'x')).to.equal(true);
    expect(sealer.isOld(sealer.seal('x', 'x'), 'x')).to.equal(false);
  });
});
