// Calls Tandem's API as an application does: over HTTP, with a token, and nothing else of the services in hand. The
// shapes are those of DESIGN section 11, as far as tests look into them.

export interface TaskJson {
  readonly id: string;
  readonly projectId: string | null;
  readonly title: string | null;
  readonly body: string | null;
  readonly state: 'open' | 'closed';
  readonly stateReason: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly locked: boolean;
  readonly kind: 'issue' | 'pull_request';
  readonly merged: boolean;
  readonly author: { readonly login: string | null; readonly name: string | null };
  readonly version: number;
  readonly createdAt: string;
  readonly deletedAt: string | null;
  readonly mergedInto: string | null;
  readonly sync: SyncJson;
  readonly github: {
    readonly repoId: string;
    readonly repo: string;
    readonly number: number;
    readonly id: string | null;
    readonly url: string | null;
  } | null;
}

export interface SyncJson {
  readonly status: string;
  readonly pending: number;
  readonly nextSyncAt: string | null;
  readonly lastSyncedAt: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly operationId: string } | null;
  readonly waiting: {
    readonly code: string;
    readonly message: string;
    readonly operationId: string;
    readonly until: string | null;
  } | null;
  readonly conflict: number;
}

export interface CommentJson {
  readonly id: string;
  readonly taskId: string;
  readonly body: string | null;
  readonly deletedAt: string | null;
  readonly author: { readonly login: string | null; readonly name: string | null };
  readonly sync: SyncJson;
  readonly github: { readonly id: string } | null;
}

export interface OperationJson {
  readonly id: string;
  readonly kind: 'task' | 'comment';
  readonly taskId: string | null;
  readonly commentId: string | null;
  readonly direction: 'inbound' | 'outbound';
  readonly state: string;
  readonly source: string;
  readonly action: string;
  readonly githubUpdatedAt: string | null;
  readonly canceledBy: string | null;
  readonly duplicateOf: string | null;
  readonly droppedFor: { readonly type: string; readonly id: string } | null;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly attempt: number;
  readonly deliveryId: string | null;
  readonly timeline?: readonly { readonly from: string | null; readonly to: string; readonly by: string }[];
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface ProblemJson {
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface ApiClient {
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<T>>;
  put<T>(path: string, body: unknown): Promise<Answer<T>>;
  patch<T>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer<T>>;
  delete<T>(path: string): Promise<Answer<T>>;
}

export function apiClient(url: string, token: string | null): ApiClient {
  const call = async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as T,
    };
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body, headers) => call('POST', path, body, headers),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body, headers) => call('PATCH', path, body, headers),
    delete: (path) => call('DELETE', path),
  };
}
