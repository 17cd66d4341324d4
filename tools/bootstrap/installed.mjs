// Whether node_modules is what package-lock.json says, by content: a time stamp would install again after every
// `git checkout`, and trust a folder that somebody's `npm i` has since changed.
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** npm leaves what it installed in node_modules/.package-lock.json. */
export function isInstalled(root) {
  const wanted = packagesIn(path.join(root, 'package-lock.json'));
  const present = packagesIn(path.join(root, 'node_modules', '.package-lock.json'));
  return wanted !== undefined && present !== undefined && firstDifference(wanted, present) === undefined;
}

/** The first package that is missing or of another version. Optional ones may be missing: they are other systems'. */
export function firstDifference(wanted, present) {
  return Object.keys(wanted).find((name) => {
    const { version, link, optional, devOptional } = wanted[name];
    if (!name.startsWith('node_modules/') && !name.includes('/node_modules/')) return false; // our own workspaces
    if (present[name] === undefined) return !(optional || devOptional);
    return present[name].version !== version || Boolean(present[name].link) !== Boolean(link);
  });
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
