// Without its own login the door takes the echoes of our writes for a person's edits.
import { expect } from 'chai';
import sinon from 'sinon';
import type { Called } from '@tandem/shared/ports/github.js';
import type { Log } from '@tandem/shared/ports/log.js';
import { learnBotLogin } from './learn-bot-login.js';

const nothing = (): void => undefined;
const SILENT: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const AWAY: Called<string> = {
  ok: false,
  failure: { kind: 'transient', reason: { code: 'unreachable', message: 'GitHub is away.' } },
};

describe('the login of our app', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => {
    clock.restore();
  });

  it('is asked for again until GitHub answers', async () => {
    const answers: Called<string>[] = [AWAY, AWAY, { ok: true, value: 'tandem' }];
    const login = learnBotLogin(() => Promise.resolve(answers.shift() ?? AWAY), SILENT);
    await clock.tickAsync(0);
    expect(login.current()).to.equal(null);
    await clock.runAllAsync();
    expect(login.current()).to.equal('tandem[bot]');
    expect(answers).to.deep.equal([]);
  });

  it('is not asked for any more once the service stops', async () => {
    let asked = 0;
    const login = learnBotLogin(() => {
      asked += 1;
      return Promise.resolve(AWAY);
    }, SILENT);
    login.stop();
    await clock.runAllAsync();
    expect(asked).to.equal(1);
  });
});
