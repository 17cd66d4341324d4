// What a person types to find an operation: the number of the issue, a piece of its title, an id of any kind, the GUID of
// a delivery, a word of the reason. The tasks and reasons that it names are looked up first: with their number known, the
// planner goes by index; with a join it would walk a million operations in the order of the page.
import type { ResourceKind } from '../../domain/operations/operation.js';
import { Prisma, type Queryable } from '../prisma.js';
import { containing } from './read-filters.js';
import { TABLES } from '../resources/resource-tables.js';
import { hasTrigram } from './search-window.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** As many digits as a bigint holds for certain. */
const NUMBER = /^#?(\d{1,18})$/;
const LARGEST_ISSUE_NUMBER = 2_147_483_647;
/** More tasks than this are no list: their operations are looked for in parts, and a common word is soon found so. */
const MOST_TASKS = 2_000;

/** What a search names. */
export type Search =
  | { readonly by: 'id'; readonly id: string }
  | {
      readonly by: 'words';
      /** Tasks by title or number; null: too many to be named, or none that an index could tell. */
      readonly taskIds: readonly string[] | null;
      readonly codes: readonly string[];
      /** Null: a number alone is meant. */
      readonly pattern: string | null;
    };

export async function resolveSearch(db: Queryable, q: string | undefined): Promise<Search | null> {
  const text = q?.trim();
  if (text === undefined || text === '') return null;
  if (UUID.test(text)) return { by: 'id', id: text.toLowerCase() };
  const digits = NUMBER.exec(text)?.[1];
  const numbered = digits === undefined ? [] : await tasksByNumber(db, digits);
  // A number too short to be found in a title is an issue's.
  if (digits !== undefined && (text.startsWith('#') || !hasTrigram(digits))) {
    return { by: 'words', taskIds: numbered, codes: [], pattern: null };
  }
  const pattern = containing(text);
  const titled = hasTrigram(text) ? await tasksByTitle(db, pattern) : null;
  const taskIds = titled === null ? null : [...numbered, ...titled];
  return { by: 'words', taskIds, codes: await codesLike(db, pattern), pattern };
}

/** True: no index names what it finds, and a list looks for it in parts. */
export function isLookedFor(search: Search | null): boolean {
  return search?.by === 'words' && search.taskIds === null;
}

/** A condition on an operation o. */
export function matchesSearch(kind: ResourceKind, search: Search): Prisma.Sql {
  if (search.by === 'id') return anyOf(byId(kind, search.id));
  const { taskIds, codes, pattern } = search;
  return anyOf([
    ...(taskIds === null ? [Prisma.sql`${titleOf(kind)} ILIKE ${pattern}`] : []),
    ...(taskIds === null || taskIds.length === 0 ? [] : [ofTasks(kind, taskIds)]),
    ...(codes.length === 0 ? [] : [Prisma.sql`o.reason_code = ANY(${[...codes]}::text[])`]),
    // Sentences are searched where they say something of their own: what failed, and what stands still.
    ...(pattern === null
      ? []
      : [Prisma.sql`(o.state IN ('errored', 'disabled') AND o.reason_message ILIKE ${pattern})`]),
  ]);
}

function byId(kind: ResourceKind, id: string): Prisma.Sql[] {
  return [
    Prisma.sql`o.id = ${id}::uuid`,
    Prisma.sql`o.delivery_id = ${id}::uuid`,
    Prisma.sql`o.delivery_id = (SELECT id FROM webhook_deliveries WHERE guid = ${id})`,
    ofTasks(kind, [id]),
    ...(kind === 'comment' ? [Prisma.sql`o.comment_id = ${id}::uuid`] : []),
  ];
}

/** Read row by row: as a join it would be planned for all of them. */
function titleOf(kind: ResourceKind): Prisma.Sql {
  return kind === 'task'
    ? Prisma.sql`(SELECT t.title FROM tasks t WHERE t.id = o.task_id)`
    : Prisma.sql`(SELECT t.title FROM comments c JOIN tasks t ON t.id = c.task_id WHERE c.id = o.comment_id)`;
}

/** Operations of these tasks, or of their comments. */
function ofTasks(kind: ResourceKind, taskIds: readonly string[]): Prisma.Sql {
  return kind === 'task'
    ? Prisma.sql`o.task_id = ANY(${[...taskIds]}::uuid[])`
    : Prisma.sql`o.comment_id = ANY(ARRAY(SELECT id FROM comments WHERE task_id = ANY(${[...taskIds]}::uuid[])))`;
}

/** Nothing that could match matches nothing. */
function anyOf(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.sql`FALSE` : Prisma.sql`(${Prisma.join([...conditions], ' OR ')})`;
}

async function tasksByNumber(db: Queryable, digits: string): Promise<string[]> {
  const number = Number(digits);
  const isNumber = number <= LARGEST_ISSUE_NUMBER ? Prisma.sql`number = ${number}::int OR` : Prisma.empty;
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT task_id::text AS id FROM github_issues WHERE ${isNumber} external_id = ${digits}::bigint`;
  return rows.map(({ id }) => id);
}

/** Null: too many. Counted where they are, for two thousand ids that nobody will use are a long answer. */
async function tasksByTitle(db: Queryable, pattern: string): Promise<string[] | null> {
  const [row] = await db.$queryRaw<{ ids: string[] | null }[]>`
    SELECT CASE WHEN count(*) <= ${MOST_TASKS} THEN coalesce(array_agg(id::text), '{}') END AS ids
    FROM (SELECT id FROM tasks WHERE title ILIKE ${pattern} LIMIT ${MOST_TASKS + 1}) titled`;
  return row?.ids ?? null;
}

/** There are a few dozen codes: found one after the other, by skipping through their index. */
async function codesLike(db: Queryable, pattern: string): Promise<string[]> {
  const codes = (['task', 'comment'] as const).map((kind) => {
    const { operation } = TABLES[kind];
    return Prisma.sql`(WITH RECURSIVE codes AS (
        (SELECT reason_code FROM ${operation} WHERE reason_code IS NOT NULL ORDER BY reason_code LIMIT 1)
        UNION ALL
        SELECT (SELECT s.reason_code FROM ${operation} s WHERE s.reason_code > codes.reason_code
                ORDER BY s.reason_code LIMIT 1) FROM codes WHERE codes.reason_code IS NOT NULL)
      SELECT reason_code AS code FROM codes WHERE reason_code ILIKE ${pattern})`;
  });
  const rows = await db.$queryRaw<{ code: string }[]>`${Prisma.join(codes, ' UNION ')}`;
  return rows.map(({ code }) => code);
}
