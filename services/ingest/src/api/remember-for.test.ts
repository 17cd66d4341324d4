// Ten who watch cost one question.
import { expect } from 'chai';
import { rememberFor } from './remember-for.js';

describe('an answer that is remembered for a moment', () => {
  it('is given again until it is old, each key by itself', async () => {
    const remember = rememberFor<number>();
    const owner = {};
    let asked = 0;
    const ask = (key: string, now: number): Promise<number> =>
      remember(owner, key, 1_000, now, () => Promise.resolve((asked += 1)));
    expect(await Promise.all([ask('day', 0), ask('day', 500), ask('week', 0)])).to.deep.equal([1, 1, 2]);
    expect(await ask('day', 1_000)).to.equal(3);
  });

  it('is asked for again after a failure', async () => {
    const remember = rememberFor<number>();
    const owner = {};
    const first = await remember(owner, 'day', 1_000, 0, () => Promise.reject(new Error('no'))).catch(
      () => 'failed',
    );
    expect(first).to.equal('failed');
    expect(await remember(owner, 'day', 1_000, 1, () => Promise.resolve(7))).to.equal(7);
  });
});
