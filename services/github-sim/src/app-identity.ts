// Who the app is: what it was given, and made up where nothing was given.
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import type { AppIdentity } from './hub.js';

export interface AppOptions {
  readonly id?: string | undefined;
  /** PEM, PKCS#1 or PKCS#8. */
  readonly privateKey?: string | undefined;
  readonly webhookSecret?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly slug?: string | undefined;
}

function makeKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function identify(options: AppOptions): AppIdentity {
  const privateKey = options.privateKey ?? makeKey();
  const publicKey = createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'pem' });
  const slug = options.slug ?? 'tandem-sync';
  return {
    id: options.id ?? String(randomInt(100_000, 9_999_999)),
    privateKey,
    publicKey: publicKey.toString(),
    webhookSecret: options.webhookSecret ?? randomBytes(20).toString('hex'),
    clientId: options.clientId ?? `Iv23li${randomBytes(7).toString('hex')}`,
    clientSecret: options.clientSecret ?? randomBytes(20).toString('hex'),
    slug,
    botLogin: `${slug}[bot]`,
  };
}
