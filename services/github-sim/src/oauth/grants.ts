// What people allow the app to do in their name: codes (once, ten minutes), access tokens (eight hours) and refresh tokens
// (six months, each good for one exchange), as GitHub's expiring user tokens work.
import { createHash, randomBytes } from 'node:crypto';
import type { Hub } from '../hub.js';
import type { Token, User } from '../state/model.js';

const CODE_MS = 600_000;
const ACCESS_SECONDS = 28_800;
const REFRESH_SECONDS = 15_897_600;

interface Code {
  readonly user: User;
  readonly redirectUri: string | undefined;
  readonly challenge: string | undefined;
  readonly expiresAt: number;
}

export interface IssuedTokens {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly refresh_token_expires_in: number;
  readonly token_type: 'bearer';
  readonly scope: '';
}

export interface Grants {
  authorize(user: User, redirectUri: string | undefined, challenge: string | undefined): string;
  /** Undefined: the code is unknown, used, too old, or meant for another address or verifier. */
  exchange(
    code: string,
    redirectUri: string | undefined,
    verifier: string | undefined,
  ): IssuedTokens | undefined;
  refresh(refreshToken: string): IssuedTokens | undefined;
  /** This access token dies, and the refresh token that came with it. False: there is none. */
  revokeToken(access: string): boolean;
  /** Every token of this person dies. */
  revoke(user: User): void;
}

const secret = (prefix: string): string => `${prefix}_${randomBytes(24).toString('hex')}`;

function proves(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined) return true;
  return (
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url') === challenge
  );
}

export function createGrants(hub: Hub): Grants {
  const codes = new Map<string, Code>();
  const refreshTokens = new Map<string, { user: User; access: string; expiresAt: number }>();

  function issue(user: User): IssuedTokens {
    const now = hub.clock.now();
    const access = secret('ghu');
    const refresh = secret('ghr');
    const token: Token = {
      value: access,
      expiresAt: now + ACCESS_SECONDS * 1000,
      installation: null,
      user,
      repoIds: null,
      permissions: null,
    };
    hub.store.tokens.set(access, token);
    refreshTokens.set(refresh, { user, access, expiresAt: now + REFRESH_SECONDS * 1000 });
    return {
      access_token: access,
      expires_in: ACCESS_SECONDS,
      refresh_token: refresh,
      refresh_token_expires_in: REFRESH_SECONDS,
      token_type: 'bearer',
      scope: '',
    };
  }

  return {
    authorize(user, redirectUri, challenge) {
      const code = randomBytes(10).toString('hex');
      codes.set(code, { user, redirectUri, challenge, expiresAt: hub.clock.now() + CODE_MS });
      return code;
    },
    exchange(code, redirectUri, verifier) {
      const found = codes.get(code);
      codes.delete(code);
      if (!found || found.expiresAt <= hub.clock.now() || !proves(found.challenge, verifier))
        return undefined;
      const elsewhere = redirectUri !== undefined && redirectUri !== found.redirectUri;
      return elsewhere ? undefined : issue(found.user);
    },
    refresh(refreshToken) {
      const found = refreshTokens.get(refreshToken);
      refreshTokens.delete(refreshToken);
      if (!found || found.expiresAt <= hub.clock.now()) return undefined;
      hub.store.tokens.delete(found.access);
      return issue(found.user);
    },
    revokeToken(access) {
      for (const [value, one] of refreshTokens) if (one.access === access) refreshTokens.delete(value);
      return hub.store.tokens.get(access)?.user != null && hub.store.tokens.delete(access);
    },
    revoke(user) {
      for (const [value, one] of refreshTokens) if (one.user === user) refreshTokens.delete(value);
      for (const [value, token] of hub.store.tokens) if (token.user === user) hub.store.tokens.delete(value);
    },
  };
}
