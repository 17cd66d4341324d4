// Whether a delivery was signed by somebody who knows one of our secrets (rule D2): over the raw bytes, in constant time,
// against every configured secret, before anything is parsed. No header, no service; SHA-1 is not enough.
import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

export function isSignedByUs(
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
): boolean {
  const [, hex] = SIGNATURE.exec(header ?? '') ?? [];
  if (hex === undefined) return false;
  const given = Buffer.from(hex, 'hex');
  // Every secret is tried, found or not, so that the time taken tells nothing about which one fits.
  return secrets
    .map((secret) => timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given))
    .some((same) => same);
}
