// Writes in a user's name (rule G8): the connection is made through GitHub's own pages, and what becomes of it when the
// person, GitHub or a worker takes it away. Nothing is ever doubled, and no token is ever seen outside of its seal.
import { expect } from 'chai';
import { createAccountStore } from '@tandem/shared/db/people/account-store.js';
import { openDatabase, type Database } from '@tandem/shared/db/prisma.js';
import { createUserFlow, type UserFlow } from '@tandem/shared/github/user-flow.js';
import {
  createUserTokens,
  openTokens,
  sealTokens,
  type UserTokenKeeper,
} from '@tandem/shared/github/user-tokens.js';
import { createSealer, type Sealer } from '@tandem/shared/secrets/seal.js';
import type { CommentJson, TaskJson } from '../infra/api-client.js';
import { APP_SECRET, REPO, startPair, type Pair } from '../infra/pair.js';
import { passTime } from '../infra/pass-time.js';
import { waitFor } from '../infra/wait-for.js';

interface UserJson {
  readonly id: string;
  readonly github: {
    readonly login: string;
    readonly connected: boolean;
    readonly problem: { readonly code: string; readonly message: string } | null;
  } | null;
}

const ISSUES = { method: 'POST', route: /\/issues$/ };
const SLOW = { timeoutMs: 40_000, describe: 'what is expected comes about' };
const SECRET = /gh[ur]_[0-9a-f]{10}/;
const clock = { now: () => Date.now() };
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe("in a user's name", function () {
  this.timeout(90_000);
  let pair: Pair;
  before(async () => {
    pair = await startPair('person');
  });
  afterEach(() => {
    pair.sim.faults.clear();
  });
  after(async () => {
    const logs = pair.ingest.logs() + pair.worker().logs();
    await pair.stop();
    expect(logs, 'no token in a log').not.to.match(SECRET);
  });

  const user = async (id: string): Promise<UserJson> =>
    (await pair.api.get<UserJson>(`/api/v1/users/${id}`)).body;
  const newUser = async (name: string): Promise<string> =>
    (await pair.api.post<UserJson>('/api/v1/users', { name })).body.id;
  const begin = async (id: string): Promise<string> => {
    const begun = await pair.api.get<{ url: string }>(`/api/v1/users/${id}/github/connect`);
    expect(begun.status, JSON.stringify(begun.body)).to.equal(200);
    return begun.body.url;
  };
  /** What GitHub sends the browser back to. */
  const agree = async (url: string, extra: string): Promise<string> => {
    const page = await fetch(`${url}&${extra}`, { redirect: 'manual' });
    return String(page.headers.get('location'));
  };
  const open = async (url: string): Promise<{ status: number; text: string }> => {
    const page = await fetch(url);
    return { status: page.status, text: await page.text() };
  };
  /** A user of ours who connected the account of this login, which may write to the repo. */
  const connected = async (login: string): Promise<string> => {
    pair.sim.world.addCollaborator(REPO, login);
    const id = await newUser(`Name of ${login}`);
    const page = await open(await agree(await begin(id), `login=${login}`));
    expect(page.status, page.text).to.equal(200);
    return id;
  };
  const create = async (title: string, rest: Record<string, unknown>): Promise<TaskJson> => {
    const path = `/api/v1/projects/${pair.projectId}/tasks`;
    const made = await pair.api.post<TaskJson>(path, { title, body: 'Text.', ...rest });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    return made.body;
  };
  const issues = (title: string): ReturnType<typeof pair.sim.world.issues> =>
    pair.sim.world.issues(REPO).filter((issue) => issue.title === title);
  const onGithub = async (title: string, rest: Record<string, unknown>): Promise<TaskJson> => {
    const { id } = await create(title, rest);
    return waitFor(
      async () => {
        const { body } = await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`);
        return body.sync.status === 'synced' && body.github !== null ? body : undefined;
      },
      { ...SLOW, describe: `"${title}" is on GitHub` },
    );
  };
  const accountOf = async (login: string): Promise<{ id: string; sealed: Buffer | null }> => {
    const [row] = await pair.query<{ id: string; sealed: Buffer | null }>(
      'SELECT id::text, sealed_tokens AS sealed FROM github_users WHERE login = $1',
      [login],
    );
    if (row === undefined) throw new Error(`Nobody is called ${login}.`);
    return row;
  };
  const sealer = createSealer([APP_SECRET]);
  /** What a worker of its own would hold. */
  const keeperOn = (
    database: Database,
    ofWorker: Sealer,
    renewed: () => void = () => undefined,
  ): UserTokenKeeper => {
    const { clientId: id, clientSecret: secret } = pair.sim.app;
    const flow = createUserFlow({ apiUrl: pair.sim.url, client: { id, secret }, clock });
    const counted: UserFlow = {
      ...flow,
      renew: (token) => {
        renewed();
        return flow.renew(token);
      },
    };
    return createUserTokens({
      store: createAccountStore(database),
      flow: counted,
      sealer: ofWorker,
      clock,
      log,
    });
  };
  /** The access token ends now, as after eight hours. */
  const endAccess = async (login: string): Promise<string> => {
    const { id, sealed } = await accountOf(login);
    const tokens = openTokens(sealer, id, sealed ?? Buffer.alloc(0));
    if (tokens === null) throw new Error('The tokens do not open.');
    const ended = sealTokens(sealer, id, { ...tokens, accessUntil: Date.now() });
    await pair.query('UPDATE github_users SET sealed_tokens = $2 WHERE id = $1', [id, Buffer.from(ended)]);
    return id;
  };

  it('G8: a connected author writes in their own name, task and comment, without a credit', async () => {
    const userId = await connected('ann');
    const task = await onGithub('of ann', { author: { userId } });
    const [issue] = issues('of ann');
    expect(issue).to.include({ author: 'ann', viaApp: true });
    expect(issue?.body).to.match(/^Text\.\n\n<!-- tandem task [\w-]+ [\w-]{43} -->$/);
    expect(task).to.deep.include({ body: 'Text.', author: { login: 'ann', name: 'Name of ann' } });

    await pair.api.post<CommentJson>(`/api/v1/tasks/${task.id}/comments`, {
      body: 'Hear me.',
      author: { login: 'ann' },
    });
    const [comment] = await waitFor(
      () => {
        const found = pair.sim.world.comments(REPO, task.github?.number ?? 0);
        return Promise.resolve(found.length > 0 ? found : undefined);
      },
      { ...SLOW, describe: 'the comment is on GitHub' },
    );
    expect(comment).to.include({ author: 'ann', viaApp: true });
    expect(comment?.body).to.match(/^Hear me\.\n\n<!-- tandem comment/);
    await pair.quiet();
    expect(await pair.comments(task.id)).to.have.length(1);
    expect((await pair.tasks()).filter(({ title }) => title === 'of ann')).to.have.length(1);
  });

  it('G8: an author without a GitHub account is credited once', async () => {
    await onGithub('of nobody', { author: { userId: await newUser('Una') } });
    const [issue] = issues('of nobody');
    expect(issue?.author).to.match(/\[bot\]$/);
    expect(issue?.body?.match(/posted by \*\*Una\*\*/g)).to.have.length(1);
  });

  it("both-2 in a user's name: the reply is lost: one issue, adopted by its marker", async () => {
    const userId = await connected('bea');
    pair.sim.faults.webhooks({ match: { event: 'issues', action: 'opened' }, kind: 'drop', times: 1 });
    pair.sim.faults.add({ match: ISSUES, kind: 'lose-reply' });
    await onGithub('lost reply', { author: { userId } });
    expect(issues('lost reply').map(({ author }) => author)).to.deep.equal(['bea']);
  });

  it('G8: a revoked token falls back to the app and nothing is doubled', async () => {
    const userId = await connected('cid');
    pair.sim.faults.webhooks({ match: { event: 'github_app_authorization' }, kind: 'drop' });
    pair.sim.world.revokeAuthorization('cid');
    await onGithub('of cid', { author: { userId } });
    const [issue, ...more] = issues('of cid');
    expect(more).to.deep.equal([]);
    expect(issue?.author).to.match(/\[bot\]$/);
    expect(issue?.body).to.contain('posted by **Name of cid**');
    expect((await user(userId)).github).to.deep.include({ login: 'cid', connected: false });
    expect((await user(userId)).github?.problem).to.include({ code: 'revoked' });
    expect((await accountOf('cid')).sealed).to.equal(null);
  });

  it('G8: what was sent in a name and lost is adopted, though the name was taken back meanwhile', async () => {
    const userId = await connected('dan');
    pair.sim.faults.webhooks({ match: { event: 'issues', action: 'opened' }, kind: 'drop', times: 1 });
    pair.sim.faults.add({ match: ISSUES, kind: 'lose-reply' });
    const { id } = await create('taken back', { author: { userId } });
    await waitFor(() => Promise.resolve(issues('taken back').length === 1), SLOW);
    pair.sim.world.revokeAuthorization('dan');
    await waitFor(
      async () => (await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body.sync.status === 'synced',
      SLOW,
    );
    expect(issues('taken back').map(({ author }) => author)).to.deep.equal(['dan']);
  });

  it('G8: GitHub tells that a person took it back: the tokens are forgotten, and connecting anew mends it', async () => {
    const userId = await connected('eli');
    pair.sim.world.revokeAuthorization('eli');
    await waitFor(async () => (await user(userId)).github?.connected === false, SLOW);
    expect((await accountOf('eli')).sealed).to.equal(null);
    const page = await open(await agree(await begin(userId), 'login=eli'));
    expect(page.status).to.equal(200);
    expect((await user(userId)).github).to.deep.include({ connected: true, problem: null });
  });

  it('G8: a late word that a person took it back does not end the connection that they made since', async () => {
    const userId = await connected('ivy');
    pair.sim.faults.webhooks({ match: { event: 'github_app_authorization' }, kind: 'hold' });
    pair.sim.world.revokeAuthorization('ivy');
    const page = await open(await agree(await begin(userId), 'login=ivy'));
    expect(page.status, page.text).to.equal(200);
    const { sealed } = await accountOf('ivy');
    const asked = (): number =>
      pair.sim.requests.filter(({ path, status }) => path === '/user' && status === 200).length;
    const before = asked();
    pair.sim.faults.releaseWebhooks();
    await waitFor(() => asked() > before, SLOW);
    await pair.quiet();
    expect((await accountOf('ivy')).sealed, 'the tokens are untouched').to.deep.equal(sealed);
    expect((await user(userId)).github).to.deep.include({ connected: true, problem: null });
    await onGithub('still hers', { author: { userId } });
    expect(issues('still hers').map(({ author }) => author)).to.deep.equal(['ivy']);
  });

  it('G8: a person without access to the repo is written for by the app, and told', async () => {
    const userId = await newUser('Name of eve');
    await open(await agree(await begin(userId), 'login=eve'));
    pair.sim.world.setPrivate(REPO, true);
    await onGithub('of eve', { author: { userId } });
    pair.sim.world.setPrivate(REPO, false);
    expect(issues('of eve').map(({ author }) => /\[bot\]$/.test(author))).to.deep.equal([true]);
    const { github } = await user(userId);
    expect(github?.connected).to.equal(true);
    expect(github?.problem).to.include({ code: 'no_access' });
  });

  it('G8: labels that GitHub does not take from the person are set by the app', async () => {
    const userId = await newUser('Name of fay');
    await open(await agree(await begin(userId), 'login=fay'));
    const { id } = await create('labelled', { author: { userId }, labels: ['bug'] });
    await waitFor(() => Promise.resolve(issues('labelled')[0]?.labels.includes('bug')), {
      ...SLOW,
      describe: 'the label is on GitHub',
    });
    await pair.quiet();
    expect(issues('labelled').map(({ author }) => author)).to.deep.equal(['fay']);
    expect((await pair.api.get<TaskJson>(`/api/v1/tasks/${id}`)).body.labels).to.deep.equal(['bug']);
  });

  it("G2: a person's limit holds for the person: their write waits for its time, the app's do not", async () => {
    const userId = await connected('gus');
    pair.sim.faults.add({ match: ISSUES, kind: 'secondary-limit', retryAfterSeconds: 60 });
    const { id } = await create('limited', { author: { userId } });
    await waitFor(
      async () =>
        (await pair.operations(`&taskId=${id}`)).some(({ reason }) => reason?.code === 'rate_limited'),
      SLOW,
    );
    await onGithub('not limited', {});
    expect(issues('limited')).to.deep.equal([]);
    await passTime(pair, 61_000);
    await waitFor(() => Promise.resolve(issues('limited').length === 1), SLOW);
    expect(issues('limited')[0]?.author).to.equal('gus');
  });

  it('G8: a token that ended is renewed, and the write still goes in the name', async () => {
    const userId = await connected('hal');
    await endAccess('hal');
    await onGithub('renewed', { author: { userId } });
    expect(issues('renewed').map(({ author }) => author)).to.deep.equal(['hal']);
  });

  it('G8: two workers refresh one token once', async () => {
    await connected('ida');
    const accountId = await endAccess('ida');
    const database = openDatabase(pair.database.databaseUrl, 4);
    let renewals = 0;
    const keeper = (): UserTokenKeeper =>
      keeperOn(database, sealer, () => {
        renewals += 1;
      });
    try {
      const [one, two] = [keeper(), keeper()];
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? one : two).authorization(accountId)),
      );
      expect(answers.map(({ kind }) => kind)).to.include('token');
      expect(new Set(answers.map(({ kind }) => kind))).to.not.include('none');
      expect(renewals).to.equal(1);
      expect(await two.authorization(accountId)).to.have.property('kind', 'token');
    } finally {
      await database.$disconnect();
    }
  });

  it('G8: a token sealed with an older APP_SECRET is used, and sealed anew with the first', async () => {
    await connected('jan');
    const { id } = await accountOf('jan');
    const database = openDatabase(pair.database.databaseUrl, 2);
    try {
      const rotated = createSealer(['of a newer day', APP_SECRET]);
      expect((await keeperOn(database, rotated).authorization(id)).kind).to.equal('token');
      const { sealed } = await accountOf('jan');
      expect(openTokens(createSealer(['of a newer day']), id, sealed ?? Buffer.alloc(0))).not.to.equal(null);
    } finally {
      await database.$disconnect();
    }
  });

  it('G8: a token that no configured APP_SECRET opens is forgotten, the person is told, and the app writes', async () => {
    const userId = await connected('kai');
    const { id, sealed } = await accountOf('kai');
    const tokens = openTokens(sealer, id, sealed ?? Buffer.alloc(0));
    if (tokens === null) throw new Error('The tokens do not open.');
    const lost = sealTokens(createSealer(['of an older day']), id, tokens);
    await pair.query('UPDATE github_users SET sealed_tokens = $2 WHERE id = $1', [id, Buffer.from(lost)]);
    await onGithub('of kai', { author: { userId } });
    expect(issues('of kai')[0]?.author).to.match(/\[bot\]$/);
    expect((await user(userId)).github?.problem).to.include({ code: 'unreadable' });
  });

  it('G8: disconnecting forgets the tokens here and on GitHub, keeps the account, and is in the audit', async () => {
    const userId = await connected('kim');
    expect((await pair.api.delete(`/api/v1/users/${userId}/github`)).status).to.equal(204);
    expect(await user(userId)).to.deep.include({ github: null });
    expect(await user(userId)).to.have.nested.property('githubAccounts[0].login', 'kim');
    expect(pair.sim.requests.some(({ route }) => route === '/applications/{client_id}/grant')).to.equal(true);
    const { items } = (
      await pair.api.get<{ items: { action: string; target: string | null }[] }>('/api/v1/audit?limit=200')
    ).body;
    const mine = items.filter(({ target }) => target?.includes(userId)).map(({ action }) => action);
    expect(mine).to.include.members(['github.connected', 'DELETE /users/:id/github']);
    await onGithub('after kim', { author: { userId } });
    expect(issues('after kim')[0]?.author).to.match(/\[bot\]$/);
  });

  describe('the answer of GitHub', () => {
    it('a browser is sent on to GitHub at once, a program is told the address', async () => {
      const id = await newUser('Browser');
      const answer = await fetch(`${pair.ingest.url}/api/v1/users/${id}/github/connect`, {
        headers: { authorization: `Bearer ${pair.env['ADMIN_TOKEN'] ?? ''}`, accept: 'text/html,*/*;q=0.8' },
        redirect: 'manual',
      });
      expect(answer.status).to.equal(302);
      const url = new URL(String(answer.headers.get('location')));
      expect(url.origin + url.pathname).to.equal(`${pair.sim.url}/login/oauth/authorize`);
      expect(Object.fromEntries(url.searchParams)).to.include({
        code_challenge_method: 'S256',
        redirect_uri: `${pair.ingest.url}/api/v1/github/callback`,
      });
    });

    it('a refusal, a foreign state, a second use and an account of another user are each told as what they are', async () => {
      const userId = await newUser('Lea');
      const denied = await open(await agree(await begin(userId), 'login=lea&deny=1'));
      expect([denied.status, denied.text]).to.satisfy(
        ([status, text]: [number, string]) => status === 403 && text.includes('told GitHub not to'),
      );
      const back = await agree(await begin(userId), 'login=lea');
      const foreign = new URL(back);
      foreign.searchParams.set('state', `${foreign.searchParams.get('state') ?? ''}x`);
      expect((await open(foreign.href)).status).to.equal(400);
      expect((await open(back)).status).to.equal(200);
      expect((await open(back)).status).to.equal(410);
      const other = await open(await agree(await begin(await newUser('Max')), 'login=lea'));
      expect(other.status).to.equal(409);
      expect(other.text).to.contain('lea belongs to another user');
      expect((await user(userId)).github).to.deep.include({ login: 'lea', connected: true });
    });

    it('a code that GitHub does not know is told, and the name of a user cannot break out of the page', async () => {
      const id = await newUser('<script>alert(1)</script>');
      const wrong = new URL(await agree(await begin(id), 'login=moe'));
      wrong.searchParams.set('code', 'unknown');
      const refused = await open(wrong.href);
      expect(refused.status).to.equal(502);
      expect(refused.text).to.contain('GitHub refused');
      const page = await open(await agree(await begin(id), 'login=moe'));
      expect(page.text).to.not.contain('<script>');
      expect(page.status).to.equal(200);
    });
  });

  it('no token stands anywhere in the database in clear', async () => {
    await pair.quiet();
    const tables = await pair.query<{ name: string }>(
      `SELECT format('%I', table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables) {
      const found = await pair.query(`SELECT 1 FROM ${name} t WHERE t::text ~ 'gh[ur]_[0-9a-f]{10}' LIMIT 1`);
      expect(found, name).to.deep.equal([]);
    }
  });
});
