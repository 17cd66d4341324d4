// Keeps who was seen on GitHub: a placeholder, until a user of ours says "that is me". A rename on GitHub changes the
// login and nothing else: the id is the identity.
import { v7 as uuid } from 'uuid';
import type { Facts } from '../../domain/operations/operation.js';
import type { Queryable } from '../prisma.js';

export async function seePeople(db: Queryable, facts: readonly (Facts | undefined)[]): Promise<void> {
  const seen = new Map<string, string>();
  for (const author of facts.map((fact) => fact?.author)) {
    if (author?.externalId != null) seen.set(author.externalId, author.login);
  }
  if (seen.size === 0) return;
  const people = JSON.stringify([...seen].map(([id, login]) => ({ id: uuid(), external_id: id, login })));
  // In one order: two batches that make the same people must not wait for each other in a circle. Known people are
  // not locked, unless their login changed.
  await db.$executeRaw`
    WITH seen AS (
      SELECT n.id, n.external_id, n.login FROM jsonb_to_recordset(${people}::jsonb)
        AS n(id uuid, external_id bigint, login text)
    ), renamed AS (
      UPDATE github_users u SET login = s.login, updated_at = now() FROM seen s
      WHERE u.external_id = s.external_id AND u.login <> s.login
    )
    INSERT INTO github_users (id, external_id, login) SELECT id, external_id, login FROM seen ORDER BY external_id
    ON CONFLICT (external_id) DO NOTHING`;
}
