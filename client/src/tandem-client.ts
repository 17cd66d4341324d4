// A typed client of Tandem's API: every call, parameter and answer as the API describes itself. Failures are values
// (`error`, a problem of RFC 9457), as openapi-fetch gives them; a throw is a lost connection.
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './generated/api.js';

export type TandemClient = Client<paths>;
export type Task = components['schemas']['Task'];
export type Comment = components['schemas']['Comment'];
export type Change = components['schemas']['Change'];
export type Operation = components['schemas']['Operation'];
export type Problem = components['schemas']['Problem'];

export interface TandemOptions {
  /** Where ingest listens, without a path: http://localhost:3000 */
  readonly url: string;
  /** An API token; `POST /api/v1/tokens` makes them. */
  readonly token: string;
  /** For tests and proxies; the platform's own unless given. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

export function createTandemClient({ url, token, fetch }: TandemOptions): TandemClient {
  return createClient<paths>({
    baseUrl: url,
    headers: { authorization: `Bearer ${token}` },
    ...(fetch === undefined ? {} : { fetch }),
  });
}
