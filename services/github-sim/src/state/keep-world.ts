// Keeps the world in a file: read at the start, written every moment in which it changed, and at the end.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A crash forgets at most this much. */
const WRITE_EVERY_MS = 2_000;

export interface KeptWorld {
  /** Writes a last time. */
  stop(): void;
}

/** Undefined where there is no such file yet. */
export function readKept(file: string): Uint8Array | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

export function keepWorld(file: string, snapshot: () => Buffer): KeptWorld {
  let written: Buffer | undefined;
  const write = (): void => {
    const now = snapshot();
    if (written?.equals(now)) return;
    const draft = `${file}.new`;
    writeFileSync(draft, now, { mode: 0o600 }); // it holds tokens
    renameSync(draft, file); // whole or not at all
    written = now;
  };
  const timer = setInterval(write, WRITE_EVERY_MS);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      write();
    },
  };
}
