import { expect } from 'chai';
import { aTask, outbound, sec, type Given } from '../../testing/resources.js';
import type { FieldConflict } from './merge.js';
import { REASONS } from '../operations/reasons.js';
import { resolveConflict, type ConflictChoice, type Resolution } from './resolve-conflict.js';

const CONFLICT: FieldConflict = {
  field: 'title',
  base: 'A',
  ours: 'ours',
  theirs: 'theirs',
  winner: 'theirs',
};
const resolve = (choice: ConflictChoice, given: Given = {}, conflict = CONFLICT): Resolution =>
  resolveConflict(aTask({ base: { title: 'theirs' }, ...given }), conflict, choice, sec(9));

describe('a conflict resolved by a person', () => {
  it('both-5: the version that lost becomes the value, later than everything, and is sent', () => {
    const resolution = resolve({ keep: 'ours' });
    expect(resolution).to.deep.include({ kind: 'write', values: { title: 'ours' } });
    const { decision } = resolution as Extract<Resolution, { kind: 'write' }>;
    expect(decision.record.title).to.equal('ours');
    expect(decision.localModifiedAt).to.deep.equal({ title: sec(9) });
    expect(decision.operation).to.deep.include({ state: 'queued', content: { title: 'ours' } });
  });

  it('the base, or a value of their own, can be chosen as well', () => {
    expect(resolve({ keep: 'base' })).to.deep.include({ values: { title: 'A' } });
    expect(resolve({ value: 'both' })).to.deep.include({ kind: 'write', values: { title: 'both' } });
  });

  it('what the record holds already is settled without a write', () => {
    expect(resolve({ keep: 'theirs' })).to.deep.equal({ kind: 'settled', values: { title: 'theirs' } });
  });

  it('takes over what waits to be sent', () => {
    const given = { open: [outbound('edit', { body: 'b' })] };
    const { decision } = resolve({ keep: 'ours' }, given) as Extract<Resolution, { kind: 'write' }>;
    expect(decision.operation.content).to.deep.equal({ body: 'b', title: 'ours' });
  });

  it('a version that there is not, and a thing that is gone or deleted, are refused with a reason', () => {
    expect(resolve({ keep: 'base' }, {}, { ...CONFLICT, base: null })).to.deep.equal({
      kind: 'refused',
      reason: REASONS.noSuchVersion,
    });
    expect(resolve({ keep: 'ours' }, { link: { gone: REASONS.deletedOnGithub } })).to.deep.equal({
      kind: 'refused',
      reason: REASONS.deletedOnGithub,
    });
    expect(resolve({ keep: 'ours' }, { record: { deletedAt: sec(5) } })).to.deep.equal({
      kind: 'refused',
      reason: REASONS.recordDeleted,
    });
  });
});
