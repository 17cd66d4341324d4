import { expect } from 'chai';
import { describe, it } from 'mocha';
import fc from 'fast-check';
import { inFrame, newFrame, unframe } from '../domain/resource/body-frame.js';
import { creditLine } from './credit.js';
import { createMarkers } from './markers.js';

const ID = '01900000-0000-7000-8000-000000000001';
const marker = createMarkers(['secret']).sign('task', ID);

describe('the credit of an author (G8)', () => {
  it('names the author', () => {
    expect(creditLine('Ann Lee')).to.equal('posted by **Ann Lee**');
  });

  it('is left out where nothing of a name can be shown', () => {
    expect([null, '', ' \n', '<>'].map(creditLine)).to.deep.equal([null, null, null, null]);
  });

  it('a name cannot start a new line', () => {
    expect(creditLine('Ann\r\n# Lee')).to.equal(String.raw`posted by **Ann \# Lee**`);
  });

  it('a name cannot ring somebody’s bell', () => {
    expect(creditLine('@octocat')).to.not.include('@octocat');
  });

  it('no name gets out of its frame: any text comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), textWithoutLastCr(), (name, text) => {
        const frame = newFrame(text, marker, creditLine(name));
        const back = unframe(inFrame(text, frame));
        expect(back).to.deep.equal({ text, frame, marker });
      }),
    );
  });

  it('a name made of pieces of comments does not get out of its frame either', () => {
    const pieces = fc.array(
      fc.constantFrom('<', '!', '--', '-->', '<!--', '/tandem by', ' ', '\n', '*', 'x'),
    );
    fc.assert(
      fc.property(pieces, textWithoutLastCr(), (name, text) => {
        const frame = newFrame(text, marker, creditLine(name.join('')));
        expect(unframe(inFrame(text, frame)).text).to.equal(text);
      }),
    );
  });
});

/** Lines of any ends; a lone CR at the very end is one with the frame's line end, and is not asked for here. */
function textWithoutLastCr(): fc.Arbitrary<string> {
  return fc
    .array(fc.oneof(fc.string(), fc.constantFrom('\n', '\r\n', '\r\n\r\n', '<!-- tandem', '-->')))
    .map((parts) => parts.join(''))
    .filter((text) => !text.endsWith('\r'));
}
