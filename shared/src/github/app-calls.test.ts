import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Called } from '../ports/github.js';
import { adapterOn, json, NOW, startScriptedGithub, type ScriptedGithub } from './testing/scripted-github.js';

const MINUTE_MS = 60_000;
const TOO_FAR = { message: "'Expiration time' claim ('exp') is too far in the future" };
const APP = json(200, { slug: 'tandem-sync' });

/** When the call was signed, ms. */
function signedAt(authorization: string | undefined): number {
  const [, claims = ''] = (authorization ?? '').split('.');
  const { iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iat: number };
  return iat * 1_000;
}

describe('calls of the app itself', () => {
  let server: ScriptedGithub;
  let now: number;
  const clock = { now: () => now };

  beforeEach(async () => {
    server = await startScriptedGithub();
    now = NOW;
  });
  afterEach(() => server.stop());

  const asker = (): (() => Promise<Called<null>>) => {
    const { app } = adapterOn(server.url, { clock });
    return () => app.setClock();
  };

  for (const minutes of [30, -30]) {
    it(`a clock that is wrong by ${minutes} minutes is corrected by GitHub’s Date, and the call repeated once`, async () => {
      now = NOW + minutes * MINUTE_MS;
      server.on('GET', '/app', (response, call) => {
        const far = Math.abs(signedAt(call.headers.authorization) - NOW) > MINUTE_MS;
        (far ? json(401, TOO_FAR) : APP)(response, call);
      });
      const ask = asker();
      expect((await ask()).ok).to.equal(true);
      expect(server.seen).to.have.length(2);
      expect((await ask()).ok).to.equal(true);
      expect(server.seen, 'the difference is known from then on').to.have.length(3);
    });
  }

  it('a signature that is refused by the right clock is not sent again', async () => {
    server.on('GET', '/app', json(401, { message: 'Integration not found' }));
    expect((await asker()()).ok).to.equal(false);
    expect(server.seen).to.have.length(1);
  });

  it('many calls that are refused together are all repeated', async () => {
    now = NOW + 30 * MINUTE_MS;
    server.on('GET', '/app', (response, call) => {
      const far = Math.abs(signedAt(call.headers.authorization) - NOW) > MINUTE_MS;
      (far ? json(401, TOO_FAR) : APP)(response, call);
    });
    const ask = asker();
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ ok }) => ok)).to.deep.equal([true, true, true]);
  });

  it('G2: a limit of the app’s own calls holds them all back until its time', async () => {
    server.on('GET', '/app', json(429, { message: 'Too many requests' }, { 'retry-after': '90' }));
    const ask = asker();
    await ask();
    now += 89_000;
    const early = await ask();
    expect(early).to.have.nested.property('failure.until', NOW + 90_000);
    expect(server.seen).to.have.length(1);
    server.on('GET', '/app', APP);
    now += 1_000;
    expect((await ask()).ok).to.equal(true);
  });

  it('a limit that names no time grows with each repetition', async () => {
    server.on('GET', '/app', json(403, { message: 'You have exceeded a secondary rate limit.' }));
    const ask = asker();
    const waits: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = await ask();
      if (answer.ok || answer.failure.kind !== 'limited') throw new Error('It was not limited.');
      waits.push(answer.failure.until - now);
      now = answer.failure.until;
    }
    expect(waits).to.deep.equal([1, 2, 4].map((minutes) => minutes * MINUTE_MS));
  });
});
