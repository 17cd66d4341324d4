// The webhook door (rules D1 to D3): verify the raw bytes, store, commit, 202. Nothing is parsed here, so that GitHub has
// its answer within milliseconds whatever a delivery holds; the normalizer reads it afterwards.
import express, { Router, type Request } from 'express';
import type { NewDelivery } from '@tandem/shared/domain/github/delivery.js';
import { refuseMethods, sendRefusal } from '../http/send-problem.js';
import { isSignedByUs } from './verify-signature.js';

/** GitHub never sends more; a larger body is somebody else's. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;
/** The headers that matter later; the signature is not kept, it has done its work. */
const KEPT_HEADERS = [
  'x-github-delivery',
  'x-github-event',
  'x-github-hook-id',
  'x-github-hook-installation-target-id',
  'x-github-hook-installation-target-type',
  'content-type',
  'user-agent',
];
/** A GUID is 36 characters; more is no GUID of GitHub's. */
const MAX_HEADER_LENGTH = 200;

export interface WebhookDoor {
  readonly secrets: readonly string[];
  /** Commits before it returns; false where the GUID is known already. Throws where nothing could be stored. */
  store(delivery: NewDelivery): Promise<boolean>;
  /** Tells the normalizer that there is something new. */
  nudge(): void;
}

export function webhookRouter(door: WebhookDoor): Router {
  const router = Router();
  router.post(
    '/webhooks/github',
    express.raw({ type: () => true, limit: MAX_BODY_BYTES }),
    async (req, res) => {
      const body: unknown = req.body;
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      if (!isSignedByUs(bytes, req.get('x-hub-signature-256'), door.secrets)) {
        sendRefusal(res, {
          refused: 'unauthenticated',
          message: 'The signature is missing or does not fit any configured webhook secret.',
        });
        return;
      }
      const guid = header(req, 'x-github-delivery');
      const event = header(req, 'x-github-event');
      if (guid === null || event === null) {
        const absent = Object.entries({ 'X-GitHub-Delivery': guid, 'X-GitHub-Event': event })
          .filter(([, value]) => value === null)
          .map(([field]) => ({ field, message: 'is missing, or is longer than GitHub’s' }));
        sendRefusal(res, { refused: 'invalid', errors: absent });
        return;
      }
      const isNew = await door.store({ guid, event, headers: keptHeaders(req), payload: bytes });
      if (isNew) door.nudge();
      res.status(202).json({ delivery: guid, duplicate: !isNew });
    },
  );
  router.all('/webhooks/github', refuseMethods(['POST']));
  return router;
}

function header(req: Request, name: string): string | null {
  const value = req.get(name);
  return value === undefined || value === '' || value.length > MAX_HEADER_LENGTH ? null : value;
}

function keptHeaders(req: Request): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = header(req, name);
      return value === null ? [] : [[name, value]];
    }),
  );
}
