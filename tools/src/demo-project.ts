// Connects a project to the simulator's repo through the public API, so that a first look shows something. Doing
// it again changes nothing.

const TITLE = 'Demo';
const REPO = 'octo/demo';

interface Project {
  readonly id: string;
  readonly title: string;
}

export interface Demo {
  readonly projectId: string;
  /** Ours, for calls that must name the repo: a simulator that lost its world makes the same name anew. */
  readonly repoId: string | undefined;
}

/** Rejects with the API's own words when it refuses. */
export async function connectDemoProject(ingestUrl: string, token: string): Promise<Demo> {
  const call = caller(ingestUrl, token);
  const project =
    (await findProject(call)) ?? ((await call('POST', '/api/v1/projects', { title: TITLE })) as Project);
  const repo = await call('PUT', `/api/v1/projects/${project.id}/repos`, { fullName: REPO });
  return { projectId: project.id, repoId: idOf(repo) };
}

function idOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('id' in answer)) return undefined;
  return typeof answer.id === 'string' ? answer.id : undefined;
}

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

async function findProject(call: Call): Promise<Project | undefined> {
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await call('GET', `/api/v1/projects?limit=200${query}`)) as {
      items: readonly Project[];
      next: string | null;
    };
    const found = page.items.find((project) => project.title === TITLE);
    if (found !== undefined) return found;
    cursor = page.next;
  } while (cursor !== null);
  return undefined;
}

function caller(ingestUrl: string, token: string): Call {
  return async (method, path, body) => {
    const response = await fetch(ingestUrl + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(20_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
}
