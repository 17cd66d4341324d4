// Route of the change log: what happened after the reader's pointer.
import { readChanges } from '@tandem/shared/db/reads/read-changes.js';
import { route, type Route } from './route.js';
import { ChangePage, ChangeQuery } from './schemas/changes.js';

/** Before the first entry. */
const BEGINNING = '0';

export const CHANGE_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/changes',
    scope: 'read',
    summary: 'Read the change log from a pointer on, in the order of commits',
    query: ChangeQuery,
    status: 200,
    reply: ChangePage,
    async handle({ database }, { caller, query }) {
      const page = await readChanges(
        database,
        { ...query, after: query.after ?? BEGINNING },
        caller.projects,
      );
      return { body: { items: page.items, next: page.more ? page.pointer : null, pointer: page.pointer } };
    },
  }),
];
