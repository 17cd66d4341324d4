// The one place where what somebody sent is compared with what only we know: a token, a signature, a mac. How long it
// takes tells nothing: neither how much of it was right, nor how long it should be, nor which of several fitted.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Of this process alone. Compared are macs under it: equally long whatever came, and of no use to anybody. */
const KEY = randomBytes(32);

export function isOneOf(given: string | Uint8Array, known: readonly (string | Uint8Array)[]): boolean {
  const mac = macOf(given);
  // Each is compared, found or not.
  return known.map((one) => timingSafeEqual(macOf(one), mac)).some((same) => same);
}

function macOf(value: string | Uint8Array): Buffer {
  return createHmac('sha256', KEY).update(value).digest();
}
