// POST /graphql: reads of many issues at once. It has a budget of its own, counted in points. Errors come inside a 200, as on GitHub.
import { type ExecutionResult, GraphQLError, graphqlSync } from 'graphql';
import { isoSecond } from '../clock.js';
import { readNodeId } from '../ids.js';
import { isJson, type Json } from '../json.js';
import { bodyOf, type Call, reaches, type Route } from '../rest/call.js';
import { ok, refuse, type Reply } from '../rest/reply.js';
import type { Repo } from '../state/model.js';
import { findRepo } from '../state/store.js';
import { commentObject, issueObject, repoObject, userObject } from './objects.js';
import { costOf, type QueryCost } from './query-cost.js';
import { SCHEMA } from './schema.js';

const MOST_IDS = 100;

function notFound(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}

function mayRead(call: Call, repo: Repo): boolean {
  return !repo.private || reaches(call, repo);
}

/** An error instead of an object makes that place null and is listed beside the data. */
function node(call: Call, id: string): Json | GraphQLError {
  const { hub } = call;
  const wanted = readNodeId(id);
  for (const repo of wanted ? readable(call) : []) {
    if (wanted?.kind === 'R' && repo.id === wanted.id) return repoObject(hub, repo);
    for (const issue of repo.issues.values()) {
      if (wanted?.kind === 'I' && !issue.pull && issue.id === wanted.id) return issueObject(hub, issue);
      if (wanted?.kind === 'PR' && issue.pull?.id === wanted.id) return issueObject(hub, issue);
      if (wanted?.kind !== 'IC') continue;
      const comment = issue.comments.find((one) => one.id === wanted.id);
      if (comment) return commentObject(hub, comment);
    }
  }
  return notFound(`Could not resolve to a node with the global id of '${id}'`);
}

function readable(call: Call): Repo[] {
  return [...call.hub.store.repos.values()].filter((repo) => mayRead(call, repo));
}

function rateLimit(call: Call, { points, nodes }: QueryCost): Json {
  const budget = call.graphqlLimits.show(call.auth);
  const { limit, remaining, used } = budget;
  // This very call is counted only after it is answered, yet GitHub shows it as counted.
  const left = Math.max(0, remaining - points);
  return {
    limit,
    cost: points,
    remaining: left,
    used: used + points,
    nodeCount: nodes,
    resetAt: isoSecond(budget.reset * 1000),
  };
}

function rootOf(call: Call, cost: QueryCost): Json {
  return {
    node: ({ id }: { id: string }) => node(call, id),
    nodes: ({ ids }: { ids: string[] }) => {
      if (ids.length > MOST_IDS) {
        throw new GraphQLError(
          `You may not provide more than ${MOST_IDS} node ids; you provided ${ids.length}.`,
        );
      }
      return ids.map((id) => node(call, id));
    },
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const found = findRepo(call.hub.store, `${owner}/${name}`);
      if (found && mayRead(call, found.repo)) return repoObject(call.hub, found.repo);
      return notFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
    },
    rateLimit: () => rateLimit(call, cost),
    viewer: () => userObject(call.hub, call.auth.kind === 'user' ? call.auth.user : call.hub.bot),
  };
}

/** GitHub puts the kind of an error beside its message, not below `extensions`. */
function shaped(result: ExecutionResult): Json {
  const errors = result.errors?.map(({ message, path, locations, extensions }) => ({
    ...(typeof extensions['type'] === 'string' && { type: extensions['type'] }),
    ...(path && { path }),
    ...(locations && { locations }),
    message,
  }));
  return { ...(result.data !== undefined && { data: result.data }), ...(errors && { errors }) };
}

function answer(call: Call): Reply {
  if (call.auth.kind === 'none') return refuse(401, 'This endpoint requires you to be authenticated.');
  if (call.auth.kind === 'app') return refuse(401, 'Bad credentials');
  const { query, variables, operationName } = bodyOf(call);
  if (typeof query !== 'string') {
    return ok({ errors: [{ message: 'A query attribute must be specified and must be a string.' }] });
  }
  const cost = costOf(query, isJson(variables) ? variables : {});
  const result = graphqlSync({
    schema: SCHEMA,
    source: query,
    rootValue: rootOf(call, cost),
    variableValues: isJson(variables) ? variables : null,
    operationName: typeof operationName === 'string' ? operationName : null,
  });
  return { ...ok(shaped(result)), points: cost.points };
}

export const graphqlRoutes: readonly Route[] = [{ method: 'POST', template: '/graphql', handle: answer }];
