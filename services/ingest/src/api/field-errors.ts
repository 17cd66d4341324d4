// Holds what was sent against its schema, and says of each field that does not fit what would: the sentences are for the
// person who wrote the request. Where a schema has a sentence of its own, that one is said.
import { z } from 'zod';
import type { FieldError } from '../commands/refusal.js';

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly FieldError[] };

export function check<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  const parsed = schema.safeParse(value, { error: sentenceOf });
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, errors: fieldErrors(parsed.error) };
}

/** Of a parameter that comes twice, neither is taken: what was meant is not known. */
export function checkQuery<S extends z.ZodType>(
  schema: S,
  query: Readonly<Record<string, unknown>>,
): Checked<z.output<S>> {
  const repeated = Object.keys(query).filter((name) => Array.isArray(query[name]));
  if (repeated.length === 0) return check(schema, query);
  return { ok: false, errors: repeated.map((field) => ({ field, message: 'must be given once' })) };
}

/** One entry per field; an unknown field is named itself, and not the object that it was found in. */
function fieldErrors(error: z.ZodError): FieldError[] {
  const errors = error.issues.flatMap((issue) => errorsOf(issue, []));
  return errors.filter(({ field }, index) => errors.findIndex((other) => other.field === field) === index);
}

function errorsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): FieldError[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: dotted([...path, key]), message: issue.message }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return errorsOfUnion(issue.errors, path);
  return [{ field: dotted(path), message: issue.message }];
}

/** Of several forms, the one that fits best is taken for the one that was meant. */
function errorsOfUnion(forms: readonly z.core.$ZodIssue[][], path: readonly PropertyKey[]): FieldError[] {
  const told = forms.map((issues) => issues.flatMap((issue) => errorsOf(issue, path)));
  const fewest = Math.min(...told.map(({ length }) => length));
  const best = told.filter(({ length }) => length === fewest);
  const [first = []] = best;
  const here = dotted(path);
  const noneFits = best.every(([error]) => error?.field === here);
  return noneFits ? [{ field: here, message: best.map(([error]) => error?.message).join(' or ') }] : first;
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** Undefined: zod's own words. */
function sentenceOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return `is not known here${knownTo(issue.inst)}`;
  if (issue.input === undefined)
    return `is missing${issue.code === 'invalid_value' ? `: ${oneOf(issue)}` : ''}`;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${oneOf(issue)}`;
    case 'invalid_format':
      return FORMATS[issue.format];
    case 'too_small':
      return `must ${sizeOf(issue.origin)} at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must ${sizeOf(issue.origin)} at most ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return undefined;
  }
}

function oneOf({ values }: { readonly values: readonly unknown[] }): string {
  return `one of ${values.map(String).join(', ')}`;
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'must be an id: a UUID',
  datetime: 'must be a moment with its offset, such as 2026-01-31T12:00:00Z',
};

function sizeOf(origin: string): string {
  return unitOf(origin) === '' ? 'be' : 'have';
}

function unitOf(origin: string): string {
  return { string: ' characters', array: ' items' }[origin] ?? '';
}

function knownTo(schema: unknown): string {
  const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return names.length === 0 ? '' : `; known are ${names.join(', ')}`;
}
