// Requests and answers about imports.
import { z } from 'zod';
import { named } from './named.js';
import { Task } from './tasks.js';
import { uuid } from './values.js';

/** One request's tasks are made in one transaction; longer lists come as several requests. */
const MOST_NUMBERS = 1_000;
/** PostgreSQL's integer; GitHub's numbers are far from it. */
const GREATEST_NUMBER = 2_147_483_647;

export const ImportByNumber = named(
  'ImportByNumber',
  z.strictObject({
    repoId: uuid,
    numbers: z.array(z.int().min(1).max(GREATEST_NUMBER)).min(1).max(MOST_NUMBERS),
  }),
);
export const ImportedTasks = named('ImportedTasks', z.object({ items: z.array(Task) }));
