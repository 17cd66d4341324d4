import { expect } from 'chai';
import { sec } from '../../testing/resources.js';
import { classifyFailure, type FailedCall, type Failure } from './failures.js';

const NOW = sec(0);
const MINUTE = 60_000;

function answered(
  status: number,
  message: string,
  more: { headers?: Record<string, string>; write?: boolean; strikes?: number } = {},
): Failure {
  const { headers = {}, write = true, strikes = 0 } = more;
  return classifyFailure({ answered: true, status, headers, message, write }, strikes, NOW);
}

function unanswered(call: Omit<Extract<FailedCall, { answered: false }>, 'answered' | 'message'>): Failure {
  return classifyFailure({ answered: false, message: 'socket hang up', ...call }, 0, NOW);
}

describe('G5: what a failed call means', () => {
  it('a write that was sent and not answered may have happened', () => {
    expect(unanswered({ sent: true, write: true })).to.deep.equal({
      kind: 'unknown_outcome',
      reason: { code: 'unknown_outcome', message: 'socket hang up' },
    });
  });

  it('a read, or what was never sent, is tried again', () => {
    for (const call of [
      { sent: true, write: false },
      { sent: false, write: true },
      { sent: false, write: false },
    ]) {
      expect(unanswered(call)).to.deep.equal({
        kind: 'transient',
        reason: { code: 'unreachable', message: 'socket hang up' },
      });
    }
  });

  it('a 5xx may hide a write that was done; a read is tried again', () => {
    for (const status of [500, 502, 503, 504]) {
      const reason = { code: `github_${status}`, message: 'Bad gateway' };
      expect(answered(status, 'Bad gateway')).to.deep.equal({ kind: 'unknown_outcome', reason });
      expect(answered(status, 'Bad gateway', { write: false })).to.deep.equal({ kind: 'transient', reason });
    }
  });

  describe('limits', () => {
    const reason = { code: 'rate_limited', message: 'limit' };

    it('limit-1: retry-after names the time, in seconds', () => {
      for (const status of [403, 429]) {
        const headers = {
          'retry-after': '30',
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': '99999999999',
        };
        const until = NOW + 30_000;
        expect(answered(status, 'limit', { headers })).to.deep.equal({
          kind: 'limited',
          until,
          named: true,
          reason,
        });
      }
    });

    it('limit-2: without it, the reset names the time when nothing remains', () => {
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(sec(600) / 1_000) };
      const until = sec(600);
      expect(answered(403, 'limit', { headers })).to.deep.equal({
        kind: 'limited',
        until,
        named: true,
        reason,
      });
    });

    it('limit-2: the reset is of GitHub’s clock, and ours may be early', () => {
      const date = new Date(sec(-90)).toUTCString();
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(sec(600) / 1_000), date };
      expect(answered(403, 'limit', { headers })).to.deep.include({ until: sec(690), named: true });
    });

    it('a reset that is over, or is no number, names no time', () => {
      for (const reset of [String(sec(-5) / 1_000), String(NOW / 1_000), 'soon']) {
        const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
        expect(answered(403, 'limit', { headers })).to.deep.include({ until: NOW + MINUTE, named: false });
      }
    });

    it('a reset counts only when nothing remains', () => {
      const headers = { 'x-ratelimit-remaining': '17', 'x-ratelimit-reset': String(sec(600) / 1_000) };
      expect(answered(429, 'limit', { headers })).to.deep.include({ until: NOW + MINUTE, named: false });
    });

    it('limit-5: a secondary limit without a time waits a minute, then longer each time, an hour at most', () => {
      const message = 'You have exceeded a secondary rate limit.';
      const waits = [0, 1, 2, 5, 6, 20].map((strikes) => {
        const failure = answered(403, message, { strikes });
        return failure.kind === 'limited' ? (failure.until - NOW) / MINUTE : null;
      });
      expect(waits).to.deep.equal([1, 2, 4, 32, 60, 60]);
    });

    it('an unreadable retry-after is no time', () => {
      const failure = answered(429, 'limit', { headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } });
      expect(failure).to.deep.include({ kind: 'limited', until: NOW + MINUTE, named: false });
    });

    it('a 403 is a limit by its header or by its words', () => {
      for (const message of [
        'API rate limit exceeded for installation ID 1.',
        'You have exceeded a secondary rate limit',
        'You have triggered an abuse detection mechanism',
      ])
        expect(answered(403, message).kind).to.equal('limited');
      expect(answered(403, 'x', { headers: { 'x-ratelimit-remaining': '0' } }).kind).to.equal('limited');
      expect(answered(403, 'x', { headers: { 'x-ratelimit-remaining': '10' } }).kind).to.equal('forbidden');
    });
  });

  it('404 and 410 are gone', () => {
    expect(answered(404, 'Not Found')).to.deep.equal({
      kind: 'gone',
      status: 404,
      reason: { code: 'not_found', message: 'Not Found' },
    });
    expect(answered(410, 'This issue was deleted')).to.deep.equal({
      kind: 'gone',
      status: 410,
      reason: { code: 'gone', message: 'This issue was deleted' },
    });
  });

  it('a redirect is moved, with its address', () => {
    for (const status of [301, 302, 307, 308]) {
      expect(answered(status, 'Moved', { headers: { location: '/repositories/2/issues/7' } })).to.deep.equal({
        kind: 'moved',
        location: '/repositories/2/issues/7',
        reason: { code: 'moved', message: 'Moved' },
      });
    }
    expect(answered(301, 'Moved')).to.include({ location: null });
  });

  it('401, 403 and 451 are forbidden; a suspension says so', () => {
    for (const status of [401, 403, 451]) {
      expect(answered(status, 'Resource not accessible by integration')).to.deep.equal({
        kind: 'forbidden',
        suspended: false,
        reason: { code: 'forbidden', message: 'Resource not accessible by integration' },
      });
    }
    expect(answered(403, 'This installation has been suspended')).to.deep.include({
      suspended: true,
      reason: { code: 'installation_suspended', message: 'This installation has been suspended' },
    });
  });

  it('both-11: 422 is invalid, with the words of GitHub; so is every other 4xx, by its number', () => {
    expect(answered(422, 'body is too long')).to.deep.equal({
      kind: 'invalid',
      reason: { code: 'invalid', message: 'body is too long' },
    });
    expect(answered(400, 'Problems parsing JSON')).to.deep.equal({
      kind: 'invalid',
      reason: { code: 'github_400', message: 'Problems parsing JSON' },
    });
  });
});
