import { expect } from 'chai';
import { ISSUE, sec } from '../../testing/resources.js';
import { mayBeBehind, readAgainAfterMs } from './read-again.js';

describe('a replica that lags', () => {
  it('is asked again after a second where it is behind by a moment', () => {
    expect([0, 300, 1_000].map(readAgainAfterMs)).to.deep.equal([1_000, 1_000, 1_000]);
  });

  it('is asked after twice as long each time, and every five minutes at the latest', () => {
    const asked: number[] = [];
    for (let behind = 2_000; asked.length < 12; behind += readAgainAfterMs(behind)) asked.push(behind);
    expect(asked.slice(0, 5)).to.deep.equal([2_000, 4_000, 8_000, 16_000, 32_000]);
    expect(readAgainAfterMs(asked.at(-1) ?? 0)).to.equal(300_000);
  });

  it('may answer a state of the very second of the base: it is not believed until three seconds later', () => {
    const link = { base: ISSUE, baseUpdatedAt: sec(5) };
    const answer = { content: { ...ISSUE, title: 'B' }, githubUpdatedAt: sec(5), answeredAt: sec(8) };
    expect(mayBeBehind(link, answer)).to.equal(true);
    expect(mayBeBehind(link, { ...answer, answeredAt: sec(9) })).to.equal(false);
    expect(mayBeBehind(link, { ...answer, content: ISSUE }), 'it shows what is known').to.equal(false);
    expect(mayBeBehind(link, { ...answer, githubUpdatedAt: sec(6) }), 'it is newer').to.equal(false);
    expect(mayBeBehind({ ...link, base: null }, answer)).to.equal(false);
  });

  it('is asked no more often where the newest state is told to be of the future', () => {
    expect(readAgainAfterMs(-3_600_000)).to.equal(300_000);
  });
});
