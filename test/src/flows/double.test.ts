// The double test in small; `make chaos` runs it with 500 creates.
import { expect } from 'chai';
import { doubleTest } from '../chaos/double.js';

describe('the double test', () => {
  it('both-2, G3: of 20 creates, with replies lost or reset and the worker killed, each is on GitHub exactly once', async () => {
    const { lost } = await doubleTest({ creates: 20, kills: 1 });
    expect(lost).to.be.above(0);
  }).timeout(300_000);
});
