// What the events of a label mean to the issues that carry it.
import { expect } from 'chai';
import { normalizeLabel } from './normalize-label.js';

const REPO = { id: 5, name: 'demo', full_name: 'octo/demo', private: false };

describe('an event of a label', () => {
  it('renamed: the issues that carry its old name have changed', () => {
    const payload = { label: { name: 'defect' }, changes: { name: { from: 'bug' } } };
    expect(normalizeLabel('edited', REPO, payload)).to.deep.equal({
      kind: 'label',
      repoExternalId: '5',
      name: 'bug',
    });
  });

  it('deleted: the issues that carried it have changed', () => {
    expect(normalizeLabel('deleted', REPO, { label: { name: 'bug' } })).to.include({
      kind: 'label',
      name: 'bug',
    });
  });

  it('created, or painted in another colour: no issue has changed', () => {
    expect(normalizeLabel('created', REPO, { label: { name: 'bug' } })).to.include({ kind: 'ignored' });
    const painted = { label: { name: 'bug' }, changes: { color: { from: 'ff0000' } } };
    expect(normalizeLabel('edited', REPO, painted)).to.include({ kind: 'ignored' });
  });

  it('without a name: malformed, and says so', () => {
    const read = normalizeLabel('deleted', REPO, { label: {} });
    expect(read.kind).to.equal('malformed');
  });
});
