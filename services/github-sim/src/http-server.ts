// The HTTP edge: Express hands every request on as plain text and writes plain values back. A reply that must be lost is a
// destroyed socket, as the client of a broken connection sees it.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import type { RawReply, RawRequest, ServeRest } from './rest/serve-rest.js';

const LARGEST_BODY = '30mb';

export function rawRequest(request: Request): RawRequest {
  const url = new URL(request.originalUrl, 'http://simulator');
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const body: unknown = request.body;
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : '';
  return { method: request.method, path: url.pathname, query: url.searchParams, headers, text };
}

export function writeReply(response: Response, reply: RawReply | undefined): void {
  if (!reply) {
    response.socket?.destroy();
    return;
  }
  response.writeHead(reply.status, reply.headers);
  response.end(reply.text);
}

/** The pages and the control surface come first; what they leave is a call of GitHub's API. */
export function createHttpApp(mount: (app: Express) => void, serveRest: ServeRest): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.raw({ type: () => true, limit: LARGEST_BODY }));
  mount(app);
  app.use(async (request: Request, response: Response) => {
    writeReply(response, await serveRest(rawRequest(request)));
  });
  return app;
}

export async function listen(
  app: Express,
  host: string,
  port: number,
): Promise<{ server: Server; port: number }> {
  const server = createServer(app as Parameters<typeof createServer>[1]);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** Open requests are cut: a simulator that stops has nothing to finish. */
export async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeAllConnections();
  await closed;
}
