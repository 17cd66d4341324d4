import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createRequest, type Exchange } from './request.js';
import { NOW, quiet } from './testing/scripted-github.js';

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function post(apiUrl: string): Promise<Exchange> {
  const send = createRequest({ apiUrl, clock: { now: () => NOW }, log: quiet });
  return send({ method: 'POST', path: '/x', body: {}, write: true }, 'token t');
}

describe('a request without an answer', () => {
  it('was not sent if the connection was refused', async () => {
    const server = createServer();
    const url = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await post(url)).to.have.nested.property('failed.sent', false);
  });

  it('was not sent if the name of the host is unknown', async () => {
    expect(await post('http://nowhere.invalid')).to.have.nested.property('failed.sent', false);
  });

  it('may have been sent if the connection was reset', async () => {
    const server = createServer((request) => request.socket.resetAndDestroy());
    const url = await listen(server);
    expect(await post(url)).to.have.nested.property('failed.sent', true);
    server.close();
  });

  it('says what happened, for people', async () => {
    const exchange = await post('http://127.0.0.1:1');
    expect(exchange).to.have.nested.property('failed.message').that.includes('No answer from GitHub: ');
  });
});
