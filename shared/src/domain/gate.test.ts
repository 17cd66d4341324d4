import { expect } from 'chai';
import { closedBecause, type Connection } from './gate.js';
import { REASONS } from './reasons.js';

const repo = { connected: true, syncEnabled: true, state: 'active' } as const;
const why = (connection: Partial<Connection>): string | null =>
  closedBecause({ repo, installation: 'active', ...connection })?.code ?? null;

describe('whether a resource may be synced', () => {
  it('in a connected repo of an active installation it may', () => {
    expect(why({})).to.equal(null);
  });

  it('otherwise the reason says what to do: connect, install, unsuspend, permit, switch on, go on', () => {
    expect(why({ repo: null })).to.equal(REASONS.repoNotConnected.code);
    expect(why({ repo: { ...repo, connected: false } })).to.equal(REASONS.repoNotConnected.code);
    expect(why({ installation: null })).to.equal(REASONS.installationRemoved.code);
    expect(why({ installation: 'removed' })).to.equal(REASONS.installationRemoved.code);
    expect(why({ installation: 'suspended' })).to.equal(REASONS.installationSuspended.code);
    expect(why({ repo: { ...repo, state: 'unreadable' } })).to.equal(REASONS.repoUnreadable.code);
    expect(why({ repo: { ...repo, state: 'issues_off' } })).to.equal(REASONS.issuesOff.code);
    expect(why({ repo: { ...repo, syncEnabled: false } })).to.equal(REASONS.syncPaused.code);
  });
});
