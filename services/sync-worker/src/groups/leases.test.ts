// A worker that is told to stop (rule O6): nothing of its own waits for a lease to run out.
import { expect } from 'chai';
import { describe, it } from 'mocha';
import sinon from 'sinon';
import type { Log } from '@tandem/shared/ports/log.js';
import type { ResourceStore } from '@tandem/shared/ports/resource-store.js';
import { createLeases, type Leases } from './leases.js';

const GROUP = { kind: 'task', id: 'a' } as const;
const nothing = (): void => undefined;
const QUIET: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

describe('the leases of a worker that is told to stop', () => {
  function leasesOver(handBack: sinon.SinonSpy): Leases {
    const store = { handBack, renewLease: () => Promise.resolve(true) } as unknown as ResourceStore;
    return createLeases(store, { now: () => 0 }, QUIET, 'worker:a');
  }
  const givesBack = (): sinon.SinonSpy => sinon.spy(() => Promise.resolve([GROUP]));

  it('O6: a claim that was on its way is handed back at once, and its work is not begun', async () => {
    const handBack = givesBack();
    const leases = leasesOver(handBack);
    await leases.stop(0);
    const work = sinon.spy(() => Promise.resolve('done'));
    expect(await leases.hold(GROUP, 'token', work)).to.equal('handed_back');
    sinon.assert.notCalled(work);
    sinon.assert.calledOnceWithExactly(handBack, [{ kind: 'task', token: 'token' }], 'worker:a');
    expect(leases.handedBack).to.deep.equal([GROUP]);
  });

  it('O6: what ends within the grace is not handed back', async () => {
    const handBack = givesBack();
    const leases = leasesOver(handBack);
    let end = nothing;
    const held = leases.hold(
      GROUP,
      'token',
      () =>
        new Promise<string>(
          (resolve) =>
            (end = () => {
              resolve('done');
            }),
        ),
    );
    const stopped = leases.stop(60_000);
    end();
    await stopped;
    expect(await held).to.equal('done');
    sinon.assert.notCalled(handBack);
  });

  it('O6: what does not end is handed back, and its wake-up ends with it', async () => {
    const handBack = givesBack();
    const leases = leasesOver(handBack);
    const held = leases.hold(GROUP, 'token', () => new Promise<string>(nothing));
    await leases.stop(0);
    expect(await held).to.equal('handed_back');
    expect([leases.stopping, leases.handedBack]).to.deep.equal([true, [GROUP]]);
  });
});
