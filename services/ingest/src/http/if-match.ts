// ETag and If-Match: the version of a record, in quotes (RFC 9110, section 13.1.1).
import { invalid, type Refusal } from '../commands/refusal.js';

export function etagOf(version: number): string {
  return `"${version}"`;
}

/** The version that must still hold; undefined where any does. Quotes and a weak mark may be there or not. */
export function versionOf(ifMatch: string | undefined): number | undefined | Refusal {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const digits = /^(?:W\/)?"?(\d{1,9})"?$/.exec(ifMatch.trim())?.[1];
  return digits === undefined
    ? invalid('If-Match', 'must be the ETag of the record, such as "3"')
    : Number(digits);
}
