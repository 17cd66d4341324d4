// From the fields of a request to the normal form. Pure.
import { nameKey, type Content, type StateWithReason } from '@tandem/shared/domain/resource/content.js';

export interface TaskFields {
  readonly title?: string | undefined;
  readonly body?: string | null | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly stateReason?: string | null | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly assignees?: readonly string[] | undefined;
}

/** Only what the client named. A null body is an empty one; names that differ in case alone are one. */
export function taskValues(fields: TaskFields, record: Content): Content {
  const { title, body, labels, assignees } = fields;
  const state = stateOf(fields, record.state);
  return {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body: body ?? '' }),
    ...(state === undefined ? {} : { state }),
    ...(labels === undefined ? {} : { labels: distinct(labels) }),
    ...(assignees === undefined ? {} : { assignees: distinct(assignees) }),
  };
}

/** To name the state that it is in already, without a reason, is not to take its reason away. */
function stateOf(
  { state, stateReason }: TaskFields,
  held: StateWithReason | undefined,
): StateWithReason | undefined {
  if (state === undefined) return undefined;
  if (stateReason === undefined && held?.state === state) return held;
  return { state, reason: stateReason ?? null };
}

function distinct(names: readonly string[]): string[] {
  const keys = names.map(nameKey);
  return names.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}
