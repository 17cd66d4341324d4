// The app's private key comes as PEM, as PEM with `\n` escapes, as base64, or as a file: people paste it in all ways.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Environment } from './environment.js';

export type PrivateKeyResult =
  { readonly ok: true; readonly pem: string } | { readonly ok: false; readonly problem: string };

export function privateKeyOf(environment: Environment): PrivateKeyResult {
  const inline = environment['GITHUB_APP_PRIVATE_KEY'];
  const file = environment['GITHUB_APP_PRIVATE_KEY_FILE'];
  if (inline !== undefined) return parse(inline, 'GITHUB_APP_PRIVATE_KEY');
  if (file === undefined) {
    return { ok: false, problem: 'GITHUB_APP_PRIVATE_KEY or GITHUB_APP_PRIVATE_KEY_FILE is missing.' };
  }
  try {
    return parse(readFileSync(file, 'utf8'), 'GITHUB_APP_PRIVATE_KEY_FILE');
  } catch {
    return { ok: false, problem: `GITHUB_APP_PRIVATE_KEY_FILE names a file that cannot be read: ${file}.` };
  }
}

function parse(text: string, name: string): PrivateKeyResult {
  const unescaped = text.trim().replaceAll('\\n', '\n');
  const pem = unescaped.startsWith('-----') ? unescaped : Buffer.from(unescaped, 'base64').toString('utf8');
  try {
    // PKCS#8, whatever came in: the one form that every signer takes.
    return { ok: true, pem: createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString() };
  } catch {
    return {
      ok: false,
      problem: `${name} is malformed: it must be a PEM private key, with \\n escapes or in base64.`,
    };
  }
}
