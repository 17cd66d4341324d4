// Cursors of lists: the keys of the last row that the reader has, packed so that nobody builds on what is inside.
export function encodeCursor(keys: readonly string[] | null): string | null {
  return keys === null ? null : Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** Null for anything that `encodeCursor` did not make with this many keys. */
export function decodeCursor(cursor: string, keys: number): readonly string[] | null {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const strings = Array.isArray(decoded) && decoded.every((key) => typeof key === 'string');
    return strings && decoded.length === keys ? decoded : null;
  } catch {
    return null;
  }
}
