// Ports on the loopback: a free one, or a plain answer whether a given one is free.
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** A port that was free a moment ago. Another program may take it before you do, so start at once. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The wanted port, or any free one when somebody has it. */
export async function freePortNear(wanted: number): Promise<number> {
  return (await isPortFree(wanted)) ? wanted : freePort();
}

/**
 * Looks both ways: at connections (macOS lets a second program listen on 127.0.0.1 beside one on every address)
 * and at listening (a program bound to another address of this machine).
 */
export async function isPortFree(port: number): Promise<boolean> {
  if (await accepts(port)) return false;
  const server = net.createServer();
  server.listen(port);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

export async function accepts(port: number): Promise<boolean> {
  const socket = net.connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
