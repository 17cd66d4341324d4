// Starts a server on a port, or says in one sentence why it cannot.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from './start-error.js';

/**
 * @param host null = every interface, which is what a container needs
 * @param variable the environment variable that names the port
 * @returns the port (another one than asked for 0)
 */
export async function listen(
  server: Server,
  {
    port,
    host,
    variable,
  }: { readonly port: number; readonly host: string | null; readonly variable: string },
): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(
          new StartError(
            `Port ${port} is taken by another program: stop it, or set ${variable} to a free port.`,
          ),
        );
      } else {
        reject(new StartError(`Port ${port} (${variable}) cannot be used: ${error.message}.`));
      }
    });
    server.listen({ port, ...(host === null ? {} : { host }) }, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Less than a stop may take: an open stream of events must not hold the process until it is killed. */
const CUT_AFTER_MS = 4_000;
const LOOK_FOR_IDLE_MS = 50;

/** Takes no new connections, lets the requests under way finish, and cuts what is not done in time. */
export async function close(server: Server, cutAfterMs = CUT_AFTER_MS): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  // A kept-alive connection becomes idle after its answer, and would then stay for as long as its owner likes.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, LOOK_FOR_IDLE_MS);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, cutAfterMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}
