// Opens the port, and closes it so that every request under way is answered first.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  readonly port: number;
  /** Takes no new connection, answers what is under way, and cuts what is not done by then. */
  close(withinMs: number): Promise<void>;
}

/** Port 0 = any free one. Rejects where the port is taken. */
export async function listen(app: RequestListener, port: number): Promise<Listening> {
  const server = createServer(app);
  const underWay = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
  });
  server.listen(port);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: (withinMs) => close(server, underWay, withinMs),
  };
}

async function close(server: Server, underWay: ReadonlySet<ServerResponse>, withinMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A kept-alive connection would hold the process for as long as its owner likes: the idle ones go now, the others
  // with their answer.
  server.closeIdleConnections();
  for (const response of underWay) {
    if (!response.headersSent) response.setHeader('Connection', 'close');
    response.once('close', () => {
      setImmediate(() => {
        server.closeIdleConnections();
      });
    });
  }
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, withinMs);
  try {
    await closed;
  } finally {
    clearTimeout(timer);
  }
}
