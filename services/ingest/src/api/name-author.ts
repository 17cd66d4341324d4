// Who a client says the author is: a user of ours, or nothing but a name. A user's own name and login are filled in.
import type { NamedAuthor } from '@tandem/shared/ports/client.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import { readUser } from '@tandem/shared/db/people/users.js';
import { invalid, type Refusal } from '../commands/refusal.js';

const NOBODY: NamedAuthor = { userId: null, login: null, name: null };

export async function nameAuthor(
  database: Database,
  author: NamedAuthor | undefined,
): Promise<NamedAuthor | Refusal> {
  if (author === undefined) return NOBODY;
  if (author.userId === null) return author;
  const user = await readUser(database, author.userId);
  if (user === null) return invalid('author.userId', 'There is no such user.');
  return {
    userId: user.id,
    login: author.login ?? user.github?.login ?? null,
    name: author.name ?? user.name,
  };
}
