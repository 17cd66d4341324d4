// A search that no index answers (two letters, signs, a word that thousands of tasks have, mixed with other filters) is
// looked for in parts: a page looks at so many rows, newest first, and where they are used up before the page is full,
// its `next` goes on behind the last one that was looked at. So every page is quick, and none of the rows is left out.
import { Prisma } from '../prisma.js';
import type { Page } from './read-filters.js';

/** Some ten milliseconds, whatever the database holds; under the bound of 50 also where the machine is busy. */
export const WINDOW = 3_000;

/** Letters and digits in a row from which the index of trigrams can tell where a text may be; fewer have no trigram. */
const INDEXABLE = /[\p{L}\p{N}]{3}/u;

export function hasTrigram(text: string): boolean {
  return INDEXABLE.test(text);
}

/** What a row that was looked at says beside its own columns. */
export interface LookedAt {
  readonly hit: boolean;
  /** The last row of the window: there may be more behind it. */
  readonly ends: boolean;
}

/**
 * The hits among the first rows of a list, and the row at which the looking ended, in the order of the list.
 * @param rows a SELECT in that order, of at most WINDOW rows, with a column `hit`
 */
export function lookThrough(rows: Prisma.Sql, order: Prisma.Sql, limit: number): Prisma.Sql {
  return Prisma.sql`
    SELECT looked.*, looked.place = ${WINDOW} AS ends FROM (
      SELECT found.*, row_number() OVER (ORDER BY ${order}) AS place FROM (${rows}) found
      ORDER BY ${order} LIMIT ${WINDOW}) looked
    WHERE looked.hit OR looked.place = ${WINDOW} ORDER BY ${order} LIMIT ${limit + 1}`;
}

/** A page of what `lookThrough` found; a row that is no hit is not shown, but the next page still begins behind it. */
export function pageOfHits<R extends LookedAt, T>(
  rows: readonly R[],
  limit: number,
  shape: (row: R) => T,
  keys: (row: R) => readonly string[],
): Page<T> {
  const looked = rows.slice(0, limit);
  const last = looked.at(-1);
  const goesOn = rows.length > limit || last?.ends === true;
  return {
    items: looked.filter(({ hit }) => hit).map(shape),
    next: goesOn && last !== undefined ? keys(last) : null,
  };
}
