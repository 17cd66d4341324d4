// The app's credentials on disk, so that a restarted simulator is the same app for those who were configured with it.
// Anybody who can read the key can act as the app, so it is private unless it is shared on purpose.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AppOptions } from './app-identity.js';
import type { AppIdentity } from './hub.js';

const KEY_FILE = 'private-key.pem';
export const ENV_FILE = 'app.env';

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What an earlier start left; empty when there was none. */
export async function readCredentials(folder: string): Promise<AppOptions> {
  const env = (await readIfThere(path.join(folder, ENV_FILE))) ?? '';
  const values = new Map(
    env.split('\n').flatMap((line) => {
      const split = line.indexOf('=');
      return split > 0 ? [[line.slice(0, split).trim(), line.slice(split + 1).trim()] as const] : [];
    }),
  );
  return {
    id: values.get('GITHUB_APP_ID'),
    privateKey: await readIfThere(path.join(folder, KEY_FILE)),
    webhookSecret: values.get('GITHUB_WEBHOOK_SECRET'),
    clientId: values.get('GITHUB_CLIENT_ID'),
    clientSecret: values.get('GITHUB_CLIENT_SECRET'),
  };
}

/** `folder` absolute: the environment file names the key by its full path. */
export async function writeCredentials(
  folder: string,
  app: AppIdentity,
  apiUrl: string,
  shared: boolean,
): Promise<void> {
  const keyFile = path.join(folder, KEY_FILE);
  const envFile = path.join(folder, ENV_FILE);
  const mode = shared ? 0o644 : 0o600;
  const lines = [
    `GITHUB_API_URL=${apiUrl}`,
    `GITHUB_APP_ID=${app.id}`,
    `GITHUB_APP_PRIVATE_KEY_FILE=${keyFile}`,
    `GITHUB_WEBHOOK_SECRET=${app.webhookSecret}`,
    `GITHUB_CLIENT_ID=${app.clientId}`,
    `GITHUB_CLIENT_SECRET=${app.clientSecret}`,
  ];
  await mkdir(folder, { recursive: true });
  await writeFile(keyFile, app.privateKey, { mode });
  await writeFile(envFile, `${lines.join('\n')}\n`, { mode });
  // A file that was there keeps its old mode when it is written.
  await chmod(keyFile, mode);
  await chmod(envFile, mode);
}
