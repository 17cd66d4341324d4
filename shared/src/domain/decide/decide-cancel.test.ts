import { expect } from 'chai';
import { aTask, inbound, ISSUE, outbound, sec, type Given } from '../../testing/resources.js';
import { decideCancel, restoredBy, type CancelDecision } from './decide-cancel.js';
import type { Operation } from '../operations/operation.js';
import { REASONS } from '../operations/reasons.js';

type Canceled = Extract<CancelDecision, { kind: 'canceled' }>;
const cancel = (given: Given, operation: Operation): Canceled =>
  decideCancel(aTask({ ...given, open: [operation, ...(given.open ?? [])] }), operation) as Canceled;
const edit = outbound('edit', { title: 'B', body: 'b' });

describe('M6: a person cancels an operation', () => {
  it('what runs, or has ended, is refused', () => {
    for (const state of ['processing', 'completed', 'canceled', 'dropped', 'duplicate'] as const)
      expect(decideCancel(aTask(), { ...edit, state })).to.deep.equal({ kind: 'refused' });
  });

  it('an outbound one gives up its fields: the record takes the base, the lost text stays as a conflict', () => {
    const decision = cancel({ ours: { title: 'B', body: 'b' } }, edit);
    expect(decision.record).to.deep.equal(ISSUE);
    expect(decision.changed).to.deep.equal(['title', 'body']);
    expect(decision.conflicts[0]).to.deep.equal({
      field: 'title',
      base: 'A',
      ours: 'B',
      theirs: 'A',
      winner: 'theirs',
    });
    expect(decision.localModifiedAt).to.deep.equal({});
  });

  it('and a fetch is queued, unless one waits already', () => {
    expect(cancel({}, edit).fetch).to.equal(true);
    expect(cancel({ open: [inbound('fetch', null, null)] }, edit).fetch).to.equal(false);
    expect(cancel({ open: [inbound('change', 5)] }, edit).fetch).to.equal(true);
  });

  it('fields that another unsent operation carries stay', () => {
    const other = { ours: { title: 'B', body: 'b' }, open: [outbound('other', { body: 'b' })] };
    expect(cancel(other, edit).changed).to.deep.equal(['title']);
    const failed = { ours: { title: 'B', body: 'b' }, errored: [outbound('failed', { title: 'B' })] };
    expect(cancel(failed, edit).changed).to.deep.equal(['body']);
  });

  it('fields that it does not carry, and fields of which the base knows nothing, stay', () => {
    const ours = { title: 'B', labels: ['new'] };
    const decision = cancel({ ours }, outbound('edit', { title: 'B' }));
    expect(decision.record.labels).to.deep.equal(['new']);
    expect(decision.localModifiedAt).to.deep.equal({ labels: sec(5) });
    expect(cancel({ base: { body: 'x' }, ours: { title: 'B' } }, edit).changed).to.deep.equal([]);
    expect(cancel({ ours: { locked: true } }, outbound('edit', { locked: true })).changed).to.deep.equal([]);
  });

  it('a write that may have arrived is GitHub’s word then, and is not undone', () => {
    const writeIntent = {
      values: { title: 'B', labels: ['y'] },
      at: sec(2),
      earlier: [{ values: { title: 'C' }, at: sec(1) }],
    };
    const decision = cancel({ ours: { title: 'B' }, link: { writeIntent } }, edit);
    expect(decision.writeIntent).to.deep.equal({ values: { labels: ['y'] }, at: sec(2) });
  });

  it('a create has nothing to go back to: the record stays', () => {
    const given = { base: null, link: { exists: false }, record: { content: ISSUE } };
    const decision = cancel(given, outbound('create', ISSUE, { action: 'create' }));
    expect(decision).to.deep.include({ changed: [], conflicts: [], fetch: false });
    expect(decision.record).to.deep.equal(ISSUE);
  });

  it('M6: a deletion is given up although an edit made before it is under way: that one carries no deletion', () => {
    const deletion = outbound('deletion', {}, { action: 'delete' });
    const open = [outbound('edit', { body: 'A' }, { action: 'update', state: 'processing' }), deletion];
    expect(cancel({ record: { deletedAt: sec(5), deletedBy: 'client' }, open }, deletion).restored).to.equal(
      true,
    );
  });

  it('a deletion given up brings the record back', () => {
    const deletion = outbound('deletion', {}, { action: 'delete' });
    const record = { deletedAt: sec(5), deletedBy: 'client' as const };
    expect(cancel({ record }, deletion).restored).to.equal(true);
    expect(cancel({}, deletion).restored).to.equal(false);
    expect(cancel({ record: { ...record, deletedBy: 'github' } }, deletion).restored).to.equal(false);
    expect(cancel({ record, link: { gone: REASONS.recordDeleted } }, deletion).restored).to.equal(false);
    expect(
      cancel({ record, open: [outbound('other', {}, { action: 'delete' })] }, deletion).restored,
    ).to.equal(false);
  });

  it('M6: from then on the record is alive, with its text and what is still on its way', () => {
    const deletion = outbound('deletion', {}, { action: 'delete' });
    const writeIntent = { values: { title: 'B' }, at: sec(2) };
    const given = { record: { deletedAt: sec(5), deletedBy: 'client' as const }, link: { writeIntent } };
    const restored = restoredBy(aTask(given), cancel(given, deletion));
    expect(restored).to.deep.equal(aTask({ link: { writeIntent } }));
    const alone = { ...given, link: null };
    expect(restoredBy(aTask(alone), cancel(alone, deletion)).link).to.equal(null);
  });

  it('an inbound one changes nothing', () => {
    const decision = cancel({ ours: { title: 'B' } }, inbound('change', 5, { title: 'C' }));
    expect(decision).to.deep.include({ changed: [], conflicts: [], fetch: false, restored: false });
  });

  it('errored and disabled ones can be canceled too', () => {
    for (const state of ['errored', 'disabled'] as const)
      expect(decideCancel(aTask(), { ...edit, state })).to.include({ kind: 'canceled' });
  });
});
