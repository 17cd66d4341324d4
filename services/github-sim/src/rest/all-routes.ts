// Every call that the simulator answers.
import { graphqlRoutes } from '../graphql/graphql-route.js';
import { appRoutes } from './app-routes.js';
import type { Route } from './call.js';
import { clientRoutes } from './client-routes.js';
import { commentRoutes } from './comment-routes.js';
import { issueRoutes } from './issue-routes.js';
import { labelRoutes } from './label-routes.js';
import { pullRoutes } from './pull-routes.js';
import { repoRoutes } from './repo-routes.js';

export const ALL_ROUTES: readonly Route[] = [
  ...appRoutes,
  ...clientRoutes,
  ...repoRoutes,
  ...issueRoutes,
  ...commentRoutes,
  ...labelRoutes,
  ...pullRoutes,
  ...graphqlRoutes,
];
