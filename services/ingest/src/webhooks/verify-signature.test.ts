import { expect } from 'chai';
import { createHmac } from 'node:crypto';
import { comparisonsIn } from '@tandem/shared/testing/watch-comparisons.js';
import { isSignedByUs } from './verify-signature.js';

const BODY = Buffer.from('{"action":"opened"}');
const SECRETS = ['new', 'old'];

describe('the signature of a delivery (D2)', () => {
  const signed = (secret: string, algorithm = 'sha256'): string =>
    `${algorithm}=${createHmac(algorithm, secret).update(BODY).digest('hex')}`;
  const refused = {
    'another secret': signed('another'),
    'SHA-1': signed('new', 'sha1'),
    'no algorithm': signed('new').slice('sha256='.length),
    'capital letters': signed('new').toUpperCase(),
    'its beginning': signed('new').slice(0, -2),
    'more than it': `${signed('new')}00`,
    'an empty one': '',
  };

  it('fits one of the configured secrets, the older one too while it is being replaced', () => {
    for (const secret of SECRETS) expect(isSignedByUs(BODY, signed(secret), SECRETS), secret).to.equal(true);
  });

  it('of another secret, algorithm, form or length fits none', () => {
    for (const [what, header] of Object.entries(refused)) {
      expect(isSignedByUs(BODY, header, SECRETS), what).to.equal(false);
    }
    expect(isSignedByUs(BODY, undefined, SECRETS)).to.equal(false);
    expect(isSignedByUs(Buffer.from('{"action":"closed"}'), signed('new'), SECRETS)).to.equal(false);
  });

  it('is compared with that of every secret in constant time, whatever is wrong with it', async () => {
    for (const header of [signed('new'), signed('old'), ...Object.values(refused)]) {
      const comparisons = await comparisonsIn(() => isSignedByUs(BODY, header, SECRETS));
      expect(comparisons, header).to.have.length(SECRETS.length);
    }
  });
});
