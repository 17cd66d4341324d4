import { expect } from 'chai';
import fc from 'fast-check';
import { decideTransfer, type TransferEnd, type TransferEnds } from './decide-transfer.js';

const end = (id: string, given: Partial<TransferEnd> = {}): TransferEnd => ({
  id,
  projectId: 'p',
  placed: true,
  ...given,
});
const decide = (ends: Partial<TransferEnds>): ReturnType<typeof decideTransfer> =>
  decideTransfer({ before: null, after: null, targetProjectId: 'p', ...ends });

describe('what becomes of a transferred issue', () => {
  it('P5: the record goes along, into a repo of its project or of none', () => {
    for (const targetProjectId of ['p', null]) {
      expect(decide({ before: end('1'), targetProjectId })).to.deep.equal({ kind: 'move', id: '1' });
    }
  });

  it('P5: a record of no project goes along wherever it is', () => {
    expect(decide({ before: end('1', { projectId: null }) }).kind).to.equal('move');
  });

  it('P5: what is told again changes nothing', () => {
    expect(decide({ before: end('1'), after: end('1') }).kind).to.equal('known');
    expect(decide({ before: end('1', { placed: false }), after: end('2') }).kind).to.equal('known');
  });

  it('P5: a record never goes to another project, nor is it merged with one of another', () => {
    expect(decide({ before: end('1'), targetProjectId: 'q' })).to.deep.equal({ kind: 'stay', id: '1' });
    const theirs = end('2', { projectId: 'q' });
    expect(decide({ before: end('1'), after: theirs, targetProjectId: 'q' }).kind).to.equal('stay');
    expect(decide({ before: end('1'), after: theirs, targetProjectId: null }).kind).to.equal('stay');
  });

  it('M7: of two records of one project the older survives, whichever end made it', () => {
    expect(decide({ before: end('1'), after: end('2') })).to.deep.equal({
      kind: 'merge',
      survivor: 'before',
    });
    expect(decide({ before: end('2'), after: end('1') })).to.deep.equal({ kind: 'merge', survivor: 'after' });
  });

  it('M7: one that is in a project survives one that is in none, however old', () => {
    const nobodys = { projectId: null };
    expect(decide({ before: end('1', nobodys), after: end('2') })).to.include({ survivor: 'after' });
    expect(decide({ before: end('2'), after: end('1', nobodys) })).to.include({ survivor: 'before' });
  });

  it('P5: where only the new address is known the old one leads there; where neither is, nothing moves', () => {
    expect(decide({ after: end('2') })).to.deep.equal({ kind: 'remember', id: '2' });
    expect(decide({}).kind).to.equal('unknown');
  });

  it('P5: whatever the ends are, nothing crosses from one project to another', () => {
    const project = fc.constantFrom('p', 'q', null);
    const anEnd = fc.option(
      fc.record({ id: fc.constantFrom('1', '2', '3'), projectId: project, placed: fc.boolean() }),
    );
    fc.assert(
      fc.property(anEnd, anEnd, project, (before, after, targetProjectId) => {
        const verdict = decideTransfer({ before, after, targetProjectId });
        if (verdict.kind === 'move') {
          return (
            before?.projectId == null || targetProjectId === null || before.projectId === targetProjectId
          );
        }
        if (verdict.kind !== 'merge') return true;
        const [one, other] = [before?.projectId ?? null, after?.projectId ?? null];
        return one === null || other === null || one === other;
      }),
    );
  });
});
