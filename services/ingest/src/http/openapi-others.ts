// What the document says of calls that are no rows of the API's table: streams, the webhook, health. Written by hand,
// for they answer no JSON that a schema would check.
import type { z } from 'zod';
import { API_ROOT } from '../api/routes.js';
import { CALLBACK_PATH } from '../people/connect-github.js';
import { StreamQuery } from '../api/schemas/changes.js';

type Json = Readonly<Record<string, unknown>>;

const PROBLEM = { $ref: '#/components/responses/Problem' };
const TEXT = { type: 'string' };

export function otherPaths(queryParameters: (query: z.ZodType) => Json[]): Readonly<Record<string, Json>> {
  return {
    [`${API_ROOT}/changes/stream`]: {
      get: {
        summary: 'Follow the change log as server-sent events',
        operationId: 'getChangesStream',
        tags: ['changes'],
        description:
          'Needs a token with the scope `read`. Each event is named `change`, its id is the pointer, its data a Change. A cut stream resumes with `Last-Event-ID`. At most ten streams per token and process.',
        parameters: [
          ...queryParameters(StreamQuery),
          {
            name: 'Last-Event-ID',
            in: 'header',
            schema: TEXT,
            description: 'The pointer of the last entry that was taken; counts more than `after`.',
          },
        ],
        responses: {
          '200': { description: 'The stream.', content: { 'text/event-stream': { schema: TEXT } } },
          default: PROBLEM,
        },
      },
    },
    [CALLBACK_PATH]: {
      get: {
        summary: 'Take GitHub’s answer to a connection that was begun',
        operationId: 'getGithubCallback',
        tags: ['connect'],
        description:
          'The callback address of the GitHub App. Needs no token: `state` says what was begun, by whom, and counts once. Answers a page for people.',
        security: [],
        parameters: ['state', 'code', 'error', 'error_description'].map((name) => ({
          name,
          in: 'query',
          schema: TEXT,
        })),
        responses: Object.fromEntries(
          Object.entries(CALLBACK_STATUSES).map(([status, description]) => [
            status,
            { description, content: { 'text/html': { schema: TEXT } } },
          ]),
        ),
      },
    },
    '/webhooks/github': {
      post: {
        summary: 'Take a webhook of GitHub',
        operationId: 'postWebhooksGithub',
        tags: ['webhooks'],
        description: 'Needs no token but GitHub’s signature over the raw body.',
        security: [],
        parameters: ['X-GitHub-Event', 'X-GitHub-Delivery', 'X-Hub-Signature-256'].map((name) => ({
          name,
          in: 'header',
          required: true,
          schema: TEXT,
        })),
        requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
        responses: {
          '202': {
            description: 'Stored; it is worked through later.',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['delivery', 'duplicate'],
                  properties: {
                    delivery: { type: 'string', description: 'Its GUID, as GitHub named it.' },
                    duplicate: { type: 'boolean', description: 'Whether it had come before.' },
                  },
                },
              },
            },
          },
          default: PROBLEM,
        },
      },
    },
    '/healthz': open('Alive', 'getHealthz', 'application/json', { type: 'object' }),
    '/readyz': {
      get: {
        ...open('Database and queue can be reached', 'getReadyz', 'application/json', { type: 'object' }).get,
        responses: {
          '200': { description: 'Ready.', content: { 'application/json': { schema: { type: 'object' } } } },
          '503': {
            description: 'Not ready; the body names what cannot be reached.',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
        },
      },
    },
    '/metrics': open('Metrics for Prometheus', 'getMetrics', 'text/plain', TEXT),
    '/openapi.json': open('This document', 'getOpenapi', 'application/json', { type: 'object' }),
  };
}

const CALLBACK_STATUSES = {
  '200': 'Connected.',
  '400': 'The state is not one of ours.',
  '403': 'The person refused.',
  '404': 'The user is gone.',
  '409': 'The account belongs to another user.',
  '410': 'Too late, or answered already.',
  '502': 'GitHub refused, or cannot be reached.',
};

/** Without a token: it tells nothing about anybody's tasks. */
function open(summary: string, operationId: string, type: string, schema: Json): { readonly get: Json } {
  return {
    get: {
      summary,
      operationId,
      tags: ['service'],
      description: 'Needs no token.',
      security: [],
      parameters: [],
      responses: { '200': { description: 'Done.', content: { [type]: { schema } } } },
    },
  };
}
