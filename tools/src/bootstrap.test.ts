// The plain JavaScript that runs before anything is compiled.
import { expect } from 'chai';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { repoRoot } from './repo-root.js';

interface Package {
  readonly version: string;
  readonly optional?: boolean;
}
type Packages = Readonly<Record<string, Package>>;

const load = async (file: string): Promise<unknown> =>
  import(pathToFileURL(path.join(repoRoot, 'tools', 'bootstrap', file)).href);
const { tooOld } = (await load('node-version.mjs')) as { tooOld: (version: string) => string | undefined };
const { firstDifference } = (await load('installed.mjs')) as {
  firstDifference: (wanted: Packages, present: Packages) => string | undefined;
};

describe('the Node version', () => {
  it('an old one is refused with its number and the number that is needed', () => {
    for (const version of ['v18.20.4', 'v20.9.0', 'v20.18.3']) {
      expect(tooOld(version)).to.include(version).and.include('20.19.0');
    }
  });

  it('the oldest that is needed, and every newer one, is taken', () => {
    for (const version of ['v20.19.0', 'v20.20.2', 'v22.1.0', 'v24.0.0'])
      expect(tooOld(version)).to.equal(undefined);
  });
});

describe('whether packages must be installed', () => {
  const wanted = { '': { version: '0' }, tools: { version: '0' }, 'node_modules/a': { version: '1.0.0' } };

  it('a folder that holds what the lock file names is left alone', () => {
    expect(firstDifference(wanted, { 'node_modules/a': { version: '1.0.0' } })).to.equal(undefined);
  });

  it('a package of another version, or none, is a reason', () => {
    expect(firstDifference(wanted, { 'node_modules/a': { version: '1.0.1' } })).to.equal('node_modules/a');
    expect(firstDifference(wanted, {})).to.equal('node_modules/a');
  });

  it('an optional package of another system is no reason', () => {
    expect(firstDifference({ 'node_modules/win': { version: '1.0.0', optional: true } }, {})).to.equal(
      undefined,
    );
  });
});
