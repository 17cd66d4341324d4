// The whole world as bytes, so that a simulator for development can be stopped and started without forgetting what the
// other services still remember. V8's own format: it keeps maps, sets, and who refers to whom. For one version of the
// code only: a snapshot that cannot be read is a fresh start, never a failure.
import { deserialize, serialize } from 'node:v8';
import type { Store } from './store.js';

/** Raised when the model changes its shape: an older snapshot would be half a world. */
const VERSION = 1;

export function takeSnapshot(store: Store): Buffer {
  return serialize({ version: VERSION, store });
}

/** Undefined where the bytes are of another version, or no snapshot at all. */
export function readSnapshot(bytes: Uint8Array): Store | undefined {
  try {
    const read = deserialize(bytes) as { version?: unknown; store?: Store };
    return read.version === VERSION ? read.store : undefined;
  } catch {
    return undefined;
  }
}
