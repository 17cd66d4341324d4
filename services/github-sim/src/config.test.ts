// The settings of the process and the files that it leaves for others.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { identify } from './app-identity.js';
import { readConfig } from './config.js';
import { ENV_FILE, readCredentials, writeCredentials } from './credentials.js';

describe('the settings', () => {
  it('need nothing', () => {
    expect(readConfig({})).to.deep.nested.include({
      'config.port': 3002,
      'config.host': '127.0.0.1',
      'config.repos': [{ owner: 'octo', name: 'demo' }],
    });
  });

  for (const [name, value] of [
    ['PORT', 'many'],
    ['GITHUB_SIM_WEBHOOK_URL', 'file:///etc'],
    ['GITHUB_SIM_REPOS', 'demo'],
  ] as const) {
    it(`a wrong ${name} is named`, () => {
      expect(readConfig({ [name]: value }))
        .to.have.property('problem')
        .that.includes(name);
    });
  }

  it('production is refused unless allowed', () => {
    expect(readConfig({ NODE_ENV: 'production' })).to.have.property('problem');
    expect(readConfig({ NODE_ENV: 'production', GITHUB_SIM_ALLOW_PRODUCTION: '1' })).to.have.property(
      'config',
    );
  });
});

describe('the credentials', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'github-sim-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('survive a restart', async () => {
    const app = identify({});
    await writeCredentials(folder, app, 'http://sim', false);
    expect(identify(await readCredentials(folder))).to.deep.equal(app);
  });

  it('are for the owner alone, unless they are shared', async () => {
    const mode = async (): Promise<number> => (await stat(path.join(folder, 'private-key.pem'))).mode & 0o777;
    await writeCredentials(folder, identify({}), 'http://sim', false);
    expect(await mode()).to.equal(0o600);
    await writeCredentials(folder, identify({}), 'http://sim', true);
    expect(await mode()).to.equal(0o644);
  });

  it('name the key by its full path', async () => {
    await writeCredentials(folder, identify({}), 'http://sim', false);
    const envFile = path.join(folder, ENV_FILE);
    const text = await readFile(envFile, 'utf8');
    expect(text).to.include(`GITHUB_APP_PRIVATE_KEY_FILE=${path.join(folder, 'private-key.pem')}\n`);
  });
});
