import { expect } from 'chai';
import fc from 'fast-check';
import { ISSUE, sec } from '../../testing/resources.js';
import { mergeParagraphs } from '../../text/merge-paragraphs.js';
import { differingFields, sameContent, type Content } from '../resource/content.js';
import { baseAfterOwnWrite, merge, mergeSet, overlay, setDifference, type Merged } from './merge.js';

interface Case {
  readonly base?: Content | null;
  readonly ours?: Content;
  readonly theirs?: Content;
  readonly editedAt?: number;
  readonly theirsAt?: number;
}

function merged({ base = ISSUE, ours = {}, theirs = {}, editedAt = 5, theirsAt = 5 }: Case): Merged {
  const localModifiedAt = Object.fromEntries(Object.keys(ours).map((field) => [field, sec(editedAt)]));
  return merge({
    base,
    ours: { ...base, ...ours },
    theirs: { ...base, ...theirs },
    localModifiedAt,
    theirsAt: sec(theirsAt),
    mergeText: mergeParagraphs,
  });
}

const name = fc.constantFrom('a', 'b', 'c', 'd');
const set = fc.uniqueArray(name);
const someContent: fc.Arbitrary<Content> = fc.record({
  title: fc.constantFrom('A', 'B', 'C'),
  body: fc.array(fc.constantFrom('one', 'two', 'three'), { maxLength: 3 }).map((parts) => parts.join('\n\n')),
  state: fc.constantFrom(
    { state: 'open' as const, reason: null },
    { state: 'closed' as const, reason: 'completed' },
  ),
  labels: set,
  assignees: set,
});

