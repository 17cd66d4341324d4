// What a test needs to call the simulator as the app: a JWT, a token, and requests whose answers are plain values.
import jwt from 'jsonwebtoken';
import { isJson, type Json } from '../json.js';
import type { Simulator } from '../simulator.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly list: Json[];
}

export interface AppClient {
  readonly token: string;
  /** As the installation. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export function appJwt(simulator: Simulator, claims: Record<string, unknown> = {}): string {
  const now = Math.floor(simulator.clock.now() / 1000);
  const payload = { iat: now - 60, exp: now + 540, iss: simulator.app.id, ...claims };
  return jwt.sign(payload, simulator.app.privateKey, { algorithm: 'RS256' });
}

export async function request(
  simulator: Simulator,
  token: string | undefined,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const reply = await fetch(path.startsWith('http') ? path : `${simulator.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await reply.text();
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  const list = Array.isArray(parsed) ? (parsed as unknown[]).filter(isJson) : [];
  return { status: reply.status, headers: reply.headers, body: isJson(parsed) ? parsed : {}, list };
}

export async function asApp(
  simulator: Simulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  return request(simulator, appJwt(simulator), method, path, body);
}

export async function connectApp(simulator: Simulator, owner = 'octo'): Promise<AppClient> {
  const id = simulator.world.installation(owner)?.id;
  const minted = await asApp(simulator, 'POST', `/app/installations/${String(id)}/access_tokens`);
  const token = String(minted.body['token']);
  return {
    token,
    call: (method, path, body, headers) => request(simulator, token, method, path, body, headers),
  };
}
