// The web flow, and writing in a user's name.
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { request } from '../testing/app-client.js';
import { type HookReceiver, startHookReceiver } from '../testing/hook-receiver.js';
import { startTestSimulator } from '../testing/start-test-simulator.js';
import type { Simulator } from '../simulator.js';

const CALLBACK = 'http://127.0.0.1:9/callback';
const VERIFIER = 'a-verifier-that-is-long-enough-to-be-believed';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

describe('the web flow', () => {
  let simulator: Simulator;
  let receiver: HookReceiver;

  const authorize = async (extra: Record<string, string> = {}): Promise<URL> => {
    const query = new URLSearchParams({
      client_id: simulator.app.clientId,
      redirect_uri: CALLBACK,
      state: 's&1',
      login: 'ann',
      ...extra,
    });
    const reply = await fetch(`${simulator.url}/login/oauth/authorize?${query.toString()}`, {
      redirect: 'manual',
    });
    return new URL(String(reply.headers.get('location')));
  };

  const token = async (fields: Record<string, string>): Promise<Record<string, unknown>> => {
    const { clientId, clientSecret } = simulator.app;
    const reply = await fetch(`${simulator.url}/login/oauth/access_token`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields }),
    });
    return (await reply.json()) as Record<string, unknown>;
  };

  const codeOf = (url: URL): string => String(url.searchParams.get('code'));

  beforeEach(async () => {
    receiver = await startHookReceiver();
    simulator = await startTestSimulator({ webhookUrl: receiver.url });
    simulator.world.createRepo({ owner: 'octo', name: 'demo' });
    simulator.world.addCollaborator('octo/demo', 'ann');
  });

  afterEach(async () => {
    await simulator.close();
    await receiver.close();
  });

  it('leads back with a code and the state as it was', async () => {
    const back = await authorize();
    expect(back.origin + back.pathname).to.equal(CALLBACK);
    expect(back.searchParams.get('state')).to.equal('s&1');
  });

  it('a write with the user’s token is the user’s, through the app', async () => {
    const { access_token: access } = await token({ code: codeOf(await authorize()) });
    expect(access).to.match(/^ghu_/);
    const { body } = await request(simulator, String(access), 'POST', '/repos/octo/demo/issues', {
      title: 'x',
    });
    expect(body['user']).to.include({ login: 'ann', type: 'User' });
    expect(body['performed_via_github_app']).to.include({ slug: simulator.app.slug });
    await simulator.settled();
    expect(simulator.violations()).to.deep.equal([]);
    expect(receiver.hooks.at(-1)?.payload['sender']).to.include({ login: 'ann' });
  });

  it('a user’s token knows no repo that the user has no access to', async () => {
    const { access_token: access } = await token({ code: codeOf(await authorize({ login: 'eve' })) });
    expect((await request(simulator, String(access), 'GET', '/repos/octo/demo')).status).to.equal(404);
  });

  it('a code works once', async () => {
    const code = codeOf(await authorize());
    await token({ code });
    expect(await token({ code })).to.include({ error: 'bad_verification_code' });
  });

  it('a code needs the verifier that it was asked for with', async () => {
    const withChallenge = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
    const wrong = await token({ code: codeOf(await authorize(withChallenge)), code_verifier: 'other' });
    const right = await token({ code: codeOf(await authorize(withChallenge)), code_verifier: VERIFIER });
    expect([wrong['error'], right['token_type']]).to.deep.equal(['bad_verification_code', 'bearer']);
  });

  it('a refresh token works once, and the old access token dies with it', async () => {
    const first = await token({ code: codeOf(await authorize()) });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) };
    const second = await token(refresh);
    const again = await token(refresh);
    const old = await request(simulator, String(first['access_token']), 'GET', '/user');
    const fresh = await request(simulator, String(second['access_token']), 'GET', '/user');
    expect([again['error'], old.status, fresh.body['login']]).to.deep.equal([
      'bad_refresh_token',
      401,
      'ann',
    ]);
  });

  it('an access token lives eight hours', async () => {
    const { access_token: access } = await token({ code: codeOf(await authorize()) });
    simulator.clock.advance(8 * 3_600_000);
    expect((await request(simulator, String(access), 'GET', '/user')).status).to.equal(401);
  });

  it('a wrong secret is refused', async () => {
    const answer = await token({ code: codeOf(await authorize()), client_secret: 'x' });
    expect(answer).to.include({ error: 'incorrect_client_credentials' });
  });

  it('who refuses is sent back with the reason', async () => {
    expect((await authorize({ deny: '1' })).searchParams.get('error')).to.equal('access_denied');
  });

  it('taken back, the tokens die and the app is told', async () => {
    const { access_token: access } = await token({ code: codeOf(await authorize()) });
    simulator.world.revokeAuthorization('ann');
    await simulator.settled();
    expect((await request(simulator, String(access), 'GET', '/user')).status).to.equal(401);
    expect(receiver.names()).to.include('github_app_authorization.revoked');
    expect(simulator.violations()).to.deep.equal([]);
  });
});
