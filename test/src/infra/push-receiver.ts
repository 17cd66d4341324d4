// A subscriber as an application would write it: takes notices, verifies their signatures with the standard's own
// library, and can be told to be down, slow or somewhere else.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface TakenNotice {
  readonly webhookId: string;
  readonly signatures: readonly string[];
  /** As sent: what the signature covers. */
  readonly raw: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly type: string;
    readonly data: {
      readonly items: readonly { readonly id: string; readonly taskId: string }[];
      readonly pointer: string;
    };
  };
}

export interface PushReceiver {
  readonly url: string;
  /** Everything that came, also what was refused. */
  readonly attempts: readonly TakenNotice[];
  /** What was answered with 2xx. */
  readonly taken: readonly TakenNotice[];
  /** The status of its answers from now on; 200 unless told. */
  answer(status: number, headers?: Readonly<Record<string, string>>): void;
  /** How many requests were under way at once, at most. */
  mostAtOnce(): number;
  close(): Promise<void>;
}

/** Throws where the signature, or the time in it, does not verify. */
export function verifyNotice({ raw, headers }: TakenNotice, secret: string): void {
  new Webhook(secret).verify(raw, { ...headers });
}

export async function startPushReceiver(): Promise<PushReceiver> {
  const attempts: TakenNotice[] = [];
  const taken: TakenNotice[] = [];
  const state = { status: 200, headers: {} as Readonly<Record<string, string>>, under: 0, most: 0 };
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    state.under += 1;
    state.most = Math.max(state.most, state.under);
    const notice = await readNotice(request);
    const { status, headers } = state;
    attempts.push(notice);
    if (status < 300) taken.push(notice);
    state.under -= 1;
    response.writeHead(status, headers).end();
  };
  const server = createServer((request, response) => {
    void take(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    attempts,
    taken,
    answer: (status, headers = {}) => {
      Object.assign(state, { status, headers });
    },
    mostAtOnce: () => state.most,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function readNotice(request: IncomingMessage): Promise<TakenNotice> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString('utf8');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    webhookId: headers['webhook-id'] ?? '',
    signatures: (headers['webhook-signature'] ?? '').split(' '),
    raw,
    headers,
    body: JSON.parse(raw) as TakenNotice['body'],
  };
}
