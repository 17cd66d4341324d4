import { expect } from 'chai';
import { createGithubClock } from './github-clock.js';

describe('the clock of GitHub', () => {
  const at = (now: number): { now: () => number } => ({ now: () => now });

  it('is ours until GitHub was heard', () => {
    expect(createGithubClock(at(5_000)).now()).to.equal(5_000);
  });

  it('decide-23: three seconds that ours is ahead are taken off', () => {
    const github = createGithubClock(at(10_000));
    github.heard(6_000, 9_400, 9_600);
    expect(github.now()).to.equal(10_000 - 3_000);
  });

  it('is not moved by what whole seconds and the way of an answer explain', () => {
    const github = createGithubClock(at(10_000));
    github.heard(9_000, 9_700, 10_100);
    expect(github.now()).to.equal(10_000);
  });
});
