// Whose write a cookie carries: our own page's, or nobody's.
import { expect } from 'chai';
import { refuseForeign, sessionCookie, sessionOf, type RequestHead } from './session-cookie.js';

const request = (method: string, headers: Readonly<Record<string, string>>): RequestHead => ({
  method,
  get: (name) => headers[name.toLowerCase()],
});
const SECRET = 'a'.repeat(43);

describe('the session cookie', () => {
  it('is read among others, and only as a whole', () => {
    expect(sessionOf(request('GET', { cookie: `a=1; tandem_session=${SECRET}; b=2` }))).to.equal(SECRET);
    expect(sessionOf(request('GET', { cookie: `not_tandem_session=${SECRET}` }))).to.equal(null);
    expect(sessionOf(request('GET', { cookie: 'tandem_session=short' }))).to.equal(null);
    expect(sessionOf(request('GET', {}))).to.equal(null);
  });

  it('is out of the reach of scripts and of other sites, and secure where the connection is', () => {
    expect(sessionCookie(SECRET, 60_000, true)).to.equal(
      `tandem_session=${SECRET}; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure`,
    );
    expect(sessionCookie(null, 60_000, false)).to.equal(
      'tandem_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
    );
  });
});

describe('a request by session', () => {
  const own = { 'x-tandem-dashboard': '1', host: 'tandem.example', origin: 'https://tandem.example' };

  it('may read without proof', () => {
    expect(refuseForeign(request('GET', {}))).to.equal(null);
  });

  it('may write from our own page', () => {
    expect(refuseForeign(request('POST', own))).to.equal(null);
  });

  it('may not write without the header that no form can send', () => {
    expect(refuseForeign(request('POST', { host: own.host, origin: own.origin }))).to.have.property(
      'refused',
      'forbidden',
    );
  });

  for (const origin of ['https://evil.example', 'null', 'https://tandem.example.evil.example']) {
    it(`may not write from ${origin}`, () => {
      expect(refuseForeign(request('DELETE', { ...own, origin }))).to.have.property('refused', 'forbidden');
    });
  }
});
