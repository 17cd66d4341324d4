// A lost ring costs time, never work.
import { expect } from 'chai';
import { ringBell } from './ring-bell.js';

describe('the bell', () => {
  it('that fails is told in the log and to nobody else', async () => {
    const warned: string[] = [];
    const nothing = (): void => undefined;
    await ringBell(
      {
        bell: { ring: () => Promise.reject(new Error('away')), ringLater: () => Promise.resolve() },
        log: { debug: nothing, info: nothing, error: nothing, warn: (message) => warned.push(message) },
      },
      [{ kind: 'task', id: 'a' }],
    );
    expect(warned).to.have.length(1);
  });

  it('is not rung for nobody', async () => {
    let rings = 0;
    const nothing = (): void => undefined;
    const bell = {
      ring: () => {
        rings += 1;
        return Promise.resolve();
      },
      ringLater: () => Promise.resolve(),
    };
    await ringBell({ bell, log: { debug: nothing, info: nothing, error: nothing, warn: nothing } }, []);
    expect(rings).to.equal(0);
  });
});
