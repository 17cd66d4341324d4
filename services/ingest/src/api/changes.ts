// Route of the change log: what happened after the reader's pointer.
import { readChanges } from '@tandem/shared/db/reads/read-changes.js';
import { refuseAhead } from '../changes/refuse-ahead.js';
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
      const after = query.after ?? BEGINNING;
      const page = await readChanges(database, { ...query, after }, caller.projects);
      const ahead = refuseAhead(after, page.head);
      if (ahead !== null) return ahead;
      return { body: { items: page.items, next: page.more ? page.pointer : null, pointer: page.pointer } };
    },
  }),
];
