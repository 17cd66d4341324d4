// What is bound to projects names projects that are there: a mistyped id would otherwise be bound to nothing, in silence.
import { unknownProjects } from '@tandem/shared/db/directory/projects.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import type { ProjectAccess } from '@tandem/shared/ports/client.js';
import type { Refusal } from './refusal.js';

/** Null: the caller may see all of them. */
export async function refuseUnknownProjects(
  database: Database,
  ids: readonly string[],
  access: ProjectAccess,
): Promise<Refusal | null> {
  if (ids.length === 0) return null;
  const unknown = new Set(await unknownProjects(database, ids, access));
  const errors = ids.flatMap((id, index) =>
    unknown.has(id) ? [{ field: `projectIds.${index}`, message: 'There is no such project.' }] : [],
  );
  return errors.length === 0 ? null : { refused: 'invalid', errors };
}
