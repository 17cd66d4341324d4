// Holds one GraphQL request against GitHub's whole schema, not against the part that is answered here. The schema is
// loaded with the first query, which takes half a second, and is then shared by every simulator of the process.
import { readFileSync } from 'node:fs';
import { buildSchema, getOperationAST, type GraphQLSchema, parse, validate } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import { isJson } from '../json.js';

let opened: GraphQLSchema | undefined;

/** Read beside the package's entry, which would build it twice, and from the text: its JSON lacks what is deprecated. */
export function openGithubSchema(): GraphQLSchema {
  const file = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));
  return (opened ??= buildSchema(readFileSync(file, 'utf8'), { assumeValidSDL: true, noLocation: true }));
}

/** What is wrong with the body of a `POST /graphql`; empty for a good one. */
export function checkQuery(body: unknown): string[] {
  const { query, variables, operationName } = isJson(body) ? body : {};
  if (typeof query !== 'string') return ['query is missing'];
  const schema = openGithubSchema();
  try {
    const document = parse(query);
    const problems = validate(schema, document);
    if (problems.length > 0) return problems.map(({ message }) => message);
    const operation = getOperationAST(document, typeof operationName === 'string' ? operationName : null);
    if (!operation) return ['operationName leads to no operation'];
    const given = isJson(variables) ? variables : {};
    const read = getVariableValues(schema, operation.variableDefinitions ?? [], given);
    return (read.errors ?? []).map(({ message }) => message);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
