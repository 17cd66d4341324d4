// The worker's own face: alive, ready, and its metrics. It serves no people and needs no framework.
import { createServer, type Server } from 'node:http';

export interface Health {
  /** The names of what cannot be reached now; empty = ready. */
  readonly unreachable: () => Promise<readonly string[]>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
}

export function createHealthServer(health: Health): Server {
  return createServer((request, response) => {
    answer(request.url ?? '/', health).then(
      ({ status, type, body }) => {
        response.writeHead(status, { 'content-type': type }).end(body);
      },
      () => {
        response.writeHead(500).end();
      },
    );
  });
}

async function answer(url: string, health: Health): Promise<{ status: number; type: string; body: string }> {
  const [path = '/'] = url.split('?');
  switch (path) {
    case '/healthz':
      return json(200, { status: 'ok' });
    case '/readyz': {
      const unreachable = await health.unreachable();
      return unreachable.length === 0
        ? json(200, { status: 'ready' })
        : json(503, { status: 'not ready', unreachable });
    }
    case '/metrics': {
      const { contentType, text } = await health.metrics();
      return { status: 200, type: contentType, body: text };
    }
    default:
      return json(404, {
        title: 'Not Found',
        status: 404,
        detail: 'There are /healthz, /readyz and /metrics here.',
      });
  }
}

function json(status: number, body: unknown): { status: number; type: string; body: string } {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}
