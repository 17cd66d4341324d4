// What an edit replaced, and who made it, as the webhooks of GitHub tell it (rule M4).
import { expect } from 'chai';
import { inFrame, newFrame } from '@tandem/shared/domain/resource/body-frame.js';
import type { Facts } from '@tandem/shared/domain/operations/operation.js';
import { createMarkers } from '@tandem/shared/github/markers.js';
import { normalize } from './normalize.js';

const RECORD = '01900000-0000-7000-8000-000000000001';
const markers = createMarkers(['secret']);
const recognition = {
  appId: '7',
  botLogin: 'tandem[bot]',
  verifyMarker: markers.verify.bind(markers),
};
const REPOSITORY = { id: 1, name: 'demo', full_name: 'octo/demo' };
const ISSUE = { id: 10, number: 3, title: 'New', state: 'open', updated_at: '2075-01-01T00:00:00Z' };
const COMMENT = { id: 20, body: 'New', updated_at: '2075-01-01T00:00:00Z' };

const factsOf = (
  event: string,
  more: Record<string, unknown>,
  known: typeof recognition | (Omit<typeof recognition, 'botLogin'> & { botLogin: null }) = recognition,
): Pick<Facts, 'replaced' | 'byUs'> => {
  const payload = {
    action: 'edited',
    repository: REPOSITORY,
    issue: ISSUE,
    pull_request: ISSUE,
    comment: COMMENT,
    sender: { login: 'ann' },
    ...more,
  };
  const { result } = normalize(event, Buffer.from(JSON.stringify(payload)), known);
  if (result.kind !== 'changes') throw new Error(`It is ${result.kind}.`);
  const { replaced, byUs } = result.changes[0]?.facts ?? {};
  return { ...(replaced === undefined ? {} : { replaced }), ...(byUs === undefined ? {} : { byUs }) };
};

describe('M4: what an edit replaced', () => {
  it('is the title and the body that it names, of issues, pull requests and comments', () => {
    const changes = { title: { from: 'Old' }, body: { from: 'Before' } };
    for (const event of ['issues', 'pull_request']) {
      expect(factsOf(event, { changes }), event).to.deep.equal({
        replaced: { title: 'Old', body: 'Before' },
      });
    }
    expect(factsOf('issue_comment', { changes: { body: { from: 'Before' } } })).to.deep.equal({
      replaced: { body: 'Before' },
    });
  });

  it('is told field by field: what was not edited replaced nothing', () => {
    expect(factsOf('issues', { changes: { title: { from: 'Old' } } })).to.deep.equal({
      replaced: { title: 'Old' },
    });
    expect(factsOf('issues', { changes: {} })).to.deep.equal({});
    expect(factsOf('issues', { action: 'labeled' })).to.deep.equal({});
  });

  it('is our text without credit and marker, and somebody else’s text as it is', () => {
    const framed = (kind: 'task' | 'comment'): string =>
      inFrame('Before', newFrame('Before', markers.sign(kind, RECORD), 'posted by **Ann**'));
    expect(factsOf('issues', { changes: { body: { from: framed('task') } } })).to.deep.equal({
      replaced: { body: 'Before' },
    });
    expect(factsOf('issue_comment', { changes: { body: { from: framed('comment') } } })).to.deep.equal({
      replaced: { body: 'Before' },
    });
    const forged = framed('task').replace(RECORD, RECORD.replace('1', '2'));
    expect(factsOf('issues', { changes: { body: { from: forged } } })).to.deep.equal({
      replaced: { body: forged },
    });
  });

  it('holds nothing up where it cannot be read', () => {
    for (const changes of [null, 'all', [], { title: 3, body: { from: null } }]) {
      expect(factsOf('issues', { changes }), JSON.stringify(changes)).to.deep.equal({});
    }
    expect(factsOf('issues', { sender: 5, changes: { title: { from: 'Old' } } })).to.deep.equal({
      replaced: { title: 'Old' },
    });
  });
});

describe('M4: an edit is ours', () => {
  it('where our app sent it, whatever the event', () => {
    const sender = { login: 'tandem[bot]' };
    for (const event of ['issues', 'pull_request', 'issue_comment']) {
      expect(factsOf(event, { sender }), event).to.deep.equal({ byUs: true });
    }
  });

  it('not where a person or another app sent it, nor while our own name is not known', () => {
    expect(factsOf('issues', { sender: { login: 'other[bot]' } })).to.deep.equal({});
    expect(factsOf('issues', { sender: { login: null } })).to.deep.equal({});
    const unknown = { ...recognition, botLogin: null };
    expect(factsOf('issues', { sender: { login: 'tandem[bot]' } }, unknown)).to.deep.equal({});
  });
});
