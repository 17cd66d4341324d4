// The `state` that a person carries to GitHub and back: signed and with its end in it, so that an answer that nobody asked
// for is refused without a look into the database. That it counts once is the database's part.
import { createHmac, hkdfSync } from 'node:crypto';
import { isOneOf } from '@tandem/shared/secrets/is-one-of.js';

export interface ConnectStates {
  /** @param expiresAt ms since the epoch */
  sign(id: string, expiresAt: number): string;
  read(
    state: string,
    now: number,
  ): { readonly kind: 'ours'; readonly id: string } | { readonly kind: 'foreign' | 'late' };
}

const STATE = /^([0-9a-f-]{36})\.(\d{13,15})\.([\w-]{43})$/;
/** A key of its own: APP_SECRET signs markers too, and one key must not do two things. */
const PURPOSE = 'tandem/connect-state/v1';

/** @param appSecrets newest first; the newest signs, all of them verify */
export function createConnectStates(appSecrets: readonly string[]): ConnectStates {
  const keys = appSecrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, 32)));
  const [newest] = keys;
  if (newest === undefined) throw new Error('There is no secret to sign with.');
  const macOf = (key: Buffer, text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url');
  return {
    sign(id, expiresAt) {
      const text = `${id}.${expiresAt}`;
      return `${text}.${macOf(newest, text)}`;
    },
    read(state, now) {
      const [, id, ends, mac] = STATE.exec(state) ?? [];
      if (id === undefined || ends === undefined || mac === undefined) return { kind: 'foreign' };
      const macs = keys.map((key) => macOf(key, `${id}.${ends}`));
      if (!isOneOf(mac, macs)) return { kind: 'foreign' };
      return Number(ends) > now ? { kind: 'ours', id } : { kind: 'late' };
    },
  };
}
