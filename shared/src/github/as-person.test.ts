// What a write in a person's name leaves behind with their account.
import { expect } from 'chai';
import { describe, it } from 'mocha';
import sinon from 'sinon';
import type { AccountStore, Writer } from '../ports/people.js';
import { createAsPerson } from './as-person.js';
import type { Answer, Call, Exchange } from './request.js';
import { INSTALLATION, noBudget, NOW, quiet } from './testing/scripted-github.js';
import type { Authorization } from './user-tokens.js';

const WRITER: Writer = { accountId: 'a', externalId: '1', login: 'ann' };
const CALL: Call = { method: 'POST', path: '/x', body: {}, write: true };
const ANSWER: Answer = { status: 201, headers: {}, json: {}, etag: null, answeredAt: NOW };

describe('a write in a person’s name', () => {
  async function written(troubled: boolean, exchange: Exchange): Promise<sinon.SinonSpy> {
    const note = sinon.spy(() => Promise.resolve());
    const token: Authorization = { kind: 'token', access: 't', version: 1, troubled };
    const asPerson = createAsPerson({
      send: () => Promise.resolve(exchange),
      tokens: {
        authorization: () => Promise.resolve(token),
        afterRefusal: () => Promise.resolve({ kind: 'none' }),
      },
      accounts: { note } as unknown as AccountStore,
      budget: noBudget,
      clock: { now: () => NOW },
      log: quiet,
    });
    await asPerson(WRITER, { installationId: INSTALLATION, call: 'event' }, CALL);
    return note;
  }
  const done: Exchange = { ok: true, answer: ANSWER };

  it('G8: costs no statement for an account without a problem', async () => {
    sinon.assert.notCalled(await written(false, done));
  });

  it('G8: ends the problem that is noted with the account', async () => {
    sinon.assert.calledOnceWithExactly(await written(true, done), 'a', null, NOW);
  });

  it('G8: that GitHub does not let through is noted for the person to read', async () => {
    const failed = { answered: true, status: 403, headers: {}, message: 'Not yours.', write: true } as const;
    const note = await written(false, { ok: false, failed });
    sinon.assert.calledOnce(note);
    expect(note.firstCall.args[1]).to.deep.equal({
      code: 'no_access',
      message: 'GitHub did not let ann write there: Not yours.',
    });
  });
});
