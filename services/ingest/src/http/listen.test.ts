// The end of a server.
import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { listen } from './listen.js';

/** Longer than the test may take: what ends earlier was not cut. */
const LONG_MS = 60_000;

describe('a server that closes', () => {
  it('answers what is under way, takes nothing new, and waits for no idle connection', async () => {
    const asked = new EventEmitter();
    const server = await listen((_request, response) => asked.emit('request', response), 0);
    const url = `http://127.0.0.1:${server.port}`;
    const seen = once(asked, 'request');
    const underWay = fetch(url);
    const [response] = (await seen) as [ServerResponse];

    const closed = server.close(LONG_MS);
    const refused = await fetch(url).then(
      () => 'answered',
      () => 'refused',
    );
    expect(refused).to.equal('refused');
    response.end('done');
    expect(await (await underWay).text()).to.equal('done');
    await closed;
  });

  it('cuts what is not done in time', async () => {
    const asked = new EventEmitter();
    const server = await listen((_request, response) => asked.emit('request', response), 0);
    const seen = once(asked, 'request');
    const underWay = fetch(`http://127.0.0.1:${server.port}`).then(
      () => 'answered',
      () => 'cut',
    );
    await seen;
    await server.close(1);
    expect(await underWay).to.equal('cut');
  });
});
