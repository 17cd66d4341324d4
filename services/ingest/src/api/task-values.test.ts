// What a client names, and nothing else, becomes the normal form.
import { expect } from 'chai';
import { taskValues } from './task-values.js';

describe('the values of a write', () => {
  it('assert only the fields that were named', () => {
    expect(taskValues({}, {})).to.deep.equal({});
    expect(taskValues({ title: 'T' }, {})).to.deep.equal({ title: 'T' });
  });

  it('a null body is an empty one', () => {
    expect(taskValues({ body: null }, {})).to.deep.equal({ body: '' });
  });

  it('names that differ in case alone are one, as first written', () => {
    expect(taskValues({ labels: ['Bug', 'x', 'bug'] }, {})).to.deep.equal({ labels: ['Bug', 'x'] });
  });

  it('the state that it is in, named without a reason, keeps its reason', () => {
    const record = { state: { state: 'closed', reason: 'not_planned' } } as const;
    expect(taskValues({ state: 'closed' }, record)).to.deep.equal(record);
  });

  it('another state has the reason that was given, or none', () => {
    const record = { state: { state: 'closed', reason: 'not_planned' } } as const;
    expect(taskValues({ state: 'open' }, record).state).to.deep.equal({ state: 'open', reason: null });
    expect(taskValues({ state: 'closed', stateReason: 'duplicate' }, record).state).to.deep.equal({
      state: 'closed',
      reason: 'duplicate',
    });
  });
});
