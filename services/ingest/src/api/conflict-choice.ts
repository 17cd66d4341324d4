// What a person chose, checked against the field that the conflict is about: a title is a title here too.
import type { Field, Fields } from '@tandem/shared/domain/resource/content.js';
import type { ConflictChoice } from '@tandem/shared/domain/merge/resolve-conflict.js';
import { z } from 'zod';
import { invalid, type Refusal } from '../commands/refusal.js';
import { check } from './field-errors.js';
import type { ConflictResolve } from './schemas/conflicts.js';
import { stateWithReason } from './schemas/conflicts.js';
import { names, text, title } from './schemas/values.js';

const VALUE_OF: Readonly<Record<Exclude<Field, 'locked'>, z.ZodType<Fields[Field]>>> = {
  title,
  body: text,
  state: stateWithReason,
  labels: names,
  assignees: names,
};

export function choiceFor(
  body: z.output<typeof ConflictResolve>,
): (field: Field) => ConflictChoice | Refusal {
  return (field) => {
    if ('keep' in body) return { keep: body.keep };
    if (field === 'locked') return invalid('value', 'cannot be set from here: GitHub decides it');
    const checked = check(z.object({ value: VALUE_OF[field] }), body);
    return checked.ok ? { value: checked.value.value } : { refused: 'invalid', errors: checked.errors };
  };
}
