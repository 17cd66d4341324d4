// Who is calling. The app's JWT is checked as GitHub checks it (RS256, issuer, at most ten minutes), tokens against what was handed
// out and their hour. Every refusal is GitHub's own sentence.
import jwt from 'jsonwebtoken';
import type { Hub } from '../hub.js';
import { isJson } from '../json.js';
import type { Auth } from './auth.js';
import { refuse, type Reply } from './reply.js';

const LONGEST_JWT_SECONDS = 600;
// GitHub lets a client's clock be ahead by a little.
const LEEWAY_SECONDS = 60;

export type Authenticated = { readonly auth: Auth } | { readonly refusal: Reply };

const unauthorized = (message: string): Authenticated => ({ refusal: refuse(401, message) });

function checkJwt(hub: Hub, token: string): Authenticated {
  let claims: unknown;
  try {
    claims = jwt.verify(token, hub.app.publicKey, { algorithms: ['RS256'], ignoreExpiration: true });
  } catch {
    return unauthorized('A JSON web token could not be decoded');
  }
  if (!isJson(claims)) return unauthorized('A JSON web token could not be decoded');
  const now = hub.clock.now() / 1000;
  const { exp, iat, iss } = claims;
  if (typeof exp !== 'number' || exp <= now) {
    const must = 'must be a numeric value representing the future time at which the assertion expires';
    return unauthorized(`'Expiration time' claim ('exp') ${must}`);
  }
  if (typeof iat !== 'number' || iat > now + LEEWAY_SECONDS) {
    const must = 'must be an Integer representing the time that the assertion was issued';
    return unauthorized(`'Issued at' claim ('iat') ${must}`);
  }
  if (exp - iat > LONGEST_JWT_SECONDS + LEEWAY_SECONDS || exp > now + LONGEST_JWT_SECONDS + LEEWAY_SECONDS) {
    return unauthorized("'Expiration time' claim ('exp') is too far in the future");
  }
  if (String(iss) !== hub.app.id && iss !== hub.app.clientId) return unauthorized('Integration not found');
  return { auth: { kind: 'app' } };
}

function checkToken(hub: Hub, value: string): Authenticated {
  const token = hub.store.tokens.get(value);
  if (!token || token.expiresAt <= hub.clock.now()) return unauthorized('Bad credentials');
  if (token.user) return { auth: { kind: 'user', token, user: token.user } };
  const { installation } = token;
  if (!installation) return unauthorized('Bad credentials');
  if (installation.suspendedAt !== null) {
    return { refusal: refuse(403, 'This installation has been suspended') };
  }
  return { auth: { kind: 'installation', token, installation } };
}

export function authenticate(hub: Hub, header: string | undefined): Authenticated {
  if (header === undefined) return { auth: { kind: 'none' } };
  const basic = /^basic\s+(\S+)$/i.exec(header)?.[1];
  if (basic !== undefined) {
    const right = Buffer.from(basic, 'base64').toString() === `${hub.app.clientId}:${hub.app.clientSecret}`;
    return right ? { auth: { kind: 'client' } } : unauthorized('Bad credentials');
  }
  const token = /^(?:bearer|token)\s+(\S+)$/i.exec(header)?.[1];
  if (token === undefined) return unauthorized('Bad credentials');
  return token.split('.').length === 3 ? checkJwt(hub, token) : checkToken(hub, token);
}
