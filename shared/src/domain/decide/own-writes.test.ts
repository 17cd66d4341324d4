import { expect } from 'chai';
import { ISSUE, sec } from '../../testing/resources.js';
import type { Content, Fields } from '../resource/content.js';
import { lastState, rememberUnheard, rememberWrite, unheardOf, writesOf } from './own-writes.js';
import type { LastWrite, WriteAttempt } from '../resource/resource.js';

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

  it('what was restored goes with the next write, which carries it', () => {
    const first = from(null, {}, 1, { title: 'B' });
    const restored = { ...first, title: [{ ...first.title![0]!, restored: 'C' }] };
    expect(from(restored, { title: 'B' }, 2, { title: 'C' }).title?.[0]).to.not.have.property('restored');
  });

  it('the last state is told with its time', () => {
    const closed: Fields['state'] = { state: 'closed', reason: 'not_planned' };
    expect(lastState(from(null, {}, 1, { state: closed }))).to.deep.equal({ value: closed, at: sec(2) });
    expect(lastState(null)).to.equal(null);
    expect(lastState({})).to.equal(null);
  });

  describe('of which nothing was heard', () => {
    const attempt = (title: string, at: number): WriteAttempt => ({
      values: { title, labels: ['z'] },
      at: sec(at),
      preImage: { content: { title: 'A', labels: [] }, at: sec(at - 1) },
    });
    const closed: Fields['state'] = { state: 'closed', reason: null };

    it('is kept aside with what it would have replaced, and counts for nothing', () => {
      const memory = rememberUnheard(attempt('B', 5), null);
      expect(unheardOf(memory)).to.deep.equal([
        { values: { title: 'B' }, at: sec(5), preImage: { content: { title: 'A' }, at: sec(4) } },
      ]);
      expect(writesOf(memory)).to.deep.equal([['title', []]]);
      const state = rememberUnheard({ ...attempt('B', 5), values: { state: closed } }, null);
      expect(lastState(state)).to.equal(null);
    });

    it('two of a field at most, the latest; none of a value that is known to have arrived', () => {
      const memory = [1, 2, 3].reduce<LastWrite | null>(
        (known, at) => rememberUnheard(attempt(`t${at}`, at), known),
        null,
      );
      expect(unheardOf(memory).map(({ values }) => values.title)).to.deep.equal(['t2', 't3']);
      const heard = from(null, {}, 1, { title: 'B' });
      expect(rememberUnheard(attempt('B', 5), heard)).to.deep.equal(heard);
    });

    it('what nobody knows the replaced of is not kept', () => {
      expect(rememberUnheard({ values: { title: 'B' }, at: sec(5) }, null)).to.equal(null);
    });

    it('stands beside the others, which go on in a row over it, until it is heard of', () => {
      const both = rememberUnheard(attempt('B', 5), from(null, {}, 1, { title: 'C' }));
      const next = from(both, { title: 'C' }, 6, { title: 'D' });
      expect(writesOf(next)[0]?.[1].map(({ values }) => values)).to.deep.equal([['C', 'D']]);
      expect(unheardOf(next)).to.have.length(1);
      expect(unheardOf(from(next, { title: 'D' }, 7, { title: 'B' }))).to.deep.equal([]);
    });
  });
});
