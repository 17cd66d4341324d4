// The cookie that the dashboard's session travels in, and the proof that a write comes from our own page. SameSite=Strict
// keeps other sites' requests without the cookie; the header, which no form can send, holds where a browser does not.
import type { Refusal } from '../commands/refusal.js';

const NAME = 'tandem_session';
export const DASHBOARD_HEADER = 'X-Tandem-Dashboard';
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** The part of a request that is looked at here. */
export interface RequestHead {
  readonly method: string;
  get(name: string): string | undefined;
}

/** The session's secret; null where the request carries none. */
export function sessionOf(request: RequestHead): string | null {
  return (
    new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]{20,100})(?:;|$)`).exec(request.get('cookie') ?? '')?.[1] ?? null
  );
}

/** `secret` null: takes the cookie away. */
export function sessionCookie(secret: string | null, lifetimeMs: number, secure: boolean): string {
  const age = secret === null ? 0 : Math.floor(lifetimeMs / 1000);
  return `${NAME}=${secret ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure ? '; Secure' : ''}`;
}

/** Null: the request reads, or it comes from our own page. */
export function refuseForeign(request: RequestHead): Refusal | null {
  if (SAFE_METHODS.includes(request.method)) return null;
  const origin = request.get('origin');
  const own = origin === undefined || hostOf(origin) === request.get('host');
  if (own && request.get(DASHBOARD_HEADER) !== undefined) return null;
  return { refused: 'forbidden', message: 'A write by session must come from the dashboard itself.' };
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
