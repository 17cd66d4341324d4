import { expect } from 'chai';
import fc from 'fast-check';
import { ISSUE } from '../../testing/resources.js';
import {
  assertedFields,
  canonicalContent,
  covers,
  differingFields,
  foldLineEnds,
  isSendable,
  isSetField,
  omit,
  pick,
  sameContent,
  sameValue,
  type StateWithReason,
} from './content.js';

const closed = (reason: string | null): StateWithReason => ({ state: 'closed', reason });
const open = (reason: string | null): StateWithReason => ({ state: 'open', reason });
const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'C', 'd'), { selector: (name) => name.toLowerCase() });

describe('the normal form', () => {
  it('a field that one side does not assert is not compared', () => {
    expect(sameContent({ title: 'A' }, { body: 'x' })).to.equal(true);
    expect(differingFields(ISSUE, { title: 'B', locked: true })).to.deep.equal(['title', 'locked']);
  });

  it('line ends do not count, in titles and bodies', () => {
    expect(sameValue('body', 'a\r\nb\rc\n', 'a\nb\nc\n')).to.equal(true);
    expect(sameValue('body', 'a\n\nb', 'a\nb')).to.equal(false);
    expect(foldLineEnds('\r\n\r')).to.equal('\n\n');
  });

  it('names compare without case, order or repetition', () => {
    expect(sameValue('labels', ['Bug', 'x'], ['X', 'bug', 'BUG'])).to.equal(true);
    expect(sameValue('assignees', ['ann'], [])).to.equal(false);
    fc.assert(
      fc.property(names, (list) => {
        expect(
          sameValue(
            'labels',
            list,
            [...list].reverse().map((name) => name.toUpperCase()),
          ),
        ).to.equal(true);
      }),
    );
  });

  it('how an issue became open does not count, why it was closed does', () => {
    expect(sameValue('state', open('reopened'), open(null))).to.equal(true);
    expect(sameValue('state', closed(null), closed('completed'))).to.equal(true);
    expect(sameValue('state', closed('not_planned'), closed('completed'))).to.equal(false);
    expect(sameValue('state', open(null), closed(null))).to.equal(false);
  });

  it('locked is compared as it is', () => {
    expect(sameValue('locked', true, true)).to.equal(true);
    expect(sameValue('locked', true, false)).to.equal(false);
  });

  it('one meaning has one canonical form, and two meanings have two', () => {
    const spelled = { ...ISSUE, labels: ['X'], body: 'one\r\n\r\ntwo\r\n\r\nthree', state: open('reopened') };
    expect(canonicalContent(spelled)).to.equal(canonicalContent(ISSUE));
    expect(canonicalContent({ ...ISSUE, title: 'B' })).to.not.equal(canonicalContent(ISSUE));
    expect(canonicalContent({ title: 'A' })).to.not.equal(canonicalContent({ body: 'A' }));
  });

  it('covers asks for the fields, not for the values', () => {
    expect(covers(ISSUE, { title: 'other' })).to.equal(true);
    expect(covers({ title: 'A' }, ISSUE)).to.equal(false);
    expect(covers({}, {})).to.equal(true);
  });

  it('pick and omit take a content apart', () => {
    expect(pick(ISSUE, ['title', 'body'])).to.deep.equal({ title: 'A', body: ISSUE.body });
    expect(pick({ title: 'A' }, ['title', 'body'])).to.deep.equal({ title: 'A' });
    expect(omit({ title: 'A', locked: false }, ['locked'])).to.deep.equal({ title: 'A' });
    expect(assertedFields({ locked: false, title: '' })).to.deep.equal(['title', 'locked']);
  });

  it('labels and assignees are sets; nobody locks a conversation from our side', () => {
    expect(assertedFields(ISSUE).filter(isSetField)).to.deep.equal(['labels', 'assignees']);
    expect(assertedFields(ISSUE).filter((field) => !isSendable(field))).to.deep.equal(['locked']);
  });
});
