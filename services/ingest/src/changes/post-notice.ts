// Sends one request to a subscriber's URL: only to an address that may be called, without following redirects (a
// redirect would lead around the check), and not for longer than the bound. What comes back is data, never a throw.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { guardedLookup, hostOf, isPublic, refuseUrl, type AllowedHosts } from './allowed-target.js';

/** Standard Webhooks asks for 15 to 30 s: a receiver that needs longer should answer first and work later. */
const ANSWER_WITHIN_MS = 15_000;

export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | null }
  /** Nobody answered, or it may not be called: the sentence says which. */
  | { readonly kind: 'failed'; readonly error: string };

export async function postNotice(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  allowed: AllowedHosts,
  ended?: AbortSignal,
): Promise<Posted> {
  // Again, although the URL was checked when it was stored: what is allowed may be less by now.
  const refused = refuseUrl(url, allowed);
  if (refused !== null) return { kind: 'failed', error: `The URL ${refused}.` };
  const parsed = new URL(url);
  const host = hostOf(parsed);
  if (isIP(host) !== 0 && !allowed.has(host) && !isPublic(host)) {
    return { kind: 'failed', error: `${host} is in a private network.` };
  }
  try {
    const { statusCode = 0, headers: answered } = await send(parsed, headers, body, allowed, ended);
    return { kind: 'answered', status: statusCode, retryAfter: answered['retry-after'] ?? null };
  } catch (error) {
    return { kind: 'failed', error: sentenceOf(error) };
  }
}

function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  allowed: AllowedHosts,
  ended: AbortSignal | undefined,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const late = AbortSignal.timeout(ANSWER_WITHIN_MS);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: false, // a kept connection would skip the look-up, and with it the check
        lookup: guardedLookup(allowed),
        signal: ended === undefined ? late : AbortSignal.any([late, ended]),
      },
      (response) => {
        resolve(response);
        response.destroy(); // what a subscriber says beyond its status is not read: it could be endless
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') {
    return `No answer within ${ANSWER_WITHIN_MS / 1000} s.`;
  }
  return error.message === '' ? error.name : error.message;
}
