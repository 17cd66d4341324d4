// What a rejected request means: GitHub's refusal in its own words, or no answer. Without an answer the question is
// whether anything was sent: if in doubt it was, because "not sent" allows the call to be repeated.
import { z } from 'zod';
import type { Headers } from './headers.js';

export type Rejection =
  | {
      readonly answered: true;
      readonly status: number;
      readonly headers: Headers;
      /** GitHub's own sentence, with its list of what was wrong. */
      readonly message: string;
    }
  | { readonly answered: false; readonly sent: boolean; readonly message: string };

/** The connection was never made, so GitHub has seen nothing. Node's and undici's codes. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

export function readRejection(error: unknown): Rejection {
  const answer = answeredError.safeParse(error);
  if (answer.success) {
    const { status, headers, data } = answer.data.response;
    return { answered: true, status, headers, message: githubsMessage(data) ?? `GitHub answered ${status}.` };
  }
  const chain = [...causes(error)];
  const code = chain.map(codeOf).find((known) => known !== null) ?? null;
  const deepest = chain.at(-1);
  const words = (deepest instanceof Error ? deepest.message : '') || (code ?? 'no answer');
  return {
    answered: false,
    sent: code === null || !NEVER_CONNECTED.has(code),
    message: `No answer from GitHub: ${words}`,
  };
}

/** Octokit's RequestError, known by its shape: it has a response only if GitHub gave one. */
const answeredError = z.object({
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), data: z.unknown() }),
});
const refusal = z.object({
  message: z.string(),
  errors: z.array(z.unknown()).optional().catch(undefined),
});
const detail = z.object({
  message: z.string().optional(),
  field: z.string().optional(),
  code: z.string().optional(),
});

function githubsMessage(data: unknown): string | null {
  const read = refusal.safeParse(data);
  if (!read.success) return null;
  const details = (read.data.errors ?? []).map(detailText).filter((text) => text !== '');
  return details.length === 0 ? read.data.message : `${read.data.message}: ${details.join(', ')}`;
}

/** `{field, code}` becomes "title missing_field"; a sentence of GitHub's stays as it is. */
function detailText(error: unknown): string {
  if (typeof error === 'string') return error;
  const read = detail.safeParse(error);
  if (!read.success) return '';
  const { message, field, code } = read.data;
  return message ?? [field, code].filter((part) => part !== undefined).join(' ');
}

function* causes(error: unknown): Generator {
  for (let at = error; at !== undefined && at !== null; at = (at as { cause?: unknown }).cause) yield at;
}

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : null;
}
