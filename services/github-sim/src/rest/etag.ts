// ETags as GitHub makes them: of what is shown and of the token that asks, so a new token makes every old ETag worthless.
import { createHash } from 'node:crypto';

export function etagOf(token: string, body: string): string {
  return `W/"${createHash('sha256').update(token).update('\0').update(body).digest('hex')}"`;
}

export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const strip = (value: string): string => value.trim().replace(/^W\//, '');
  return ifNoneMatch?.split(',').some((one) => strip(one) === strip(etag) || one.trim() === '*') ?? false;
}
