// A label that was renamed or deleted changes every issue that carries it, and GitHub sends no event and moves no time of
// those: they have to be fetched (DESIGN section 3). What else happens to a label is none of ours.
import { z } from 'zod';
import { ignored, malformed, type Normalized } from './normalized.js';
import { readWith, type RepositoryJson } from './payload.js';

const labelPayload = z.object({
  label: z.object({ name: z.string() }),
  changes: z.object({ name: z.object({ from: z.string() }).optional() }).optional(),
});

export function normalizeLabel(action: string, repo: RepositoryJson, json: unknown): Normalized {
  if (action !== 'edited' && action !== 'deleted') {
    return ignored('action_not_synced', `"label.${action}" changes no issue.`);
  }
  const read = readWith(labelPayload, json, 'payload');
  if (!read.ok) return malformed(read.message);
  const { label, changes } = read.value;
  const name = action === 'deleted' ? label.name : changes?.name?.from;
  if (name === undefined) return ignored('name_not_changed', 'The label kept its name.');
  return { kind: 'label', repoExternalId: String(repo.id), name };
}