describe('the three-way merge', () => {
  it('both-4: a title edited there and a body edited here both live', () => {
    const result = merged({ ours: { body: 'new' }, theirs: { title: 'B' } });
    expect(result.content).to.deep.include({ title: 'B', body: 'new' });
    expect(result.changed).to.deep.equal(['title']);
    expect(result.conflicts).to.deep.equal([]);
  });

  it('both-5: one field on both sides goes to the later, and the loser is kept', () => {
    const both = { ours: { title: 'ours' }, theirs: { title: 'theirs' } };
    const conflict = { field: 'title', base: 'A', ours: 'ours', theirs: 'theirs' };
    const later = merged({ ...both, editedAt: 6, theirsAt: 5 });
    expect(later.content.title).to.equal('ours');
    expect(later.conflicts).to.deep.equal([{ ...conflict, winner: 'ours' }]);
    expect(later.changed).to.deep.equal([]);
    const earlier = merged({ ...both, editedAt: 4, theirsAt: 5 });
    expect(earlier.content.title).to.equal('theirs');
    expect(earlier.conflicts).to.deep.equal([{ ...conflict, winner: 'theirs' }]);
  });

  it('both-5: ties go to GitHub, and a second is a tie to its last millisecond', () => {
    const both = { ours: { title: 'ours' }, theirs: { title: 'theirs' } };
    expect(merged({ ...both, editedAt: 5.999, theirsAt: 5 }).content.title).to.equal('theirs');
  });

  it('both-5: one paragraph on both sides is a conflict; the others merge', () => {
    const result = merged({
      ours: { body: 'one ours\n\ntwo\n\nthree ours' },
      theirs: { body: 'one theirs\n\ntwo theirs\n\nthree' },
      editedAt: 6,
    });
    expect(result.content.body).to.equal('one ours\n\ntwo theirs\n\nthree ours');
    expect(result.conflicts).to.have.length(1);
  });

  it('different paragraphs of one body merge without a conflict', () => {
    const result = merged({
      ours: { body: 'one ours\n\ntwo\n\nthree' },
      theirs: { body: 'one\n\ntwo\n\nthree theirs' },
    });
    expect(result.content.body).to.equal('one ours\n\ntwo\n\nthree theirs');
    expect(result.conflicts).to.deep.equal([]);
  });

  it('a title is never merged by paragraph, however many lines it has', () => {
    const input = { base: { title: 'a\n\nb' }, localModifiedAt: { title: sec(6) }, theirsAt: sec(5) };
    const result = merge({
      ...input,
      ours: { title: 'A\n\nb' },
      theirs: { title: 'a\n\nB' },
      mergeText: mergeParagraphs,
    });
    expect(result.content.title).to.equal('A\n\nb');
    expect(result.conflicts).to.have.length(1);
  });

  it('both-6: labels added on both sides are a union', () => {
    const result = merged({ ours: { labels: ['x', 'ours'] }, theirs: { labels: ['x', 'theirs'] } });
    expect(result.content.labels).to.have.members(['x', 'ours', 'theirs']);
    expect(result.conflicts).to.deep.equal([]);
  });

  it('both-7: a body that a client cleared stays cleared', () => {
    expect(merged({ ours: { body: '' } }).content.body).to.equal('');
  });

  it('both changed to the same: nothing changes, and it is no conflict', () => {
    const result = merged({ ours: { title: 'B' }, theirs: { title: 'B' } });
    expect(result).to.deep.include({ changed: [], conflicts: [] });
  });

  it('M3: our spelling of a text is kept where only line ends differ, and their spelling of names', () => {
    const result = merged({
      ours: { body: 'a\nb', labels: ['Bug'] },
      theirs: { body: 'a\r\nb', labels: ['bug'] },
    });
    expect(result.content).to.deep.include({ body: 'a\nb', labels: ['bug'] });
    expect(result.changed).to.deep.equal([]);
  });

  it('whether a conversation is locked is what GitHub says', () => {
    expect(merged({ ours: { locked: false }, theirs: { locked: true } }).content.locked).to.equal(true);
  });

  it('a field that theirs does not assert stays ours; one that ours does not assert becomes theirs', () => {
    const result = merge({
      base: null,
      ours: { title: 'A' },
      theirs: { body: 'x' },
      localModifiedAt: {},
      theirsAt: sec(5),
      mergeText: mergeParagraphs,
    });
    expect(result).to.deep.equal({ content: { title: 'A', body: 'x' }, changed: ['body'], conflicts: [] });
  });

  it('without a base the first snapshot is the base: what a client wrote stays', () => {
    const input = {
      base: null,
      localModifiedAt: { title: sec(1) },
      theirsAt: sec(5),
      mergeText: mergeParagraphs,
    };
    const result = merge({ ...input, ours: { title: 'ours' }, theirs: ISSUE });
    expect(result.content).to.deep.equal({ ...ISSUE, title: 'ours' });
    expect(result.conflicts).to.deep.equal([]);
  });

  it('a field that was never seen and that no client wrote is a default, which gives way without a conflict', () => {
    const input = { base: { title: 'A' }, theirsAt: sec(5), mergeText: mergeParagraphs };
    const theirs: Content = { title: 'A', body: 'text' };
    const untouched = merge({ ...input, ours: { title: 'A', body: '' }, theirs, localModifiedAt: {} });
    expect(untouched).to.deep.include({ changed: ['body'], conflicts: [] });
    const written = merge({
      ...input,
      ours: { title: 'A', body: 'mine' },
      theirs,
      localModifiedAt: { body: sec(9) },
    });
    expect(written.content.body).to.equal('mine');
    expect(written.conflicts).to.deep.equal([
      { field: 'body', base: null, ours: 'mine', theirs: 'text', winner: 'ours' },
    ]);
  });

  it('both-15: what both set without a base is a conflict, not a merge of texts', () => {
    const input = { base: { title: 'A' }, theirsAt: sec(5), mergeText: mergeParagraphs };
    const result = merge({
      ...input,
      ours: { body: 'a' },
      theirs: { body: 'b' },
      localModifiedAt: { body: sec(1) },
    });
    expect(result.content.body).to.equal('b');
    expect(result.conflicts).to.have.length(1);
  });

  it('M1: a field that one side changed is that side', () => {
    fc.assert(
      fc.property(someContent, someContent, (base, changed) => {
        const here = { base, localModifiedAt: {}, theirsAt: sec(5), mergeText: mergeParagraphs };
        expect(sameContent(merge({ ...here, ours: changed, theirs: base }).content, changed)).to.equal(true);
        expect(sameContent(merge({ ...here, ours: base, theirs: changed }).content, changed)).to.equal(true);
      }),
    );
  });

  it('M1: merging once more changes nothing, once both sides hold the result', () => {
    fc.assert(
      fc.property(someContent, someContent, someContent, (base, ours, theirs) => {
        const more = { localModifiedAt: { title: sec(6) }, theirsAt: sec(5), mergeText: mergeParagraphs };
        const { content } = merge({ base, ours, theirs, ...more });
        const again = merge({ base: content, ours: content, theirs: content, ...more });
        expect(again).to.deep.include({ changed: [], conflicts: [] });
        // After the merge the base is theirs: what differs from it is what is sent.
        const late = merge({ base: theirs, ours: content, theirs, ...more });
        expect(differingFields(late.content, content)).to.deep.equal([]);
      }),
    );
  });

  it('M2: where nobody changed anything, nothing changes', () => {
    fc.assert(
      fc.property(someContent, (base) => {
        const more = { localModifiedAt: {}, theirsAt: sec(5), mergeText: mergeParagraphs };
        expect(merge({ base, ours: base, theirs: base, ...more })).to.deep.include({
          changed: [],
          conflicts: [],
        });
      }),
    );
  });
});

