// The normal form: what of an issue, a pull request or a comment is compared, hashed and merged (DESIGN section 3).
// A field that is absent is not asserted: it is neither compared nor merged.

/** Open or closed, with GitHub's reason ("completed", "not_planned", "duplicate", "reopened" or none): one field. */
export interface StateWithReason {
  readonly state: 'open' | 'closed';
  readonly reason: string | null;
}

/** Every field that is kept in step. A task has all of them, a comment has `body` alone. */
export interface Fields {
  readonly title: string;
  readonly body: string;
  readonly state: StateWithReason;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  /** Inbound only: nobody locks a conversation from our side. */
  readonly locked: boolean;
}

export type Field = keyof Fields;

/** A normal form, or a part of it: an absent field is not asserted. */
export type Content = Partial<Fields>;

export const FIELDS = [
  'title',
  'body',
  'state',
  'labels',
  'assignees',
  'locked',
] as const satisfies readonly Field[];

/** Fields that are sets: they merge by element, and names compare without case, as GitHub's do. */
export const SET_FIELDS = ['labels', 'assignees'] as const satisfies readonly Field[];
export type SetField = (typeof SET_FIELDS)[number];

/** Fields that we never send to GitHub. */
const INBOUND_ONLY: readonly Field[] = ['locked'];

export function isSetField(field: Field): field is SetField {
  return (SET_FIELDS as readonly Field[]).includes(field);
}

export function isSendable(field: Field): boolean {
  return !INBOUND_ONLY.includes(field);
}

/** The fields that a content asserts, in the fixed order of FIELDS. */
export function assertedFields(content: Content): Field[] {
  return FIELDS.filter((field) => content[field] !== undefined);
}

/** Whether two values of one field are the same to a person: line ends, order and case of names do not count. */
export function sameValue(field: Field, a: Fields[Field], b: Fields[Field]): boolean {
  return canonicalValue(field, a) === canonicalValue(field, b);
}

/** The fields that both assert and in which they differ. */
export function differingFields(a: Content, b: Content): Field[] {
  return FIELDS.filter((field) => {
    const left = a[field];
    const right = b[field];
    return left !== undefined && right !== undefined && !sameValue(field, left, right);
  });
}

/**
 * What GitHub is known to make of a content: it takes the space around a title away, and a pull request keeps no reason.
 * A client's values are held like this from the beginning; otherwise the echo of our own write would look like a person's
 * edit.
 */
export function asGithubKeeps(content: Content, taskKind: 'issue' | 'pull_request'): Content {
  const { title, state } = content;
  return {
    ...content,
    ...(title === undefined ? {} : { title: title.trim() }),
    ...(state === undefined || taskKind === 'issue' ? {} : { state: { state: state.state, reason: null } }),
  };
}

/** Equal in everything that both assert (section 3: hashes compare only what both sides assert). */
export function sameContent(a: Content, b: Content): boolean {
  return differingFields(a, b).length === 0;
}

/** Whether `wide` asserts at least every field that `narrow` asserts. */
export function covers(wide: Content, narrow: Content): boolean {
  return assertedFields(narrow).every((field) => wide[field] !== undefined);
}

/** The named fields of a content. */
export function pick(content: Content, fields: readonly Field[]): Content {
  const picked: Content = Object.fromEntries(
    fields.filter((field) => content[field] !== undefined).map((field) => [field, content[field]]),
  );
  return picked;
}

/** A content without the named fields. */
export function omit(content: Content, fields: readonly Field[]): Content {
  return pick(
    content,
    assertedFields(content).filter((field) => !fields.includes(field)),
  );
}

/**
 * One string for one meaning; what is hashed into `content_hash`. Asserted fields in fixed order, line ends folded,
 * sets sorted and lower-cased, an open state without its reason and a closed one without the default.
 */
export function canonicalContent(content: Content): string {
  return JSON.stringify(
    assertedFields(content).map((field) => [field, canonicalValue(field, content[field])]),
  );
}

/** The key under which two spellings of a label or login are one. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** CRLF and CR count as LF, for comparison only: the text itself passes through byte for byte (rule M3). */
export function foldLineEnds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function canonicalValue(field: Field, value: Fields[Field] | undefined): string {
  switch (field) {
    case 'title':
    case 'body':
      return foldLineEnds(value as string);
    case 'state':
      return canonicalState(value as StateWithReason);
    case 'labels':
    case 'assignees':
      return JSON.stringify([...new Set((value as readonly string[]).map(nameKey))].sort());
    case 'locked':
      return JSON.stringify(value);
  }
}

/** "reopened" says how an issue became open, not what it is; a close without a reason is GitHub's "completed". */
function canonicalState({ state, reason }: StateWithReason): string {
  return state === 'open' ? 'open' : `closed:${reason ?? 'completed'}`;
}
