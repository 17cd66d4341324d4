// The headers that GitHub puts on a delivery, with both signatures over the exact bytes that are sent.
import { createHmac } from 'node:crypto';

export interface WebhookToSign {
  readonly guid: string;
  readonly event: string;
  readonly body: string;
  readonly appId: string;
  readonly hookId: number;
  readonly secret: string;
}

export function webhookHeaders(hook: WebhookToSign): Record<string, string> {
  const sign = (algorithm: 'sha1' | 'sha256'): string =>
    `${algorithm}=${createHmac(algorithm, hook.secret).update(hook.body).digest('hex')}`;
  return {
    Accept: '*/*',
    'Content-Type': 'application/json',
    'User-Agent': 'GitHub-Hookshot/7d1a2f5',
    'X-GitHub-Delivery': hook.guid,
    'X-GitHub-Event': hook.event,
    'X-GitHub-Hook-ID': String(hook.hookId),
    'X-GitHub-Hook-Installation-Target-ID': hook.appId,
    'X-GitHub-Hook-Installation-Target-Type': 'integration',
    'X-Hub-Signature': sign('sha1'),
    'X-Hub-Signature-256': sign('sha256'),
  };
}
