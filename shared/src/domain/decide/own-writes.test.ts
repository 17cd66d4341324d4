import { expect } from 'chai';
import { ISSUE, sec } from '../../testing/resources.js';
import type { Content, Fields } from '../resource/content.js';
import { lastState, rememberWrite } from './own-writes.js';
import type { LastWrite } from '../resource/resource.js';

describe('M4: what is remembered of our writes', () => {
  const from = (lastWrite: LastWrite | null, base: Content, baseAt: number, sent: Content): LastWrite =>
    rememberWrite(
      sent,
      { base: { ...ISSUE, ...base }, baseUpdatedAt: sec(baseAt), lastWrite },
      'op',
      sec(baseAt + 1),
    );

  it('writes in a row are one write, over what was there before the first', () => {
    const first = from(null, {}, 1, { title: 'B' });
    const second = from(first, { title: 'B' }, 2, { title: 'C' });
    expect(second.title).to.have.length(1);
    expect(second.title?.[0]).to.deep.include({
      values: ['B', 'C'],
      preImage: 'A',
      preImageAt: sec(1),
      at: sec(3),
    });
  });

  it('a write over another person’s value begins anew, and a write of one field leaves the others', () => {
    const first = from(null, {}, 1, { title: 'B', body: 'b' });
    const second = from(first, { title: 'theirs' }, 2, { title: 'C' });
    expect(second.title?.map(({ preImage }) => preImage)).to.deep.equal(['A', 'theirs']);
    expect(second.body).to.deep.equal(first.body);
  });

  it('three turns and ten values are remembered, not more', () => {
    let memory: LastWrite = {};
    for (let turn = 0; turn < 5; turn += 1)
      memory = from(memory, { title: `t${turn}` }, turn, { title: 'B' });
    expect(memory.title?.map(({ preImage }) => preImage)).to.deep.equal(['t2', 't3', 't4']);
    let row: LastWrite = from(null, {}, 0, { title: '0' });
    for (let turn = 1; turn < 15; turn += 1)
      row = from(row, { title: String(turn - 1) }, turn, { title: String(turn) });
    expect(row.title?.[0]?.values).to.deep.equal(['5', '6', '7', '8', '9', '10', '11', '12', '13', '14']);
  });

  it('the last state is told with its time', () => {
    const closed: Fields['state'] = { state: 'closed', reason: 'not_planned' };
    expect(lastState(from(null, {}, 1, { state: closed }))).to.deep.equal({ value: closed, at: sec(2) });
    expect(lastState(null)).to.equal(null);
    expect(lastState({})).to.equal(null);
  });
});
