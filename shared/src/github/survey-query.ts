// The GraphQL question about many repos: per repo the issues since a moment, and the latest pull requests, which GitHub
// does not filter by time. Names and times travel as variables, never inside the text.
import type { SurveyedRepo } from '../ports/survey.js';

/** Few repos change more between two pulls; one that does is pulled. */
export const ISSUES_TOLD = 50;
export const PULLS_TOLD = 25;

const LATEST_FIRST = 'orderBy: { field: UPDATED_AT, direction: DESC }';

export interface SurveyQuery {
  readonly query: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** The answer has a field `r0`, `r1`, … per repo, in their order. */
export function surveyQuery(repos: readonly SurveyedRepo[]): SurveyQuery {
  const names = repos.map((_, index) => `$id${index}: ID!, $since${index}: DateTime!`);
  const fields = repos.map(
    (_, index) => `r${index}: node(id: $id${index}) {
    ... on Repository {
      hasIssuesEnabled
      issues(first: ${ISSUES_TOLD}, filterBy: { since: $since${index} }, ${LATEST_FIRST}) {
        nodes { number updatedAt }
        pageInfo { hasNextPage }
      }
      pullRequests(first: ${PULLS_TOLD}, ${LATEST_FIRST}) { nodes { number updatedAt } }
    }
  }`,
  );
  return {
    query: `query (${names.join(', ')}) {\n  ${fields.join('\n  ')}\n}`,
    variables: Object.fromEntries(
      repos.flatMap(({ nodeId, since }, index) => [
        [`id${index}`, nodeId],
        [`since${index}`, new Date(since).toISOString()],
      ]),
    ),
  };
}
