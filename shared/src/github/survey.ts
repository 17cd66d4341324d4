// Asks GitHub's GraphQL about many repos at once (port GithubSurvey). An answer of 200 may hold errors beside data, or
// instead of it: a repo that is not told of in full is left out, and an answer without data is a failure.
import { z } from 'zod';
import { wholeSecond } from '../domain/clock.js';
import type { GithubSurvey, Head, SurveyedRepo } from '../ports/survey.js';
import { unreadable } from './answers.js';
import type { Gateway } from './gateway.js';
import { readJson } from './github-json.js';
import { PULLS_TOLD, surveyQuery } from './survey-query.js';

const head = z
  .object({ number: z.number().int().positive(), updatedAt: z.iso.datetime({ offset: true }) })
  .transform(({ number, updatedAt }): Head => ({ number, updatedAt: wholeSecond(Date.parse(updatedAt)) }));

const toldRepo = z.object({
  hasIssuesEnabled: z.literal(true),
  issues: z.object({ nodes: z.array(head), pageInfo: z.object({ hasNextPage: z.literal(false) }) }),
  pullRequests: z.object({ nodes: z.array(head) }),
});

const answerJson = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

export function createSurvey(gateway: Gateway): GithubSurvey {
  return {
    async changedSince({ installationId, installationRowId }, repos) {
      const answer = await gateway.asInstallation(
        { installationId, installationRowId, call: 'background' },
        { method: 'POST', path: '/graphql', body: { ...surveyQuery(repos) }, write: false },
      );
      if (!answer.ok) return answer;
      const read = readJson(answerJson, 'answer', answer.value.json);
      if (!read.ok) return { ok: false, failure: unreadable(read.message, false) };
      const { data, errors = [] } = read.value;
      if (data == null) return { ok: false, failure: unreadable(errors[0]?.message ?? 'no data', false) };
      const told = new Map<string, readonly Head[]>();
      repos.forEach((repo, index) => {
        const heads = headsOf(repo, data[`r${index}`]);
        if (heads !== null) told.set(repo.repoId, heads);
      });
      return { ok: true, value: told };
    },
  };
}

/** Null: not told in full. */
function headsOf({ since }: SurveyedRepo, json: unknown): readonly Head[] | null {
  const read = toldRepo.safeParse(json);
  if (!read.success) return null;
  const { issues, pullRequests } = read.data;
  const pulls = pullRequests.nodes.filter(({ updatedAt }) => updatedAt >= since);
  return pulls.length >= PULLS_TOLD ? null : [...issues.nodes, ...pulls];
}
