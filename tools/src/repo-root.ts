// Where the checkout lies, whatever the working directory is: the tools are run from make, npm and tests.
import path from 'node:path';

export const repoRoot = path.resolve(import.meta.dirname, '..', '..');
