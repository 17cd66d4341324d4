import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fingerprintBuild } from './build-fingerprint.js';

describe('the fingerprint of a build', () => {
  let root: string;
  const write = (file: string, content: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), content);
  };
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'tandem-build-'));
    write('services/ingest/dist/main.js', 'one');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('another program, migration, page or package is another build', () => {
    const seen = new Set([fingerprintBuild(root)]);
    for (const file of [
      'services/ingest/dist/main.js',
      'shared/dist/db/deep/down.js',
      'prisma/migrations/1_first/migration.sql',
      'services/dashboard/dist/index.html',
      'package-lock.json',
    ]) {
      write(file, 'changed');
      seen.add(fingerprintBuild(root));
    }
    expect(seen.size).to.equal(6);
  });

  it('what is built anew and comes out the same is the same build', () => {
    const before = fingerprintBuild(root);
    write('services/ingest/dist/main.js', 'one');
    utimesSync(path.join(root, 'services/ingest/dist/main.js'), 0, 0);
    expect(fingerprintBuild(root)).to.equal(before);
  });

  it('tests, types and maps are no part of what runs', () => {
    const before = fingerprintBuild(root);
    for (const file of ['main.test.js', 'main.d.ts', 'main.js.map'])
      write(`services/ingest/dist/${file}`, 'x');
    expect(fingerprintBuild(root)).to.equal(before);
  });
});
