// What a person types to find an operation: the number of the issue, a piece of its title, an id of any kind, the GUID of
// a delivery, a word of the reason. Each part is found by an index of its own first, as an array: joined, the planner
// would walk a million operations in the order of the page.
import type { ResourceKind } from '../domain/operation.js';
import { Prisma } from './prisma.js';
import { containing } from './read-filters.js';
import { TABLES } from './resource-tables.js';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Fewer characters have no trigram: nearly every title has them, and the first page is found at once. */
const SHORTEST_INDEXED = 3;
/** As many digits as a bigint holds for certain. */
const NUMBER = /^#?(\d{1,18})$/;
const LARGEST_ISSUE_NUMBER = 2_147_483_647;

/** A condition on an operation o and its task t. */
export function matchesSearch(kind: ResourceKind, q: string): Prisma.Sql {
  const text = q.trim();
  if (UUID.test(text)) return anyOf(byId(kind, text));
  const digits = NUMBER.exec(text)?.[1];
  const numbered = digits === undefined ? [] : [byNumber(kind, digits)];
  if (text.startsWith('#') && digits !== undefined) return anyOf(numbered);
  return anyOf([...numbered, ...byText(kind, text)]);
}

function byId(kind: ResourceKind, id: string): Prisma.Sql[] {
  return [
    Prisma.sql`o.id = ${id}::uuid`,
    Prisma.sql`o.delivery_id = ${id}::uuid`,
    Prisma.sql`o.delivery_id = (SELECT id FROM webhook_deliveries WHERE guid = ${id.toLowerCase()})`,
    ofTasks(kind, Prisma.sql`SELECT ${id}::uuid`),
    ...(kind === 'comment' ? [Prisma.sql`o.comment_id = ${id}::uuid`] : []),
  ];
}

function byNumber(kind: ResourceKind, digits: string): Prisma.Sql {
  const number = Number(digits);
  const isNumber = number <= LARGEST_ISSUE_NUMBER ? Prisma.sql`i.number = ${number}::int OR` : Prisma.empty;
  return ofTasks(
    kind,
    Prisma.sql`SELECT i.task_id FROM github_issues i WHERE ${isNumber} i.external_id = ${digits}::bigint`,
  );
}

function byText(kind: ResourceKind, text: string): Prisma.Sql[] {
  const pattern = containing(text);
  const { operation } = TABLES[kind];
  const title =
    text.length < SHORTEST_INDEXED
      ? Prisma.sql`t.title ILIKE ${pattern}`
      : ofTasks(kind, Prisma.sql`SELECT id FROM tasks WHERE title ILIKE ${pattern}`);
  return [
    title,
    // There are a few dozen codes: found one after the other, by skipping through their index.
    Prisma.sql`o.reason_code = ANY(ARRAY(
      WITH RECURSIVE codes AS (
        (SELECT reason_code FROM ${operation} WHERE reason_code IS NOT NULL ORDER BY reason_code LIMIT 1)
        UNION ALL
        SELECT (SELECT s.reason_code FROM ${operation} s WHERE s.reason_code > codes.reason_code
                ORDER BY s.reason_code LIMIT 1) FROM codes WHERE codes.reason_code IS NOT NULL)
      SELECT reason_code FROM codes WHERE reason_code ILIKE ${pattern}))`,
    // Sentences are searched where they say something of their own: what failed, and what stands still.
    Prisma.sql`(o.state IN ('errored', 'disabled') AND o.reason_message ILIKE ${pattern})`,
  ];
}

/** Operations of these tasks, or of their comments. */
function ofTasks(kind: ResourceKind, tasks: Prisma.Sql): Prisma.Sql {
  return kind === 'task'
    ? Prisma.sql`o.task_id = ANY(ARRAY(${tasks}))`
    : Prisma.sql`o.comment_id = ANY(ARRAY(SELECT id FROM comments WHERE task_id IN (${tasks})))`;
}

function anyOf(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return Prisma.sql`(${Prisma.join([...conditions], ' OR ')})`;
}
