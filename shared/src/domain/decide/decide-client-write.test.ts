import { expect } from 'chai';
import { aTask, ISSUE, outbound, sec, type Given } from '../../testing/resources.js';
import type { Content } from '../resource/content.js';
import { decideClientWrite, type ClientDecision, type ClientWrite } from './decide-client-write.js';
import { REASONS } from '../operations/reasons.js';

type Changed = Extract<ClientDecision, { kind: 'changed' }>;

function write(given: Given, values: Content, action: ClientWrite['action'] = 'update'): ClientDecision {
  return decideClientWrite(aTask(given), { action, values, at: sec(9) });
}
const changed = (given: Given, values: Content, action?: ClientWrite['action']): Changed =>
  write(given, values, action) as Changed;

describe('a client’s write', () => {
  it('changes the record, notes the time of the changed fields, and leaves one operation', () => {
    expect(write({}, { title: 'B', body: ISSUE.body! })).to.deep.equal({
      kind: 'changed',
      changed: ['title'],
      record: { ...ISSUE, title: 'B' },
      localModifiedAt: { title: sec(9) },
      operation: {
        action: 'update',
        state: 'queued',
        reason: null,
        content: { title: 'B', body: ISSUE.body },
        notBefore: null,
      },
      cancels: [],
    });
  });

  it('that says what the record holds is nothing', () => {
    expect(write({}, { title: 'A', labels: ['X'] })).to.deep.equal({ kind: 'unchanged' });
  });

  it('decide-21: is held as GitHub will keep it: a title without the space around it', () => {
    const { record, operation } = changed({}, { title: ' B\n' });
    expect([record.title, operation.content]).to.deep.equal(['B', { title: 'B' }]);
    expect(write({}, { title: ' A ' })).to.deep.equal({ kind: 'unchanged' });
  });

  it('decide-21: a pull request keeps no reason, an issue does', () => {
    const state = { state: 'closed', reason: 'not_planned' } as const;
    const pull = { taskKind: 'pull_request' } as const;
    expect(changed({ resource: pull }, { state }).record.state).to.deep.equal({ ...state, reason: null });
    expect(changed({}, { state }).record.state).to.deep.equal(state);
  });

  it('of a field that was never seen is news, even if it is empty', () => {
    expect(write({ base: { title: 'A' } }, { body: '' })).to.include({ kind: 'changed' });
  });

  it('a create and a deletion always leave an operation', () => {
    expect(changed({}, {}, 'create').operation.action).to.equal('create');
    expect(changed({}, {}, 'delete').operation.action).to.equal('delete');
  });

  it('decide-15: takes over the fields of what is queued, latest last, and cancels it', () => {
    const open = [outbound('one', { title: 'B', body: 'b' }), outbound('two', { title: 'C' })];
    const decision = changed({ ours: { title: 'C', body: 'b' }, open }, { title: 'D' });
    expect(decision.operation.content).to.deep.equal({ title: 'D', body: 'b' });
    expect(decision.cancels.map(({ id }) => id)).to.deep.equal(['one', 'two']);
  });

  it('leaves what is processing alone', () => {
    const open = [outbound('running', { title: 'B' }, { state: 'processing' })];
    expect(changed({ open }, { title: 'D' }).cancels).to.deep.equal([]);
  });

  it('decide-20: of a create that failed is the create again, and cancels the failed one', () => {
    const errored = [outbound('failed', { title: 'x', body: 'b' }, { action: 'create', state: 'errored' })];
    const decision = changed({ errored, base: null, link: { exists: false } }, { title: 'mended' });
    expect(decision.operation).to.deep.include({ action: 'create', content: { title: 'mended', body: 'b' } });
    expect(decision.cancels.map(({ id }) => id)).to.deep.equal(['failed']);
  });

  it('a deletion of what was not created yet stays a deletion', () => {
    const open = [outbound('create', { title: 'B' }, { action: 'create' })];
    expect(changed({ open }, {}, 'delete').operation.action).to.equal('delete');
  });

  it('takes over the latest wait for a limit, and no back-off after a failure', () => {
    const open = [
      outbound('limited', {}, { notBefore: sec(60) }),
      outbound('later', {}, { notBefore: sec(90) }),
      outbound('failing', {}, { notBefore: sec(99), attempt: 1 }),
      outbound('free', {}),
    ];
    expect(changed({ open }, { title: 'B' }).operation.notBefore).to.equal(sec(90));
    const errored = [outbound('failed', {}, { notBefore: sec(99), state: 'errored' })];
    expect(changed({ errored }, { title: 'B' }).operation.notBefore).to.equal(null);
  });

  it('where the repo is not connected the operation is disabled, and the record changes all the same', () => {
    const decision = changed({ resource: { closedBecause: REASONS.repoNotConnected } }, { title: 'B' });
    expect(decision.operation).to.include({ state: 'disabled', reason: REASONS.repoNotConnected });
    expect(decision.record.title).to.equal('B');
  });

  it('keeps the times of the fields that it does not change', () => {
    const decision = changed({ ours: { body: 'b' }, editedAt: 3 }, { title: 'B' });
    expect(decision.localModifiedAt).to.deep.equal({ body: sec(3), title: sec(9) });
  });
});
