import { expect } from 'chai';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { freePort, freePortNear, isPortFree } from './free-port.js';

async function holdPort(host: string): Promise<{ port: number; release: () => void }> {
  const server = net.createServer();
  server.listen(0, host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, release: () => server.close() };
}

describe('ports', () => {
  it('a free port is one that can be listened on', async () => {
    expect(await isPortFree(await freePort())).to.equal(true);
  });

  for (const host of ['127.0.0.1', '0.0.0.0']) {
    it(`a port that a program has on ${host} is not free`, async () => {
      const held = await holdPort(host);
      try {
        expect(await isPortFree(held.port)).to.equal(false);
        expect(await freePortNear(held.port)).to.not.equal(held.port);
      } finally {
        held.release();
      }
    });
  }
});
