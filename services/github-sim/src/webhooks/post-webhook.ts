// One attempt to deliver. It answers what became of it and never throws; like GitHub it gives up after ten seconds
// and does not try again by itself.

const GIVE_UP_AFTER_MS = 10_000;
const MOST_OF_A_REPLY = 65_536;

export interface Attempt {
  readonly status: string;
  readonly statusCode: number;
  /** Seconds. */
  readonly duration: number;
  readonly responseHeaders: Record<string, string> | null;
  readonly responseBody: string | null;
}

export async function postWebhook(
  url: string,
  headers: Record<string, string>,
  body: string,
  stop: AbortSignal,
): Promise<Attempt> {
  const began = performance.now();
  const duration = (): number => Math.round(performance.now() - began) / 1000;
  const timeout = AbortSignal.timeout(GIVE_UP_AFTER_MS);
  try {
    const signal = AbortSignal.any([timeout, stop]);
    const reply = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    const text = await reply.text();
    return {
      status: reply.ok ? 'OK' : reply.statusText || `Invalid HTTP Response: ${reply.status}`,
      statusCode: reply.status,
      duration: duration(),
      responseHeaders: Object.fromEntries(reply.headers),
      responseBody: text.slice(0, MOST_OF_A_REPLY),
    };
  } catch {
    const nothing = { duration: duration(), responseHeaders: null, responseBody: null };
    return timeout.aborted
      ? { status: 'timed out', statusCode: 504, ...nothing }
      : { status: 'failed to connect to host', statusCode: 502, ...nothing };
  }
}
