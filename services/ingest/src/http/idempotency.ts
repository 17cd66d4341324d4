// Idempotency-Key: a create that is sent twice is done once, and answered the same both times. Only what was done is
// remembered: a refused request made nothing, and may be mended under its key.
import { createHash } from 'node:crypto';
import {
  abandonKey,
  releaseKey,
  reserveKey,
  storeAnswer,
  type StoredAnswer,
} from '@tandem/shared/db/inbox/idempotency-keys.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import { invalid, type Refusal } from '../commands/refusal.js';

/** Keys are made by programs; UUIDs have 36 characters. */
const LONGEST_KEY = 255;

export interface KeyedRequest {
  readonly database: Database;
  readonly tokenId: string;
  readonly key: string;
  /** Everything that makes the request what it is. */
  readonly fingerprint: string;
  readonly now: number;
}

/** `make` gets the id of what it is to make, and returns its answer or a refusal. */
export async function onceByKey(
  { database, tokenId, key, fingerprint, now }: KeyedRequest,
  make: (newId: string) => Promise<StoredAnswer | Refusal>,
): Promise<StoredAnswer | Refusal> {
  if (!/^[\x21-\x7e]+$/.test(key) || key.length > LONGEST_KEY) {
    return invalid('Idempotency-Key', `must be 1 to ${LONGEST_KEY} visible ASCII characters`);
  }
  const requestHash = new Uint8Array(createHash('sha256').update(fingerprint).digest());
  const reservation = await reserveKey(database, { tokenId, key, requestHash, now });
  switch (reservation.kind) {
    case 'mismatch':
      return { refused: 'key_mismatch' };
    case 'in_flight':
      return { refused: 'key_in_flight' };
    case 'answered':
      return reservation.answer;
    case 'reserved':
      return makeAndStore(database, { tokenId, key }, () => make(reservation.newId));
  }
}

async function makeAndStore(
  database: Database,
  of: { readonly tokenId: string; readonly key: string },
  make: () => Promise<StoredAnswer | Refusal>,
): Promise<StoredAnswer | Refusal> {
  const answer = await make().catch(async (error: unknown) => {
    // Whether it was done is not known: the key keeps its id, and whoever repeats the request does the same again.
    await abandonKey(database, of);
    throw error;
  });
  if ('refused' in answer) await releaseKey(database, of);
  else await storeAnswer(database, of, answer);
  return answer;
}
