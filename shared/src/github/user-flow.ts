// GitHub's user flow (OAuth web flow of a GitHub App): where a person is sent to agree, what their answer is exchanged
// for, and how tokens are renewed and given back. These calls belong to the app's client and not to an installation, so
// no installation's budget pays for them. Tokens go in and out as values and are never put into a message or a log.
import { z } from 'zod';
import { SECOND_MS } from '../domain/clock.js';
import type { Clock } from '../ports/clock.js';
import { id, readJson } from './github-json.js';
import { octokitDefaults, REQUEST_TIMEOUT_MS } from './request.js';
import { webAddressOf } from './web-address.js';

/** A person's tokens, as GitHub granted them. */
export interface UserTokens {
  readonly access: string;
  /** By our clock, ms since the epoch; null = until it is revoked (an app whose tokens do not expire). */
  readonly accessUntil: number | null;
  /** Works once. Null where tokens do not expire. */
  readonly refresh: string | null;
}

export type Granted =
  | { readonly kind: 'granted'; readonly tokens: UserTokens }
  /** GitHub's own code and sentence: asking again with the same gives the same. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** No usable answer. Whether the code or the refresh token was used up is not known. */
  | { readonly kind: 'unreachable'; readonly message: string };

export interface GithubPerson {
  readonly externalId: string;
  readonly login: string;
}

export type Known =
  | { readonly kind: 'person'; readonly person: GithubPerson }
  /** GitHub takes the token no more. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreachable' };

export interface UserFlow {
  /** GitHub's page on which a person agrees. They choose the account there, even if only one is signed in. */
  authorizeUrl(asked: {
    readonly state: string;
    readonly challenge: string;
    readonly redirectUri: string;
  }): string;
  exchange(answer: {
    readonly code: string;
    readonly verifier: string;
    readonly redirectUri: string;
  }): Promise<Granted>;
  renew(refreshToken: string): Promise<Granted>;
  /** Whose token it is. */
  whoIs(accessToken: string): Promise<Known>;
  /** Takes back this one token, or all that the person allowed the app. False where GitHub did not do it. */
  giveBack(accessToken: string, what: 'token' | 'grant'): Promise<boolean>;
}

export interface UserFlowOptions {
  /** GITHUB_API_URL. */
  readonly apiUrl: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

const UNAUTHORIZED = 401;

const granted = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
});
/** Refusals of this endpoint are answered with 200. */
const refused = z.object({ error: z.string(), error_description: z.string().optional() });
const person = z.object({ id, login: z.string().min(1) });

export function createUserFlow(options: UserFlowOptions): UserFlow {
  const { apiUrl, client, clock, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const web = webAddressOf(apiUrl);
  const { baseUrl, headers } = octokitDefaults({ apiUrl });

  const call = (url: string, init: RequestInit): Promise<Response> =>
    fetch(url, {
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string>) },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });

  async function ask(fields: Record<string, string>): Promise<Granted> {
    const askedAt = clock.now();
    try {
      const response = await call(`${web}/login/oauth/access_token`, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...fields }),
      });
      const json: unknown = await response.json();
      const answer = granted.safeParse(json);
      if (response.ok && answer.success) return { kind: 'granted', tokens: toTokens(answer.data, askedAt) };
      const refusal = refused.safeParse(json);
      if (!refusal.success) return { kind: 'unreachable', message: `GitHub answered ${response.status}.` };
      const { error, error_description: message = error } = refusal.data;
      return { kind: 'refused', code: error, message };
    } catch (error) {
      return { kind: 'unreachable', message: `No answer from GitHub: ${wordsOf(error)}` };
    }
  }

  return {
    authorizeUrl({ state, challenge, redirectUri }) {
      const query = new URLSearchParams({
        client_id: client.id,
        redirect_uri: redirectUri,
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        // Without it, who allowed the app before is sent back unasked, also by somebody else's link.
        prompt: 'select_account',
      });
      return `${web}/login/oauth/authorize?${query.toString()}`;
    },
    exchange: ({ code, verifier, redirectUri }) =>
      ask({ code, code_verifier: verifier, redirect_uri: redirectUri }),
    renew: (refreshToken) => ask({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    async whoIs(accessToken) {
      try {
        const authorization = `Bearer ${accessToken}`;
        const response = await call(`${baseUrl}/user`, { method: 'GET', headers: { authorization } });
        if (response.status === UNAUTHORIZED) return { kind: 'refused' };
        const read = readJson(person, 'user', await response.json());
        if (!response.ok || !read.ok) return { kind: 'unreachable' };
        return { kind: 'person', person: { externalId: read.value.id, login: read.value.login } };
      } catch {
        return { kind: 'unreachable' };
      }
    },
    async giveBack(accessToken, what) {
      const secret = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
      try {
        const response = await call(`${baseUrl}/applications/${encodeURIComponent(client.id)}/${what}`, {
          method: 'DELETE',
          headers: { authorization: `Basic ${secret}` },
          body: JSON.stringify({ access_token: accessToken }),
        });
        return response.ok;
      } catch {
        return false;
      }
    },
  };
}

/** Counted from when it was asked for: a token is taken for older than it is, never for younger. */
function toTokens(answer: z.output<typeof granted>, askedAt: number): UserTokens {
  const { access_token: access, expires_in: seconds, refresh_token: refresh = null } = answer;
  return { access, accessUntil: seconds === undefined ? null : askedAt + seconds * SECOND_MS, refresh };
}

function wordsOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : 'no answer';
}
