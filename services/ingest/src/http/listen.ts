// Opens the port, and closes it so that every request under way is answered first.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  readonly port: number;
  /** Takes no new connection, answers what is under way, and cuts what is not done by then. */
  close(withinMs: number): Promise<void>;
}

/** Port 0 = any free one. Rejects where the port is taken. */
export async function listen(app: RequestListener, port: number): Promise<Listening> {
  const server = createServer(app);
  server.listen(port);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: (withinMs) => close(server, withinMs),
  };
}

async function close(server: Server, withinMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // Kept-alive connections without a request would hold the process for as long as their owners like.
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, withinMs);
  try {
    await closed;
  } finally {
    clearTimeout(timer);
  }
}
