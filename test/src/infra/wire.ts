// A network cable between a service and a server that can be pulled: connections stay open and nothing comes through any
// more, as when a machine loses power or a firewall forgets a connection. Nobody is told, which is the point.
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

export interface Wire {
  readonly port: number;
  /** What is connected now hears nothing any more, for good; what connects from now on is served. */
  cut(): void;
  close(): Promise<void>;
}

export async function layWire(to: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  const severed: Socket[] = [];
  const server = net.createServer((near) => {
    const far = net.connect(to, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      for (const socket of sockets) {
        socket.removeAllListeners('close').on('error', () => undefined);
        socket.unpipe();
        socket.resume();
        severed.push(socket);
      }
      sockets.clear();
    },
    close: async () => {
      for (const socket of [...sockets, ...severed]) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
