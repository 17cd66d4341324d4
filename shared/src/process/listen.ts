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

/** Takes no new connections and lets the requests under way finish. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  await closed;
}
