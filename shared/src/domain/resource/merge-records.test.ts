import { expect } from 'chai';
import { aTask, ISSUE, sec } from '../../testing/resources.js';
import { mergeRecords } from './merge-records.js';

describe('two records of one thing become one', () => {
  it('M7: what a client wrote in the other goes on in the survivor, with the time of the edit', () => {
    const merged = mergeRecords(aTask(), aTask({ ours: { title: 'B' }, editedAt: 7 }));
    expect(merged).to.deep.equal({
      content: { title: 'B' },
      changed: ['title'],
      localModifiedAt: { title: sec(7) },
      conflicts: [],
    });
  });

  it('M7: what the other only took from GitHub is nobody’s edit', () => {
    const seen = { ...ISSUE, title: 'Seen later', labels: [] };
    const sent = aTask({ base: seen, record: { localModifiedAt: { title: sec(9) } } });
    expect(mergeRecords(aTask(), sent).changed).to.deep.equal([]);
  });

  it('M7: edited in both, the later edit counts and the other is kept as a conflict', () => {
    const early = aTask({ ours: { title: 'early' }, editedAt: 5 });
    const late = aTask({ ours: { title: 'late' }, editedAt: 6 });
    const taken = mergeRecords(early, late);
    expect(taken.content).to.deep.equal({ title: 'late' });
    expect(taken.conflicts).to.deep.equal([
      { field: 'title', base: 'A', ours: 'early', theirs: 'late', winner: 'theirs' },
    ]);
    const kept = mergeRecords(late, early);
    expect(kept.content).to.deep.equal({});
    expect(kept.conflicts).to.deep.equal([
      { field: 'title', base: 'A', ours: 'late', theirs: 'early', winner: 'ours' },
    ]);
  });

  it('M7: edited in both at one moment, the survivor’s edit stays', () => {
    const [one, other] = [aTask({ ours: { title: 'one' } }), aTask({ ours: { title: 'other' } })];
    expect(mergeRecords(one, other).conflicts.map(({ winner }) => winner)).to.deep.equal(['ours']);
  });

  it('M7: an edit to what the survivor holds already changes nothing; one of a field that it lacks does', () => {
    const edit = aTask({ ours: { title: 'B' } });
    const holds = aTask({ base: { ...ISSUE, title: 'B' } });
    expect(mergeRecords(holds, edit).changed).to.deep.equal([]);
    const lacks = aTask({ base: null, record: { content: {} } });
    expect(mergeRecords(lacks, edit).changed).to.deep.equal(['title']);
  });

  it('M7: what no client wrote is nobody’s edit, also where GitHub has another value', () => {
    const merged = aTask({ record: { content: { ...ISSUE, title: 'restored' }, localModifiedAt: {} } });
    expect(mergeRecords(aTask(), merged).changed).to.deep.equal([]);
  });

  it('M7: the same edit in both is no conflict', () => {
    const edited = aTask({ ours: { title: 'B' } });
    expect(mergeRecords(edited, edited)).to.deep.include({ changed: [], conflicts: [] });
  });

  it('M7: an edit of what was never seen on GitHub counts; what is inbound only does not', () => {
    const unseen = aTask({ base: null, ours: { title: 'B', locked: true } });
    expect(mergeRecords(aTask(), unseen).changed).to.deep.equal(['title']);
  });
});
