// A webhook receiver for tests: keeps what came, answers what it is told.
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isJson, type Json } from '../json.js';

export interface ReceivedHook {
  readonly name: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly payload: Json;
}

export interface HookReceiver {
  readonly url: string;
  readonly hooks: ReceivedHook[];
  /** `issues.opened`, in the order of arrival. */
  names(): string[];
  answerWith(status: number): void;
  close(): Promise<void>;
}

export async function startHookReceiver(): Promise<HookReceiver> {
  const hooks: ReceivedHook[] = [];
  let status = 202;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8');
      const parsed: unknown = JSON.parse(text);
      const payload = isJson(parsed) ? parsed : {};
      const name = `${String(request.headers['x-github-event'])}.${String(payload['action'])}`;
      hooks.push({ name, headers: request.headers, text, payload });
      response.writeHead(status).end('noted');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/github`,
    hooks,
    names: () => hooks.map((hook) => hook.name),
    answerWith(wanted) {
      status = wanted;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
