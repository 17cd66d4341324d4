// The signature of the markers that Tandem leaves at the end of the texts it creates on GitHub (rule G3). A marker that
// somebody made up, or copied onto another record's id, does not verify and is then just a piece of somebody's text.
import { createHmac } from 'node:crypto';
import type { Marker } from '../domain/resource/body-frame.js';
import type { ResourceKind } from '../domain/operations/operation.js';
import { isOneOf } from '../secrets/is-one-of.js';

export interface Markers {
  /** Signs with the first secret. */
  sign(kind: ResourceKind, id: string): Marker;
  /** Whether any of the secrets made this marker's mac: texts signed before a rotation stay ours. */
  verify(marker: Marker): boolean;
}

/**
 * @param secrets the values of APP_SECRET, the one in force first; none is a mistake of the caller's and throws
 */
export function createMarkers(secrets: readonly string[]): Markers {
  const [current] = secrets;
  if (current === undefined) throw new Error('A marker needs a secret to be signed with.');
  return {
    sign: (kind, id) => ({ kind, id, mac: macOf(current, kind, id) }),
    verify: ({ kind, id, mac }) =>
      isOneOf(
        mac,
        secrets.map((secret) => macOf(secret, kind, id)),
      ),
  };
}

function macOf(secret: string, kind: ResourceKind, id: string): string {
  return createHmac('sha256', secret).update(`tandem:${kind}:${id}`).digest('base64url');
}
