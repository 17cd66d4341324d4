// A task whose fields we wrote a moment ago, for tests of what such a write may have covered (rule M4).
import type { Content } from '../domain/resource/content.js';
import { rememberWrite } from '../domain/decide/own-writes.js';
import type { Link, Resource } from '../domain/resource/resource.js';
import { aTask, ISSUE, sec } from './resources.js';

export type LinkedResource = Resource & { readonly link: Link };

/** We read `ISSUE` of second 2 and wrote this at second 6. */
export function aWrittenTask(
  sent: Content,
  more: { editedAt?: number; base?: Content } = {},
): LinkedResource {
  const lastWrite = rememberWrite(
    sent,
    { base: ISSUE, baseUpdatedAt: sec(2), lastWrite: null },
    'write',
    sec(6),
  );
  const base = { ...ISSUE, ...sent, ...more.base };
  const task = aTask({
    base,
    baseAt: 6,
    link: { lastWrite },
    record: {
      content: base,
      localModifiedAt: Object.fromEntries(Object.keys(sent).map((field) => [field, sec(more.editedAt ?? 3)])),
    },
  });
  return task as LinkedResource;
}
