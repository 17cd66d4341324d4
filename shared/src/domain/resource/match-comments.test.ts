import { expect } from 'chai';
import fc from 'fast-check';
import { matchComments, type CommentTraits, type KnownComment } from './match-comments.js';

const known = (recordId: string, given: Partial<KnownComment> = {}): KnownComment => ({
  recordId,
  externalId: `old-${recordId}`,
  author: 'ada',
  createdAt: 1_000,
  body: `text of ${recordId}`,
  ...given,
});
const listed = (externalId: string, of: KnownComment, given: Partial<CommentTraits> = {}): CommentTraits => ({
  ...of,
  recordId: null,
  externalId,
  ...given,
});
const pairs = (ours: readonly KnownComment[], theirs: readonly CommentTraits[]): string[] =>
  matchComments(ours, theirs).moved.map((pair) => `${pair.known.recordId}=${pair.listed.externalId}`);

describe('which comment is which after a transfer', () => {
  it('P5: the marker comes first, whatever else says', () => {
    const [a, b] = [known('a'), known('b')];
    expect(
      pairs([a, b], [listed('1', b, { recordId: 'a' }), listed('2', a, { recordId: 'b' })]),
    ).to.deep.equal(['a=1', 'b=2']);
  });

  it('P5: else author, time and text; two of one second are told apart by their text', () => {
    const [a, b] = [known('a'), known('b')];
    expect(pairs([a, b], [listed('2', b), listed('1', a)])).to.have.members(['a=1', 'b=2']);
  });

  it('P5: a text that was edited since is found by author and time', () => {
    const a = known('a');
    expect(pairs([a], [listed('1', a, { body: 'edited' })])).to.deep.equal(['a=1']);
  });

  it('P5: an author who renamed the account is found by time and text', () => {
    const a = known('a');
    expect(pairs([a], [listed('1', a, { author: 'lovelace' })])).to.deep.equal(['a=1']);
  });

  it('P5: where two would fit no pair is made', () => {
    const [a, b] = [known('a', { body: 'same' }), known('b', { body: 'same' })];
    const matched = matchComments([a, b], [listed('1', a), listed('2', b)]);
    expect(matched.moved).to.deep.equal([]);
    expect(matched.missing).to.have.length(2);
    expect(matched.fresh).to.have.length(2);
  });

  it('P5: what kept its id is the same, what nobody has is fresh, what is not listed is missing', () => {
    const [a, b] = [known('a'), known('b', { createdAt: 2_000 })];
    const other = listed('9', known('c', { createdAt: 3_000 }));
    const matched = matchComments([a, b], [listed('old-a', a), other]);
    expect(matched.same.map(({ externalId }) => externalId)).to.deep.equal(['old-a']);
    expect(matched.fresh).to.deep.equal([other]);
    expect(matched.missing).to.deep.equal([b]);
  });

  it('M7: a record that was made under the new id meanwhile is told along', () => {
    const a = known('a');
    const twin = known('b', { externalId: '1', body: a.body });
    const [pair] = matchComments([a, twin], [listed('1', a)]).moved;
    expect(pair).to.include({ known: a, also: 'b' });
  });

  it('P5: every listed comment and every record is told exactly once', () => {
    const traits = {
      author: fc.constantFrom('ada', 'bob', null),
      createdAt: fc.constantFrom(1, 2, null),
      body: fc.constantFrom('x', 'y'),
    };
    const ids = fc.uniqueArray(fc.nat(9), { maxLength: 6 });
    const of = (prefix: string): fc.Arbitrary<KnownComment[]> =>
      ids.chain((some) =>
        fc.tuple(
          ...some.map((id) =>
            fc.record({
              ...traits,
              externalId: fc.constant(`${prefix}${id}`),
              recordId: fc.constant(`r${id}`),
            }),
          ),
        ),
      );
    fc.assert(
      fc.property(of('old'), of('new'), (ours, theirs) => {
        const { moved, same, fresh, missing } = matchComments(ours, theirs);
        const told = [...moved.map((pair) => pair.listed), ...same, ...fresh];
        expect(told.map(({ externalId }) => externalId)).to.have.members(theirs.map((one) => one.externalId));
        const records = [...moved.map((pair) => pair.known), ...missing];
        expect(records.map(({ recordId }) => recordId)).to.have.members(ours.map((one) => one.recordId));
      }),
    );
  });
});
