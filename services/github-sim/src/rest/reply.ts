// Replies as plain values, and GitHub's refusals in GitHub's words. Statuses are chosen here and nowhere else.
import type { Json } from '../json.js';

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the call costs of its budget, where that is not one. */
  readonly points?: number;
}

const DOCS = 'https://docs.github.com/rest';

export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, body, headers };
}

export const created = (body: unknown): Reply => ({ status: 201, body });

export const noContent = (): Reply => ({ status: 204 });

export function refuse(status: number, message: string, extra: Json = {}): Reply {
  return { status, body: { message, ...extra, documentation_url: DOCS, status: String(status) } };
}

export const notFound = (): Reply => refuse(404, 'Not Found');

export const notAccessible = (): Reply => refuse(403, 'Resource not accessible by integration');

/** 301 for reads, 307 for writes, so that a client repeats the write as it was. */
/** A repo under another name: a write is to be repeated there as it is. */
export function movedTo(method: string, url: string): Reply {
  if (method === 'GET' || method === 'HEAD') return movedForGood(url);
  return { ...refuse(307, 'Temporary Redirect', { url }), headers: { location: url } };
}

/** An issue in another repo: 301 for reads and writes alike, as GitHub describes it. */
export function movedForGood(url: string): Reply {
  return { ...refuse(301, 'Moved Permanently', { url }), headers: { location: url } };
}

export interface FieldError {
  readonly resource: string;
  readonly field: string;
  readonly code: 'missing_field' | 'invalid' | 'custom' | 'already_exists' | 'unprocessable';
  readonly message?: string;
  readonly value?: string;
}

export const invalid = (...errors: FieldError[]): Reply => refuse(422, 'Validation Failed', { errors });

/** The body had a wrong type: GitHub answers with one sentence and no list. */
export const unprocessable = (sentence: string): Reply => refuse(422, `Invalid request.\n\n${sentence}`);
