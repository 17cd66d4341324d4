// Connecting a user's account on GitHub, so that what they write goes in their name. GitHub's answer comes with a person's
// browser, which has no token of ours: what it may do was decided when the connection was begun, and is named by `state`.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { addToAudit } from '@tandem/shared/db/people/audit.js';
import { connectAccount, disconnectAccount } from '@tandem/shared/db/people/connect-account.js';
import {
  beginAuthorization,
  takeAuthorization,
  type Authorization,
} from '@tandem/shared/db/people/github-authorizations.js';
import type { Database } from '@tandem/shared/db/prisma.js';
import { readUser } from '@tandem/shared/db/people/users.js';
import { MINUTE_MS } from '@tandem/shared/domain/clock.js';
import type { UserFlow } from '@tandem/shared/github/user-flow.js';
import { openTokens, sealTokens } from '@tandem/shared/github/user-tokens.js';
import type { Clock } from '@tandem/shared/ports/clock.js';
import type { Log } from '@tandem/shared/ports/log.js';
import type { Sealer } from '@tandem/shared/secrets/seal.js';
import type { ConnectStates } from './connect-state.js';
import { missing, type Refusal } from '../commands/refusal.js';

export interface Connecting {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly connecting: {
    /** Null: GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET are not set. */
    readonly flow: UserFlow | null;
    readonly states: ConnectStates;
    readonly sealer: Sealer;
    /** PUBLIC_URL; null = the address that a request came to. */
    readonly publicUrl: string | null;
  };
}

/** As long as GitHub's own code lives. */
const ANSWER_WITHIN_MS = 10 * MINUTE_MS;
export const CALLBACK_PATH = '/api/v1/github/callback';

/** Nothing failed, and trying again helps nobody: the operator has to set the variables. */
const NOT_CONFIGURED = {
  refused: 'conflict',
  message: 'Accounts cannot be connected: GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET are not set.',
} satisfies Refusal;

export interface Begun {
  /** GitHub's page, for the user's own browser. */
  readonly url: string;
  readonly expiresAt: string;
}

/** @param origin the address that the request came to, e.g. `https://tandem.example` */
export async function beginConnect(
  { database, clock, connecting }: Connecting,
  who: Pick<Authorization, 'userId' | 'tokenId' | 'actor'>,
  origin: string,
): Promise<Begun | Refusal> {
  const { flow, states, sealer, publicUrl } = connecting;
  if (flow === null) return NOT_CONFIGURED;
  if ((await readUser(database, who.userId)) === null) return missing('user');
  const now = clock.now();
  const id = randomUUID();
  const expiresAt = now + ANSWER_WITHIN_MS;
  const verifier = randomBytes(48).toString('base64url');
  const redirectUri = (publicUrl ?? origin).replace(/\/+$/, '') + CALLBACK_PATH;
  const sealedVerifier = sealer.seal(verifier, verifierOf(id));
  await beginAuthorization(database, { ...who, id, sealedVerifier, redirectUri, expiresAt }, now);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const url = flow.authorizeUrl({ state: states.sign(id, expiresAt), challenge, redirectUri });
  return { url, expiresAt: new Date(expiresAt).toISOString() };
}

export type Finished =
  | { readonly kind: 'connected'; readonly login: string; readonly user: string }
  /** The person said no on GitHub's page. */
  | { readonly kind: 'denied' }
  /** `state` is not one of ours: this answer belongs to nothing that was begun here. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'late' }
  /** It was answered already. */
  | { readonly kind: 'used' }
  | { readonly kind: 'taken'; readonly login: string }
  | { readonly kind: 'no_user' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string };

export interface CallbackQuery {
  readonly state: string;
  readonly code: string;
  /** GitHub's own code of why there is none, such as `access_denied`. */
  readonly error: string;
  readonly errorDescription: string;
}

export async function finishConnect(context: Connecting, query: CallbackQuery): Promise<Finished> {
  const { database, clock, connecting } = context;
  const { flow, states, sealer } = connecting;
  const state = states.read(query.state, clock.now());
  if (state.kind !== 'ours') return { kind: state.kind };
  if (flow === null) return { kind: 'refused', message: NOT_CONFIGURED.message };
  // Taken before anything else is done with it: of two requests with one answer, one goes on.
  const begun = await takeAuthorization(database, state.id);
  if (begun === null) return { kind: 'used' };
  if (query.error === 'access_denied') return { kind: 'denied' };
  if (query.error !== '') return { kind: 'refused', message: query.errorDescription || query.error };
  const verifier = sealer.open(begun.sealedVerifier, verifierOf(begun.id));
  if (verifier === null) return { kind: 'late' };

  const granted = await flow.exchange({ code: query.code, verifier, redirectUri: begun.redirectUri });
  if (granted.kind !== 'granted') return granted;
  const { tokens } = granted;
  const known = await flow.whoIs(tokens.access);
  if (known.kind !== 'person') {
    return { kind: 'unreachable', message: 'GitHub did not tell whose account it is.' };
  }
  const { person } = known;
  const outcome = await connectAccount(database, {
    ...person,
    userId: begun.userId,
    seal: (accountId) => sealTokens(sealer, accountId, tokens),
    now: clock.now(),
  });
  if (outcome !== 'connected') {
    // This token alone: the account may be connected, rightly, to the other user.
    await flow.giveBack(tokens.access, 'token');
    return outcome === 'taken' ? { kind: 'taken', login: person.login } : { kind: 'no_user' };
  }
  await audit(context, begun, person);
  const user = await readUser(database, begun.userId);
  return { kind: 'connected', login: person.login, user: user?.name ?? '' };
}

/** Forgets the user's tokens, and gives them back to GitHub if it can be reached. False: there is no such user. */
export async function disconnect(
  { database, log, connecting }: Connecting,
  userId: string,
): Promise<boolean> {
  if ((await readUser(database, userId)) === null) return false;
  const ended = await disconnectAccount(database, userId);
  const { flow, sealer } = connecting;
  if (ended === null || flow === null) return true;
  const tokens = openTokens(sealer, ended.accountId, ended.sealed);
  const given = tokens !== null && (await flow.giveBack(tokens.access, 'grant'));
  if (!given) {
    log.warn('What a person allowed the app was forgotten here, but stands on GitHub', {
      login: ended.login,
    });
  }
  return true;
}

/** The connection stands where its audit fails; the log then says so. */
async function audit(
  { database, log }: Connecting,
  { userId, tokenId, actor }: Authorization,
  { login, externalId }: { readonly login: string; readonly externalId: string },
): Promise<void> {
  const target = `/users/${userId}`;
  try {
    await addToAudit(database, {
      tokenId,
      actor,
      action: 'github.connected',
      target,
      details: { login, externalId },
    });
  } catch (error) {
    log.error('A connection could not be put into the audit', { target, error: String(error) });
  }
}

function verifierOf(id: string): string {
  return `github-authorization:${id}`;
}
