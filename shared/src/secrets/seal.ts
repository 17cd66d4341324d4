// Keeps a secret in the database so that the database alone does not tell it: AES-256-GCM under a key derived from
// APP_SECRET. A sealed secret opens only for the thing that it was sealed for, and under any secret still configured.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
/** Of the layout below: version, nonce, tag, ciphertext. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** A key of its own: APP_SECRET signs markers too, and one key must not do two things. */
const PURPOSE = 'tandem/seal/v1';

export interface Sealer {
  /** `of` names what the secret belongs to: it does not open for another. */
  seal(secret: string, of: string): Uint8Array<ArrayBuffer>;
  /** Null where no configured secret opens it. */
  open(sealed: Uint8Array, of: string): string | null;
  /** Whether only an older secret opens it: sealed anew, it outlives the end of that secret. */
  isOld(sealed: Uint8Array, of: string): boolean;
}

/** @param appSecrets newest first; the newest seals, all of them open */
export function createSealer(appSecrets: readonly string[]): Sealer {
  const keys = appSecrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, KEY_BYTES)));
  const [newest] = keys;
  if (newest === undefined) throw new Error('There is no secret to seal with.');
  return {
    seal(secret, of) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, newest, nonce).setAAD(Buffer.from(of));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return new Uint8Array(Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), text]));
    },
    open(sealed, of) {
      if (sealed[0] !== VERSION) return null;
      return keys.map((key) => openWith(key, Buffer.from(sealed), of)).find((text) => text !== null) ?? null;
    },
    isOld: (sealed, of) => openWith(newest, Buffer.from(sealed), of) === null,
  };
}

function openWith(key: Buffer, sealed: Buffer, of: string): string | null {
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(of)).setAuthTag(tag);
    const text = decipher.update(sealed.subarray(1 + NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
