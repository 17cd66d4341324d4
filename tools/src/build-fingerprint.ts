// Names by its content what a stack is made of, so that `make up` can tell whether what runs was built from other files.
// Not by times: a build that changes nothing is no reason to restart anything.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from './repo-root.js';

/** All that the supervisor and its programs are started from, seen from the checkout. */
const PARTS = [
  'package-lock.json',
  'prisma/migrations',
  'prisma/dist',
  'shared/dist',
  'services/ingest/dist',
  'services/sync-worker/dist',
  'services/dashboard/dist',
  'services/github-sim/dist',
  'services/github-sim/public',
  'services/github-sim/contract',
  'tools/dist',
];

/** A few hundred files, read within a moment. */
export function fingerprintBuild(root = repoRoot): string {
  const hash = createHash('sha256');
  for (const file of PARTS.flatMap((part) => filesOf(root, part)).sort()) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Of the compiled ones those that run: types, maps and tests change without changing what a program does. */
const LEFT_OUT = /\.(?:d\.ts|map|tsbuildinfo)$|\.test\.js$/;

function filesOf(root: string, part: string): string[] {
  const at = path.join(root, part);
  if (!existsSync(at)) return [];
  if (statSync(at).isFile()) return [part];
  return readdirSync(at, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(part, file))
    .filter((file) => !LEFT_OUT.test(file) && statSync(path.join(root, file)).isFile());
}
