import { expect } from 'chai';
import { normalize } from './normalize.js';
import type { Normalized } from './normalized.js';

const recognition = { appId: '1', botLogin: 'tandem[bot]', verifyMarker: () => false };
const repo = (id: number, name: string) => ({ id, name, full_name: `octo/${name}`, private: true });
const issue = (id: number, number: number) => ({
  id,
  number,
  node_id: `node-${id}`,
  html_url: `https://github.com/octo/x/issues/${number}`,
  title: 'Moves',
  body: null,
  state: 'open',
  labels: [],
  assignees: [],
  user: { login: 'ada', id: 5 },
  created_at: '2026-03-01T10:00:00Z',
  updated_at: '2026-03-01T10:00:00Z',
});
const read = (payload: object): Normalized =>
  normalize('issues', new TextEncoder().encode(JSON.stringify(payload)), recognition).result;

const TRANSFERRED = {
  action: 'transferred',
  issue: issue(100, 1),
  repository: repo(7, 'old'),
  changes: { new_issue: issue(200, 3), new_repository: repo(8, 'new') },
};
const OPENED = {
  action: 'opened',
  issue: issue(200, 3),
  repository: repo(8, 'new'),
  changes: { old_issue: issue(100, 1), old_repository: repo(7, 'old') },
};

describe('a transfer in a webhook', () => {
  it('P5: `transferred` is about the new address, and says nothing of the content there', () => {
    const result = read(TRANSFERRED);
    if (result.kind !== 'changes') throw new Error(result.kind);
    const [change] = result.changes;
    expect(change?.issue).to.include({ repoExternalId: '8', number: 3, externalId: '200' });
    expect(change).to.include({ content: null, githubUpdatedAt: null, fetch: true });
  });

  it('P5: both ends tell the same transfer', () => {
    const [one, other] = [TRANSFERRED, OPENED].map((payload) => {
      const result = read(payload);
      return result.kind === 'changes' ? result.changes[0]?.transfer : undefined;
    });
    expect(one?.from).to.deep.equal({ repoExternalId: '7', number: 1, markedRecord: null });
    expect(one?.to).to.deep.include({ repoExternalId: '8', number: 3 });
    expect(one?.repo).to.include({ externalId: '8', owner: 'octo', name: 'new' });
    expect(other).to.deep.equal(one);
  });

  it('P5: an issue that is only opened is no transfer', () => {
    for (const changes of [undefined, null, {}, { old_issue: null, old_repository: repo(7, 'old') }]) {
      const result = read({ ...OPENED, changes });
      if (result.kind !== 'changes') throw new Error(result.kind);
      expect(result.changes[0]).not.to.have.property('transfer');
      expect(result.changes[0]?.content).to.include({ title: 'Moves' });
    }
  });

  it('D5: one that does not say where to, or where from, is parked with the field’s name', () => {
    for (const [payload, field] of [
      [{ ...TRANSFERRED, changes: { new_issue: issue(200, 3) } }, 'new_repository'],
      [{ ...TRANSFERRED, changes: { new_repository: repo(8, 'new'), new_issue: { id: 1 } } }, 'new_issue'],
      [{ ...OPENED, changes: { old_issue: issue(100, 1) } }, 'old_repository'],
      [{ ...OPENED, changes: { old_issue: {}, old_repository: repo(7, 'old') } }, 'old_issue'],
    ] as const) {
      const result = read(payload);
      expect(result.kind).to.equal('malformed');
      expect(result.kind === 'malformed' ? result.reason.message : '').to.include(field);
    }
  });
});
