import { expect } from 'chai';
import { guardedLookup, isPublic, refuseUrl } from './allowed-target.js';

const NONE = new Set<string>();

describe('where a notice may go', () => {
  for (const address of [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'nonsense',
  ]) {
    it(`${address} is not public`, () => {
      expect(isPublic(address)).to.equal(false);
    });
  }

  it('addresses of the world are', () => {
    expect(['93.184.216.34', '2606:4700::1111', '::ffff:8.8.8.8'].map(isPublic)).to.deep.equal([
      true,
      true,
      true,
    ]);
  });

  it('https to a name or a public address is accepted; everything that hides a private one is refused', () => {
    expect(refuseUrl('https://example.com/hook', NONE)).to.equal(null);
    expect(refuseUrl('https://8.8.8.8/hook', NONE)).to.equal(null);
    for (const url of [
      'http://example.com/',
      'https://127.0.0.1/',
      'https://0x7f.1/',
      'https://2130706433/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://user:password@example.com/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'example.com',
    ]) {
      expect(refuseUrl(url, NONE), url).to.be.a('string');
    }
  });

  it('a host that an operator named is accepted, plain http too', () => {
    const allowed = new Set(['localhost', '::1']);
    expect(refuseUrl('http://localhost:8080/', allowed)).to.equal(null);
    expect(refuseUrl('http://[::1]:8080/', allowed)).to.equal(null);
  });

  it('a name that resolves to a private address is refused when the connection is made', async () => {
    const resolve = (allowed: ReadonlySet<string>): Promise<string> =>
      new Promise((done) => {
        guardedLookup(allowed)('localhost', {}, (error, address) => {
          done(error === null ? JSON.stringify(address) : error.name);
        });
      });
    expect(await resolve(NONE)).to.equal('PrivateAddress');
    expect(await resolve(new Set(['localhost']))).to.match(/^"(127\.|::1)/);
  });
});
