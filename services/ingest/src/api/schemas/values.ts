// The values that requests are made of. Everything that the database could not hold is refused here, by name.
import { z } from 'zod';
import { decodeCursor } from '../cursors.js';

/** GitHub's limit for a title, in characters. */
const LONGEST_TITLE = 256;
/** Long enough for any search a person types. */
const LONGEST_QUERY = 200;
const LONGEST_NAME = 200;
/** GitHub takes fewer; more than this is a mistake and not a list. */
const MOST_NAMES = 100;
const DEFAULT_PAGE = 50;
/** Longer pages would make one request's answer everybody's wait. */
const LONGEST_PAGE = 200;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** PostgreSQL holds neither NUL nor half a character. */
export const text = z
  .string()
  .refine((value) => !value.includes('\0'), 'must not contain NUL characters')
  .refine((value) => !LONE_SURROGATE.test(value), 'must be well-formed Unicode');

const nonBlank = text.refine((value) => value.trim() !== '', 'must not be blank');

export const title = nonBlank
  .refine(
    (value) => Array.from(value).length <= LONGEST_TITLE,
    `must not be longer than ${LONGEST_TITLE} characters`,
  )
  .meta({ minLength: 1, maxLength: LONGEST_TITLE });

export const name = nonBlank.max(LONGEST_NAME).meta({ minLength: 1 });
export const names = z.array(name).max(MOST_NAMES);
export const search = nonBlank.max(LONGEST_QUERY).meta({ minLength: 1 });
export const uuid = z.uuid();
/** A list filter by an id that nothing has finds nothing; one that is no id is a mistake. */
export const externalId = z.string().regex(/^\d{1,18}$/, 'must be a number');
/** A query says `true` in letters. */
export const flag = z.preprocess(
  (value) => (value === 'true' || value === 'false' ? value === 'true' : value),
  z.boolean('must be true or false'),
);

/** A moment in UTC or with an offset; whole or with fractions of a second. */
export const moment = z.iso
  .datetime({ offset: true })
  .refine(isOfOurTime, 'must be between the years 1970 and 9999')
  .transform((value) => new Date(value).toISOString());

export const author = z
  .strictObject({
    userId: uuid
      .nullish()
      .describe('A user. Where they have connected an account, the thing is created in their name.'),
    login: name.nullish().describe('A login on GitHub. Where it is connected, the same.'),
    name: name.nullish().describe('Credited on GitHub where the thing is created in the name of the app.'),
  })
  .transform((value) => ({
    userId: value.userId ?? null,
    login: value.login ?? null,
    name: value.name ?? null,
  }));

const ID_CURSOR = z.tuple([z.uuid()]);
const NUMBER_CURSOR = z.tuple([z.string().regex(/^\d{1,18}$/)]);
const TIME_CURSOR = z.tuple([z.iso.datetime().refine(isOfOurTime), z.uuid()]);

export const pageSize = limit();

/** Query parameters of a list whose rows are found by id. */
export const pageById = { limit: pageSize, cursor: cursor(ID_CURSOR) };
/** Query parameters of a list whose rows are found by a number that counts up. */
export const pageByNumber = { limit: pageSize, cursor: cursor(NUMBER_CURSOR) };
/** Query parameters of a list whose rows are found by time and id. */
export const pageByTime = { limit: pageSize, cursor: cursor(TIME_CURSOR) };

/** PostgreSQL and JavaScript agree on these years; outside of them a valid date would be an error of ours. */
const END_OF_TIME = Date.UTC(10_000, 0);

function isOfOurTime(value: string): boolean {
  const at = Date.parse(value);
  return at >= 0 && at < END_OF_TIME;
}

/** A query says a number in digits. */
function limit(): z.ZodType<number> {
  const range = `must be a whole number from 1 to ${LONGEST_PAGE}`;
  return z
    .preprocess(
      (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
      z.int(range).min(1, range).max(LONGEST_PAGE, range),
    )
    .prefault(DEFAULT_PAGE)
    .describe('How many items a page has at most.');
}

function cursor(
  keys: z.ZodTuple<[z.ZodType, ...z.ZodType[]], null>,
): z.ZodType<readonly string[] | undefined, string | undefined> {
  const length = keys.def.items.length;
  return z
    .string()
    .transform((value, context) => {
      const decoded = decodeCursor(value, length);
      if (decoded !== null && keys.safeParse(decoded).success) return decoded;
      context.addIssue({
        code: 'custom',
        message: 'is not a cursor of this list: send the `next` of its last page',
      });
      return z.NEVER;
    })
    .optional()
    .describe('The `next` of the page before.');
}
