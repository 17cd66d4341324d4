// A pointer beyond the end of the log is of another log: of a database that was restored, or of another installation.
// Read from there, entries would be skipped without a word (rule F1).
import { invalid, type Refusal } from '../commands/refusal.js';

/** Null: it may be read from. */
export function refuseAhead(after: string, head: string, field = 'after'): Refusal | null {
  if (BigInt(after) <= BigInt(head)) return null;
  return invalid(
    field,
    `is beyond the end of the change log, which is ${head}: the pointer is of another log. Begin anew at 0, or go on from ${head}`,
  );
}
