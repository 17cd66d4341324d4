// From a JSON Schema of the API's description to values that fit it, and now and then to ones that do not: what a
// careful program sends, and what a careless one does.
import fc from 'fast-check';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The named schemas of the description. */
export type Schemas = Readonly<Record<string, Schema>>;

/** Texts for a field of this name: mostly of things that are there; null: nothing is known of that name. */
export type KnownText = (field: string) => fc.Arbitrary<string> | null;

/** Long enough to find limits, short enough to stay quick. */
const LONGEST_TEXT = 300;
const MOST_ITEMS = 4;

/** What has broken programs before: control characters, half characters, numbers at the edge, other people's syntax. */
const NASTY: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      '',
      ' ',
      '\0',
      '\ud800',
      '😀'.repeat(50),
      "'; DROP TABLE tasks; --",
      '../../etc/passwd',
      '%00',
      '{{7*7}}',
    ],
    ...[null, true, -1, 0, 1e308, Number.MAX_SAFE_INTEGER, 9_999_999_999_999_999_999, [], {}],
    ...[
      '00000000-0000-0000-0000-000000000000',
      '275760-09-14T00:00:00Z',
      '0000-01-01T00:00:00Z',
      'null',
      'NaN',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
);

export function arbitraryOf(
  schema: Schema,
  schemas: Schemas,
  known: KnownText,
  field = '',
): fc.Arbitrary<unknown> {
  const fitting = fittingOf(schema, schemas, known, field);
  return fc.oneof({ weight: 40, arbitrary: fitting }, { weight: 1, arbitrary: NASTY });
}

function fittingOf(schema: Schema, schemas: Schemas, known: KnownText, field: string): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) {
    return arbitraryOf(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas, known, field);
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either !== undefined) return fc.oneof(...either.map((one) => arbitraryOf(one, schemas, known, field)));
  if (Array.isArray(schema.type)) {
    const types = schema.type as readonly string[];
    return fc.oneof(...types.map((type) => fittingOf({ ...schema, type }, schemas, known, field)));
  }
  switch (schema.type) {
    case 'object':
      return objectOf(schema, schemas, known);
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}, schemas, known, field), {
        maxLength: Math.min(schema.maxItems ?? MOST_ITEMS, MOST_ITEMS),
      });
    case 'string':
      return textOf(schema, known, field);
    case 'integer':
      return integerOf(schema);
    case 'number':
      return fc.double({ noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf(schema: Schema, schemas: Schemas, known: KnownText): fc.Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  const model = Object.fromEntries(
    properties.map(([name, of]) => [name, arbitraryOf(of, schemas, known, name)]),
  );
  const required = [...(schema.required ?? [])];
  const fitting = fc.record(model, { requiredKeys: required });
  const strange = fc.tuple(fitting, fc.string({ maxLength: 8 }), NASTY);
  return fc.oneof(
    { weight: 20, arbitrary: fitting },
    { weight: 1, arbitrary: strange.map(([object, name, value]) => ({ ...object, [name]: value })) },
  );
}

/** Without a range as far as 32 bits go: further ones are among what is nasty. */
function integerOf({ minimum = -(2 ** 31), maximum = 2 ** 31 - 1 }: Schema): fc.Arbitrary<number> {
  return fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) });
}

function textOf(
  { format, pattern, minLength, maxLength }: Schema,
  known: KnownText,
  field: string,
): fc.Arbitrary<string> {
  const there = known(field);
  if (format === 'uuid') return there ?? fc.uuid();
  if (format === 'date-time') {
    return fc
      .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((at) => at.toISOString());
  }
  const any = pattern === undefined ? anyText(minLength, maxLength) : matching(pattern);
  return there === null ? any : fc.oneof({ weight: 3, arbitrary: there }, { weight: 1, arbitrary: any });
}

function anyText(minLength: number | undefined, maxLength: number | undefined): fc.Arbitrary<string> {
  return fc.string({
    unit: 'grapheme',
    minLength: minLength ?? 0,
    maxLength: Math.min(maxLength ?? LONGEST_TEXT, LONGEST_TEXT),
  });
}

/** Patterns that fast-check cannot turn round become any text: those requests are refused, which is also a case. */
function matching(pattern: string): fc.Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return fc.string();
  }
}
