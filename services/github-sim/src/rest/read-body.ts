// Reads the fields of a body the way GitHub does: labels as names or objects, a limit on text, and refusals in its words.
import { isJson, type Json } from '../json.js';
import { type FieldError } from './reply.js';

export const LONGEST_BODY = 65_536;
const LONGEST_TITLE = 256;

export function text(body: Json, field: string): string | undefined {
  const value = body[field];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : undefined;
}

/** Present but null counts as cleared. */
export function textOrNull(body: Json, field: string): string | null | undefined {
  return body[field] === null ? null : text(body, field);
}

/** Names from `["bug", {"name": "bug"}]`; undefined when the field is absent or no list. */
export function names(body: unknown, field: string, key: 'name' | 'login'): string[] | undefined {
  const list = Array.isArray(body) ? (body as unknown[]) : isJson(body) ? body[field] : undefined;
  if (!Array.isArray(list)) return undefined;
  return (list as unknown[]).flatMap((item) => {
    const name = isJson(item) ? item[key] : item;
    return typeof name === 'string' ? [name] : [];
  });
}

// Counted in code points, so that an emoji is one character.
const longer = (value: string, limit: number): boolean =>
  value.length > limit && Array.from(value).length > limit;

export function checkTitle(title: string | null | undefined, resource: string): FieldError[] {
  if (title === undefined || title === null || title.trim() === '') {
    return [{ resource, field: 'title', code: 'missing_field' }];
  }
  if (!longer(title.trim(), LONGEST_TITLE)) return [];
  const message = `title is too long (maximum is ${LONGEST_TITLE} characters)`;
  return [{ resource, field: 'title', code: 'custom', message }];
}

export function checkBody(value: string | null | undefined, resource: string): FieldError[] {
  if (value === undefined || value === null || !longer(value, LONGEST_BODY)) return [];
  const message = `body is too long (maximum is ${LONGEST_BODY} characters)`;
  return [{ resource, field: 'body', code: 'custom', message }];
}

const LONGEST_LABEL = 50;

export function checkLabelNames(labels: readonly string[] | undefined): FieldError[] {
  const bad = labels?.find((name) => name.trim() === '' || longer(name, LONGEST_LABEL));
  return bad === undefined ? [] : [{ resource: 'Label', field: 'name', code: 'invalid', value: bad }];
}
