// GitHub's web flow for acting in a user's name. Nobody is asked: the person named by `login` (octocat unless told) agrees at once,
// or refuses with `deny=1`, so that a test and a developer get through without a password.
import type { Express, Request, Response } from 'express';
import { makeUser } from '../acts/repo-acts.js';
import type { Hub } from '../hub.js';
import { isJson } from '../json.js';
import { findUser } from '../state/store.js';
import { DEFAULT_LOGIN } from '../world/lookup.js';
import type { Grants, IssuedTokens } from './grants.js';

const LEARN_MORE =
  'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/';

const refusal = (error: string, description: string): Record<string, string> => ({
  error,
  error_description: description,
  error_uri: LEARN_MORE,
});

function queryOf(request: Request): URLSearchParams {
  return new URL(request.originalUrl, 'http://simulator').searchParams;
}

function fieldsOf(request: Request): URLSearchParams {
  const fields = queryOf(request);
  const raw: unknown = request.body;
  const text = Buffer.isBuffer(raw) ? raw.toString('utf8') : '';
  if (!request.headers['content-type']?.includes('json')) {
    for (const [name, value] of new URLSearchParams(text)) fields.set(name, value);
    return fields;
  }
  const parsed: unknown = JSON.parse(text);
  for (const [name, value] of Object.entries(isJson(parsed) ? parsed : {})) {
    if (typeof value === 'string') fields.set(name, value);
  }
  return fields;
}

function authorize(hub: Hub, grants: Grants, request: Request, response: Response): void {
  const query = queryOf(request);
  const redirectUri = query.get('redirect_uri') ?? undefined;
  const target = redirectUri !== undefined && URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (query.get('client_id') !== hub.app.clientId) {
    response.status(404).type('text/plain').send('There is no app with this client_id.');
    return;
  }
  if (!target || !/^https?:$/.test(target.protocol)) {
    response.status(400).type('text/plain').send('redirect_uri must be an http address.');
    return;
  }
  const state = query.get('state');
  if (query.get('deny') === '1') {
    target.searchParams.set('error', 'access_denied');
    target.searchParams.set('error_description', 'The user has denied your application access.');
  } else {
    const login = query.get('login') || DEFAULT_LOGIN;
    const user = findUser(hub.store, login) ?? makeUser(hub, login, 'User');
    const code = grants.authorize(user, redirectUri, query.get('code_challenge') ?? undefined);
    target.searchParams.set('code', code);
  }
  if (state !== null) target.searchParams.set('state', state);
  response.redirect(302, target.href);
}

function tokensFor(hub: Hub, grants: Grants, fields: URLSearchParams): IssuedTokens | Record<string, string> {
  const right =
    fields.get('client_id') === hub.app.clientId && fields.get('client_secret') === hub.app.clientSecret;
  if (!right) {
    return refusal(
      'incorrect_client_credentials',
      'The client_id and/or client_secret passed are incorrect.',
    );
  }
  if (fields.get('grant_type') === 'refresh_token') {
    const sentence = 'The refresh token passed is incorrect or expired.';
    return grants.refresh(fields.get('refresh_token') ?? '') ?? refusal('bad_refresh_token', sentence);
  }
  const redirectUri = fields.get('redirect_uri') ?? undefined;
  const verifier = fields.get('code_verifier') ?? undefined;
  const sentence = 'The code passed is incorrect or expired.';
  return (
    grants.exchange(fields.get('code') ?? '', redirectUri, verifier) ??
    refusal('bad_verification_code', sentence)
  );
}

export function mountOauth(app: Express, hub: Hub, grants: Grants): void {
  app.get('/login/oauth/authorize', (request, response) => {
    authorize(hub, grants, request, response);
  });
  app.post('/login/oauth/access_token', (request, response) => {
    const answer = tokensFor(hub, grants, fieldsOf(request));
    // Errors too are a 200 on GitHub; and without an Accept header it answers as a form.
    if (request.headers.accept?.includes('json')) {
      response.json(answer);
      return;
    }
    const entries = Object.entries(answer).map(([name, value]): [string, string] => [name, String(value)]);
    response.type('application/x-www-form-urlencoded').send(new URLSearchParams(entries).toString());
  });
}
