// GraphQL says in a 200 what REST says with a status: that a limit is reached. Source: GitHub's page "Rate limits and query
// limits for the GraphQL API"; the primary limit is an error of type RATE_LIMITED, a secondary one may be a sentence alone.
import { z } from 'zod';

const limited = z.object({
  errors: z.array(z.object({ type: z.string().optional(), message: z.string().optional() })),
});
const LIMIT_IN_WORDS = /secondary rate limit|abuse detection|API rate limit/i;

/** GitHub's own sentence, if the answer tells of a limit; null for every other answer, also for one with other errors. */
export function limitInAnswer(json: unknown): string | null {
  const read = limited.safeParse(json);
  if (!read.success) return null;
  const error = read.data.errors.find(
    ({ type, message }) => type === 'RATE_LIMITED' || LIMIT_IN_WORDS.test(message ?? ''),
  );
  return error === undefined ? null : (error.message ?? 'GitHub limits the queries of this installation.');
}
