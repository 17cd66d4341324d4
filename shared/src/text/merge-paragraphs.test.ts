import { expect } from 'chai';
import fc from 'fast-check';
import { mergeParagraphs } from './merge-paragraphs.js';

const { merge, shared } = mergeParagraphs;
const text = fc
  .array(fc.constantFrom('a', 'b', 'c\nd', '```\ncode\n```', '', ' '), { maxLength: 5 })
  .map((parts) => parts.join('\n\n'));

describe('texts merged paragraph by paragraph', () => {
  it('a side that changed nothing gives way, byte for byte', () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom('ours' as const, 'theirs' as const), (base, other, prefer) => {
        expect(merge({ base, ours: other, theirs: base, prefer })).to.deep.equal({
          text: other,
          collided: false,
        });
        expect(merge({ base, ours: base, theirs: other, prefer })).to.deep.equal({
          text: other,
          collided: false,
        });
      }),
    );
  });

  it('what both wrote alike is no collision', () => {
    expect(merge({ base: 'a', ours: 'b', theirs: 'b', prefer: 'ours' })).to.deep.equal({
      text: 'b',
      collided: false,
    });
  });

  it('one paragraph on both sides goes to the preferred one, and says so', () => {
    const versions = { base: 'a\n\nb', ours: 'a\n\nours', theirs: 'a\n\ntheirs' };
    expect(merge({ ...versions, prefer: 'ours' })).to.deep.equal({ text: 'a\n\nours', collided: true });
    expect(merge({ ...versions, prefer: 'theirs' })).to.deep.equal({ text: 'a\n\ntheirs', collided: true });
  });

  it('M3: line ends are no difference, and the result has those of GitHub', () => {
    const crlf = { base: 'a\n\nb', ours: 'a\n\nours', theirs: 'theirs\r\n\r\nb', prefer: 'ours' as const };
    expect(merge(crlf)).to.deep.equal({ text: 'theirs\r\n\r\nours', collided: false });
  });

  it('what both changed alike is shared; what one changed, or both differently, is not', () => {
    const base = 'a\n\nb\n\nc';
    expect(shared({ base, ours: 'A\n\nb\n\nC', theirs: 'A\n\nB\n\nc' })).to.equal('A\n\nb\n\nc');
    expect(shared({ base, ours: 'X\n\nb\n\nc', theirs: 'Y\n\nb\n\nc' })).to.equal(base);
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(shared({ base: before, ours: after, theirs: after })).to.equal(after);
        expect(shared({ base: before, ours: after, theirs: before })).to.equal(before);
      }),
    );
  });
});
