// The simulator's settings from the environment. What is wrong is named in one clear sentence, and production is refused.
import path from 'node:path';

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly webhookUrl: string;
  /** Absolute: where the app's credentials are kept. */
  readonly folder: string;
  /** Others of the group and beyond may read the key: for a volume that several containers share. */
  readonly shared: boolean;
  readonly publicUrl: string | undefined;
  readonly repos: readonly { readonly owner: string; readonly name: string }[];
}

export type ConfigResult = { readonly config: Config } | { readonly problem: string };

type Env = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 3002;

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

export function readConfig(env: Env): ConfigResult {
  const get = (name: string): string | undefined => env[name]?.trim() || undefined;
  if (get('NODE_ENV') === 'production' && get('GITHUB_SIM_ALLOW_PRODUCTION') !== '1') {
    return {
      problem:
        'The GitHub simulator is for development and tests and does not start with NODE_ENV=production (GITHUB_SIM_ALLOW_PRODUCTION=1 overrules this).',
    };
  }
  const port = Number(get('PORT') ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return { problem: `PORT must be a number from 0 to 65535, not "${env['PORT'] ?? ''}".` };
  }
  const webhookUrl = get('GITHUB_SIM_WEBHOOK_URL') ?? 'http://127.0.0.1:3000/webhooks/github';
  const publicUrl = get('GITHUB_SIM_PUBLIC_URL');
  for (const [name, url] of [
    ['GITHUB_SIM_WEBHOOK_URL', webhookUrl],
    ['GITHUB_SIM_PUBLIC_URL', publicUrl],
  ] as const) {
    if (url !== undefined && !isHttp(url))
      return { problem: `${name} must be an http address, not "${url}".` };
  }
  const names = (get('GITHUB_SIM_REPOS') ?? 'octo/demo')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const bad = names.find((name) => !/^[^/\s]+\/[^/\s]+$/.test(name));
  if (bad !== undefined) return { problem: `GITHUB_SIM_REPOS must list owner/name, not "${bad}".` };
  return {
    config: {
      host: get('HOST') ?? '127.0.0.1',
      port,
      webhookUrl,
      folder: path.resolve(get('GITHUB_SIM_DIR') ?? '.local/github-sim'),
      shared: get('GITHUB_SIM_SHARED') === '1',
      publicUrl,
      repos: names.map((name) => {
        const [owner = '', repo = ''] = name.split('/');
        return { owner, name: repo };
      }),
    },
  };
}