describe('sets', () => {
  it('an element that either side added is there, one that either side removed is gone', () => {
    fc.assert(
      fc.property(set, set, set, (base, ours, theirs) => {
        const result = mergeSet(base, ours, theirs);
        for (const each of ['a', 'b', 'c', 'd'] as const) {
          const [before, here, there] = [base, ours, theirs].map((list) => list.includes(each));
          const expected = here === there ? here : here !== before ? here : there;
          expect(result.includes(each), each).to.equal(expected);
        }
      }),
    );
  });

  it('their order and spelling come first', () => {
    expect(mergeSet(['x'], ['x', 'new', 'BUG'], ['Bug', 'y', 'x'])).to.deep.equal(['Bug', 'y', 'x', 'new']);
  });

  it('the difference leads from one to the other', () => {
    expect(setDifference(['a', 'B'], ['b', 'c'])).to.deep.equal({ add: ['c'], remove: ['a'] });
  });
});

describe('our own write in what they show', () => {
  const after = (written: Content, theirs: Content): Content | null =>
    baseAfterOwnWrite(ISSUE, written, theirs, mergeParagraphs);

  it('both-22: a value equal to what we were about to write is no change of theirs', () => {
    expect(after({ title: 'B' }, { ...ISSUE, title: 'B' })).to.deep.include({ title: 'B' });
    expect(after({ title: 'B' }, { ...ISSUE, title: 'C' })).to.deep.include({ title: 'A' });
  });

  it('both-23: per label: what we added and what we removed', () => {
    const there = { ...ISSUE, labels: ['y', 'z'] };
    expect(after({ labels: ['y', 'w'] }, there)?.labels).to.have.members(['y']);
    expect(after({ labels: ['x', 'y'] }, { ...ISSUE, labels: ['x'] })?.labels).to.deep.equal(['x']);
    expect(after({ labels: [] }, ISSUE)?.labels, 'our removal has not arrived').to.deep.equal(['x']);
    expect(after({ labels: ['x', 'y'] }, { ...ISSUE, labels: [] })?.labels, 'theirs').to.deep.equal(['x']);
  });

  it('per paragraph: a person went on writing over ours', () => {
    const written = { body: 'one ours\n\ntwo\n\nthree' };
    const theirs = { ...ISSUE, body: 'one ours\n\ntwo\n\nthree theirs' };
    expect(after(written, theirs)?.body).to.equal('one ours\n\ntwo\n\nthree');
    expect(after(written, { ...ISSUE, body: 'one theirs\n\ntwo\n\nthree' })?.body).to.equal(ISSUE.body);
  });

  it('without a base nothing is adjusted', () => {
    expect(baseAfterOwnWrite(null, { title: 'B' }, ISSUE, mergeParagraphs)).to.equal(null);
  });

  it('a field that they or the base do not assert is left alone', () => {
    expect(after({ title: 'B' }, { body: 'x' })).to.deep.equal(ISSUE);
    expect(baseAfterOwnWrite({ body: 'x' }, { title: 'B' }, { title: 'B' }, mergeParagraphs)).to.deep.equal({
      body: 'x',
    });
  });

  it('what is laid over counts', () => {
    expect(overlay(null, { title: 'A' })).to.deep.equal({ title: 'A' });
    expect(overlay({ title: 'A', body: 'x' }, { title: 'B' })).to.deep.equal({ title: 'B', body: 'x' });
  });
});
