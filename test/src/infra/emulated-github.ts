// A GitHub that was not written for this project: `emulate`, which knows nothing of our expectations. A facade stands
// before it and answers the few calls of an app that it lacks; everything else passes through unread, both ways.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createEmulator } from 'emulate';
import { freePort } from '@tandem/tools/free-port.js';

const APP_ID = 4242;
const WEBHOOK_SECRET = 'webhook-secret-of-the-emulated-github';
const PERSON_TOKEN = 'token-of-a-person';
/** Of one hop, or of the body as fetch has already read it. */
const NOT_PASSED_ON = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
]);

export interface EmulatedGithub {
  /** The API's base, without a slash at the end. */
  readonly url: string;
  readonly app: { readonly id: string; readonly privateKey: string; readonly webhookSecret: string };
  /** A call by a person who works on the repo. Throws where it is refused: the test is wrong then. */
  asPerson<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** `issues.opened`, in the order in which they were passed on. */
  readonly webhooks: readonly string[];
  /** Webhooks go there from now on; before, they are lost. */
  sendWebhooksTo(url: string): void;
  close(): Promise<void>;
}

/** @param person the login of the repo's owner, who is also the one who works on it */
export async function startEmulatedGithub(person: string, repo: string): Promise<EmulatedGithub> {
  const port = await freePort();
  const emulatorUrl = `http://127.0.0.1:${port}`;
  let webhookUrl: string | null = null;
  const webhooks: string[] = [];
  const fullName = `${person}/${repo}`;

  const server = createServer((request, response) => {
    void answer(request)
      .then((reply) => send(response, reply))
      .catch((error: unknown) => {
        response.writeHead(502).end(String(error));
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage): Promise<Response> {
    const body = await buffer(request);
    const path = request.url ?? '/';
    if (path.startsWith('/webhook')) return relayWebhook(request, body);
    // Missing there: which repos an installation has. There is one.
    if (path.startsWith('/installation/repositories')) {
      const one = await fetch(`${emulatorUrl}/repos/${fullName}`, { headers: headersOf(request) });
      return Response.json({ total_count: 1, repositories: [await one.json()] });
    }
    // Missing there: what became of webhooks. No attempt has failed.
    if (path.startsWith('/app/hook/deliveries')) return Response.json([]);
    // Missing there: all comments of the repo.
    if (request.method === 'GET' && path.startsWith(`/repos/${fullName}/issues/comments?`)) {
      return allComments(new URL(path, url).searchParams, headersOf(request));
    }
    return fetch(emulatorUrl + path, {
      method: request.method ?? 'GET',
      headers: headersOf(request),
      redirect: 'manual',
      ...(body.length > 0 && { body }),
    });
  }

  /** Fewer than a page of each: this is for a smoke test. */
  async function allComments(query: URLSearchParams, headers: Record<string, string>): Promise<Response> {
    const list = async <T>(path: string): Promise<T[]> =>
      (await (await fetch(`${emulatorUrl}/repos/${fullName}${path}`, { headers })).json()) as T[];
    const issues = await list<{ number: number }>('/issues?state=all&per_page=100');
    const perIssue = issues.map(({ number }) =>
      list<{ updated_at: string }>(`/issues/${number}/comments?per_page=100`),
    );
    const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z');
    const found = (await Promise.all(perIssue)).flat();
    return Response.json(found.filter(({ updated_at }) => Date.parse(updated_at) >= since));
  }

  /** As signed and sent; but its GUIDs are the millisecond, which two webhooks may share. */
  async function relayWebhook(request: IncomingMessage, body: Buffer): Promise<Response> {
    if (webhookUrl === null) return new Response(null, { status: 202 });
    const { action } = JSON.parse(body.toString()) as { action?: string };
    const headers: Record<string, string> = {
      ...headersOf(request),
      'x-github-delivery': randomUUID(),
    };
    const relayed = await fetch(webhookUrl, { method: 'POST', headers, body });
    webhooks.push(`${headers['x-github-event'] ?? ''}.${action ?? ''}`);
    return relayed;
  }

  const emulator = await createEmulator({
    service: 'github',
    port,
    baseUrl: url, // it names itself by the facade's address
    seed: {
      tokens: { [PERSON_TOKEN]: { login: person, scopes: ['repo'] } },
      github: {
        users: [{ login: person, name: 'A person' }],
        repos: [{ owner: person, name: repo, private: true }],
        apps: [
          {
            app_id: APP_ID,
            slug: 'tandem-emulated',
            name: 'Tandem',
            permissions: { issues: 'write', metadata: 'read', pull_requests: 'write' },
            events: ['issues', 'issue_comment'],
            webhook_url: `${url}/webhook`,
            webhook_secret: WEBHOOK_SECRET,
            installations: [{ installation_id: 77, account: person, repository_selection: 'all' }],
          },
        ],
      },
    },
  });
  const privateKey = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key')?.value;
  if (privateKey === undefined) throw new Error('The emulated GitHub made no key for the app.');

  return {
    url,
    app: { id: String(APP_ID), privateKey, webhookSecret: WEBHOOK_SECRET },
    webhooks,
    sendWebhooksTo: (target) => {
      webhookUrl = target;
    },
    async asPerson<T>(method: string, path: string, body?: unknown) {
      const reply = await fetch(url + path, {
        method,
        headers: { authorization: `token ${PERSON_TOKEN}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
      return (await reply.json()) as T;
    },
    async close() {
      await emulator.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && !NOT_PASSED_ON.has(name) ? [[name, value]] : [],
    ),
  );
}

async function send(response: ServerResponse, reply: Response): Promise<void> {
  const headers = [...reply.headers].filter(([name]) => !NOT_PASSED_ON.has(name));
  response.writeHead(reply.status, Object.fromEntries(headers));
  response.end(Buffer.from(await reply.arrayBuffer()));
}
