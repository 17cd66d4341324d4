// Whether a delivery was signed by somebody who knows one of our secrets (rule D2): over the raw bytes, in constant time,
// against every configured secret, before anything is parsed. No header, no service; SHA-1 is not enough.
import { createHmac } from 'node:crypto';
import { isOneOf } from '@tandem/shared/secrets/is-one-of.js';

export function isSignedByUs(
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
): boolean {
  return (
    header !== undefined &&
    isOneOf(
      header,
      secrets.map((secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`),
    )
  );
}
