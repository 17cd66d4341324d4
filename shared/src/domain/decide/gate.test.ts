import { expect } from 'chai';
import { closedBecause, type Connection } from './gate.js';
import { REASONS } from '../operations/reasons.js';

const repo = { connected: true, syncEnabled: true, state: 'active', archived: false } as const;
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
    expect(why({ repo: { ...repo, archived: true } })).to.equal(REASONS.repoArchived.code);
    expect(why({ repo: { ...repo, syncEnabled: false } })).to.equal(REASONS.syncPaused.code);
  });

  it('P5: of a transferred issue it says where it went, as long as its repo is not ours', () => {
    const transferred = { to: 'octo/other#3', connected: false };
    const elsewhere = closedBecause({ repo: { ...repo, connected: false }, installation: null, transferred });
    expect(elsewhere?.code).to.equal('transferred');
    expect(elsewhere?.message).to.include('octo/other#3').and.include('not connected');
    const theirs = closedBecause({
      repo: null,
      installation: null,
      transferred: { ...transferred, connected: true },
    });
    expect(theirs?.message).to.include('another project');
    expect(why({ transferred })).to.equal(null);
  });
});
