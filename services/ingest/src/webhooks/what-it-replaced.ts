// What a webhook tells of the past: the values that an edit replaced, and whether the edit was ours. Rule M4 needs both:
// where a person wrote in the very second of our own read or write, the echo of our write alone says what it covered.
import { z } from 'zod';
import type { Facts, ResourceKind } from '@tandem/shared/domain/operations/operation.js';
import { text } from '@tandem/shared/github/github-json.js';
import { textFromJson } from '@tandem/shared/github/normal-form.js';
import type { Recognition } from './recognition.js';

/** GitHub names the title and the body alone; what else `changes` may hold is passed over. */
const from = z.object({ from: text }).optional().catch(undefined);
const edited = z.object({
  changes: z.object({ title: from, body: from }).optional().catch(undefined),
  sender: z.object({ login: z.string() }).optional().catch(undefined),
});

/** A part that cannot be read is not told: it never holds up the change itself. */
export function whatItReplaced(
  kind: ResourceKind,
  payload: unknown,
  { botLogin, verifyMarker }: Recognition,
): Pick<Facts, 'replaced' | 'byUs'> {
  const read = edited.safeParse(payload);
  if (!read.success) return {};
  const { changes: { title, body } = {}, sender } = read.data;
  const replaced = {
    ...(title === undefined ? {} : { title: title.from }),
    ...(body === undefined ? {} : { body: textFromJson(body.from, kind, verifyMarker) }),
  };
  return {
    ...(Object.keys(replaced).length === 0 ? {} : { replaced }),
    ...(sender !== undefined && sender.login === botLogin ? { byUs: true } : {}),
  };
}
