// A notice as it goes over the wire, signed as Standard Webhooks (standardwebhooks.com) describe it: any receiver
// verifies it with a library that it already has.
import { randomBytes } from 'node:crypto';
import type { PushClaim } from '@tandem/shared/db/changes/push-leases.js';
import type { Sealer } from '@tandem/shared/secrets/seal.js';
import { Webhook } from 'standardwebhooks';

/** The specification asks for 24 to 64 bytes. */
const SECRET_BYTES = 32;
/** While a receiver changes its secret, notices carry the signatures of both. */
export const ROTATION_OVERLAP_MS = 24 * 60 * 60 * 1000;

export interface Notice {
  /** The same for every attempt to tell the same entries. */
  readonly id: string;
  readonly body: string;
}

export function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** What a subscription's secret is sealed for: it opens for no other. */
export function secretOf(subscriptionId: string): string {
  return `push-subscription:${subscriptionId}`;
}

export function noticeOf(
  id: string,
  type: 'changes' | 'test',
  data: Readonly<Record<string, unknown>>,
  now: number,
): Notice {
  return { id, body: JSON.stringify({ type, timestamp: new Date(now).toISOString(), data }) };
}

/** Null where no secret could be opened: APP_SECRET was changed without keeping the old one. */
export function signedHeaders(
  { id, body }: Notice,
  claim: PushClaim,
  sealer: Sealer,
  now: number,
): Record<string, string> | null {
  const rotating = claim.rotatedAt !== null && now < claim.rotatedAt + ROTATION_OVERLAP_MS;
  const secrets = claim.sealedSecrets
    .slice(0, rotating ? 2 : 1)
    .map((sealed) => sealer.open(sealed, secretOf(claim.id)))
    .filter((secret) => secret !== null);
  if (secrets.length === 0) return null;
  const at = new Date(now);
  return {
    'content-type': 'application/json',
    'user-agent': 'Tandem-Push/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
