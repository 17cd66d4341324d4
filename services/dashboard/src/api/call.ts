// Every request of the dashboard goes through here: with the session's cookie, with the header that proves a write comes
// from this page, and with the server's own words where it refuses.
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refused';
    this.status = status;
  }
}

/** Told when a session is over, whichever request noticed it. */
export const sessionOver = new EventTarget();

/** Where sessions begin and end; a 401 there is an answer, and not the end of one. */
export const SESSION_PATH = '/admin/session';
const PATIENCE_MS = 30_000;

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export async function call<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const { ok, status, text } = await ask(method, path, body);
  if (ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  if (status === 401 && path !== SESSION_PATH) sessionOver.dispatchEvent(new Event('over'));
  throw new Refused(status, detailOf(text) ?? `Tandem answered with the status ${status} and no reason.`);
}

async function ask(
  method: Method,
  path: string,
  body: unknown,
): Promise<{ readonly ok: boolean; readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        'X-Tandem-Dashboard': '1',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // What only reads is asked again. A write that takes long is not cut off: what became of it would be unknown.
      ...(method === 'GET' ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {}),
    });
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    throw new Refused(
      0,
      late
        ? `Tandem gave no answer within ${PATIENCE_MS / 1_000} seconds.`
        : 'Tandem cannot be reached. Is ingest running?',
    );
  }
}

export function read<T>(path: string): Promise<T> {
  return call<T>('GET', path);
}

/** Leaves out what was not given. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

function detailOf(text: string): string | null {
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem !== 'object' || problem === null || !('detail' in problem)) return null;
    return typeof problem.detail === 'string' ? problem.detail : null;
  } catch {
    return null;
  }
}
