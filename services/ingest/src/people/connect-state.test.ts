import { expect } from 'chai';
import { comparisonsIn } from '@tandem/shared/testing/watch-comparisons.js';
import { createConnectStates } from './connect-state.js';

const ID = '0192b5a0-0000-7000-8000-000000000001';
const END = Date.UTC(2026, 0, 1);

describe('the state of a connection', () => {
  const states = createConnectStates(['new', 'old']);

  it('comes back as ours until its end, and as late from then on', () => {
    const state = states.sign(ID, END);
    expect(states.read(state, END - 1)).to.deep.equal({ kind: 'ours', id: ID });
    expect(states.read(state, END)).to.deep.equal({ kind: 'late' });
  });

  it('a changed id, end or signature is foreign', () => {
    const state = states.sign(ID, END);
    for (const spoiled of [
      state.replace('0001.', '0002.'),
      state.replace(String(END), String(END + 1)),
      state.slice(0, -1) + (state.endsWith('A') ? 'E' : 'A'),
      state.slice(0, 60),
      '',
    ]) {
      expect(states.read(spoiled, END - 1), spoiled).to.deep.equal({ kind: 'foreign' });
    }
  });

  it('is compared with the signature of every secret in constant time', async () => {
    for (const signer of ['new', 'old', 'another']) {
      const state = createConnectStates([signer]).sign(ID, END);
      expect(await comparisonsIn(() => states.read(state, 0)), signer).to.have.length(2);
    }
  });

  it('signed before a rotation of APP_SECRET it is ours while the older secret is configured', () => {
    const state = createConnectStates(['old']).sign(ID, END);
    expect(states.read(state, 0).kind).to.equal('ours');
    expect(createConnectStates(['new']).read(state, 0).kind).to.equal('foreign');
  });
});
