// A server that answers as a test tells it, over real HTTP: what an adapter makes of resets, redirects and headers shows
// only on a socket. It knows tokens; everything else is scripted, and an unscripted call answers 501.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGithub, type GithubAdapter } from '../create-github.js';
import type { Budget } from '../../ports/budget.js';
import { createMarkers } from '../markers.js';
import type { Address } from '../../ports/loaded-resource.js';
import type { Log } from '../../ports/log.js';

export interface Seen {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export type Reply = (response: ServerResponse, seen: Seen) => void;

export interface ScriptedGithub {
  readonly url: string;
  /** All calls but those for tokens. */
  readonly seen: Seen[];
  /** How many tokens were minted. */
  minted(): number;
  /** Answers calls of this method and path (without its query); a later script replaces an earlier one. */
  on(method: string, path: string, reply: Reply): void;
  stop(): Promise<void>;
}

export const NOW = Date.parse('2075-06-01T12:00:00Z');
export const APP_ID = '4711';
export const INSTALLATION = '99';
export const TOKENS = `/app/installations/${INSTALLATION}/access_tokens`;

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

export const APP = { appId: APP_ID, privateKey };

/** A reply of JSON; with a string, of that very text. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      date: new Date(NOW).toUTCString(),
      ...headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

export async function startScriptedGithub(basePath = ''): Promise<ScriptedGithub> {
  const scripts = new Map<string, Reply>();
  const seen: Seen[] = [];
  let tokens = 0;
  scripts.set(`POST ${TOKENS}`, (response, call) => {
    const expires_at = new Date(NOW + 3_600_000).toISOString();
    json(201, { token: `t${tokens}`, expires_at })(response, call);
  });

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = (request.url ?? '').replace(basePath, '');
      const text = Buffer.concat(chunks).toString();
      const { method = '', headers } = request;
      const call = { method, url, headers, body: text === '' ? null : (JSON.parse(text) as unknown) };
      const key = `${method} ${url.split('?')[0] ?? ''}`;
      if (key === `POST ${TOKENS}`) tokens += 1;
      else seen.push(call);
      (scripts.get(key) ?? json(501, { message: `unscripted ${key}` }))(response, call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${basePath}`,
    seen,
    minted: () => tokens,
    on: (method, path, reply) => scripts.set(`${method} ${path}`, reply),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

export const noBudget: Budget = {
  before: () => Promise.resolve({ ok: true, strikes: 0, write: null }),
  after: () => Promise.resolve(),
};

export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const markers = createMarkers(['secret']);

export function adapterOn(
  apiUrl: string,
  { budget = noBudget, timeoutMs = 2_000, clock = { now: () => NOW } } = {},
): GithubAdapter {
  return createGithub({ apiUrl, appId: APP_ID, privateKey, markers, budget, clock, log: quiet, timeoutMs });
}

export function addressOf(patch: Partial<Address> = {}): Address {
  return {
    installationRowId: '01900000-0000-7000-8000-000000000001',
    installationId: INSTALLATION,
    repoId: '01900000-0000-7000-8000-000000000002',
    owner: 'acme',
    repo: 'shop',
    number: 7,
    externalId: '555',
    etag: null,
    ...patch,
  };
}

export function issueOf(patch: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 1007,
    node_id: 'I_7',
    number: 7,
    title: 'A title',
    body: 'A body',
    state: 'open',
    state_reason: null,
    labels: [{ name: 'bug' }],
    assignees: [{ login: 'ann', id: 1 }],
    locked: false,
    user: { login: 'ann', id: 1 },
    html_url: 'https://github.example/acme/shop/issues/7',
    created_at: '2075-06-01T11:00:00Z',
    updated_at: '2075-06-01T11:30:00Z',
    ...patch,
  };
}

export function commentOf(patch: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 555,
    node_id: 'C_5',
    body: 'A comment',
    user: { login: 'ann', id: 1 },
    html_url: 'https://github.example/acme/shop/issues/7#issuecomment-555',
    created_at: '2075-06-01T11:00:00Z',
    updated_at: '2075-06-01T11:30:00Z',
    ...patch,
  };
}
