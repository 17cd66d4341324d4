// The parts that every list's WHERE is made of, and the shape of a page. Values travel as parameters only.
import type { ProjectAccess } from '../../ports/client.js';
import { Prisma } from '../prisma.js';

/** A page of a list: the keys of its last row say where the next page begins, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: readonly string[] | null;
}

export interface PageRequest {
  readonly limit: number;
  /** The keys of the last row that the reader has; null = from the beginning. */
  readonly after: readonly string[] | null;
}

/** One row more than asked was read: whether it is there says whether another page follows. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  shape: (row: R) => T,
  keys: (row: R) => readonly string[],
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(shape),
    next: rows.length > limit && last !== undefined ? keys(last) : null,
  };
}

/** Conditions of which all must hold; a filter that was not given adds none. */
export function allOf(conditions: readonly (Prisma.Sql | null)[]): Prisma.Sql {
  const given = conditions.filter((condition) => condition !== null);
  return given.length === 0 ? Prisma.sql`TRUE` : Prisma.join(given, ' AND ');
}

/** A condition on a value that may not have been given. */
export function when<T>(value: T | undefined | null, condition: (value: T) => Prisma.Sql): Prisma.Sql | null {
  return value === undefined || value === null ? null : condition(value);
}

export function inProjects(column: Prisma.Sql, access: ProjectAccess): Prisma.Sql {
  if (access === null) return Prisma.sql`TRUE`;
  const [only] = access;
  // By one value an index gives the rows in the order of the page; by an array it gives them all, to be sorted.
  return only !== undefined && access.length === 1
    ? Prisma.sql`${column} = ${only}::uuid`
    : Prisma.sql`${column} = ANY(${[...access]}::uuid[])`;
}

/** A pattern that finds `text` anywhere; its own wildcards are taken literally. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

export function time(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
