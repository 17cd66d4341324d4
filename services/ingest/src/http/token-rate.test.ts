import { expect } from 'chai';
import { tokenRate } from './token-rate.js';

describe('the rate of a token', () => {
  const start = (): { clock: { time: number; now(): number }; take: (id: string) => number | null } => {
    const clock = { time: 1_000, now: () => clock.time };
    const rate = tokenRate(2, clock);
    return { clock, take: (id) => rate.take(id) };
  };

  it('a burst passes, then calls are refused with the seconds to wait', () => {
    const { take } = start();
    const answers = Array.from({ length: 9 }, () => take('a'));
    expect(answers).to.deep.equal([...Array.from({ length: 8 }, () => null), 1]);
  });

  it('what was used comes back by the second', () => {
    const { clock, take } = start();
    for (let index = 0; index < 9; index += 1) take('a');
    clock.time += 1_000;
    expect([take('a'), take('a'), take('a')]).to.deep.equal([null, null, 1]);
  });

  it('one token does not use up another’s', () => {
    const { take } = start();
    for (let index = 0; index < 9; index += 1) take('a');
    expect(take('b')).to.equal(null);
  });

  it('a clock that goes back refuses nobody for ever', () => {
    const { clock, take } = start();
    take('a');
    clock.time -= 10_000_000;
    expect(take('a')).to.equal(null);
  });
});
