// What the app can see: its installations and their repos. Asked at start and when a repo is connected; no budget row is
// known yet at that moment, so these calls are charged to nobody.
import type { z } from 'zod';
import type { Called } from '../ports/github.js';
import { unreadable } from './answers.js';
import { installationJson, installationListJson, repoJson, repoListJson } from './directory-json.js';
import type { Gateway } from './gateway.js';
import { readJson } from './github-json.js';
import { nextPage, PAGE_SIZE } from './pages.js';
import type { Answer, Call } from './request.js';

export interface Installation {
  /** GitHub's ids, as text. */
  readonly id: string;
  readonly accountId: string;
  readonly accountLogin: string;
  readonly accountType: string;
  /** For example `{issues: 'write', metadata: 'read'}`. */
  readonly permissions: Readonly<Record<string, string>>;
  /** ms since the epoch; null = not suspended. */
  readonly suspendedAt: number | null;
}

export interface Repo {
  readonly id: string;
  readonly nodeId?: string;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly hasIssues: boolean;
}

export interface Directory {
  listInstallations(): Promise<Called<Installation[]>>;
  listRepos(installationId: string): Promise<Called<Repo[]>>;
  /** @param fullName `owner/name`. Null: the app cannot see such a repo. A renamed repo is a `moved` failure. */
  findRepoInstallation(fullName: string): Promise<Called<{ installation: Installation; repo: Repo } | null>>;
  /** One repo as an installation sees it: whether it can be read at all, and whether it has issues (rule P5). */
  readRepo(installationId: string, fullName: string): Promise<Called<Repo>>;
  /** The same by GitHub's id of the repo, whatever it is called by now. */
  readRepoById(installationId: string, repoId: string): Promise<Called<Repo>>;
}

const FULL_NAME = /^([\w.-]+)\/([\w.-]+)$/;

export function createDirectory(gateway: Gateway): Directory {
  const asApp: Ask = (call) => gateway.asApp(call);
  const as =
    (installationId: string): Ask =>
    (call) =>
      gateway.asInstallation({ installationId, installationRowId: null, call: 'interactive' }, call);

  async function readRepo(installationId: string, fullName: string): Promise<Called<Repo>> {
    const params = repoParams(fullName);
    if (params === null) return { ok: false, failure: notFound(fullName) };
    return one(as(installationId), get('/repos/{owner}/{repo}', params), repoJson, 'repository');
  }

  return {
    readRepo,
    readRepoById: (installationId, repoId) =>
      one(as(installationId), get('/repositories/{repo_id}', { repo_id: repoId }), repoJson, 'repository'),
    listInstallations: () => all(asApp, get('/app/installations'), installationListJson, 'installations'),
    listRepos: (installationId) =>
      all(as(installationId), get('/installation/repositories'), repoListJson, 'repositories'),
    async findRepoInstallation(fullName) {
      const params = repoParams(fullName);
      if (params === null) return { ok: true, value: null };
      const call = get('/repos/{owner}/{repo}/installation', params);
      const installation = await one(asApp, call, installationJson, 'installation');
      if (!installation.ok) return nullIfGone(installation);
      const repo = await readRepo(installation.value.id, fullName);
      if (!repo.ok) return nullIfGone(repo);
      return { ok: true, value: { installation: installation.value, repo: repo.value } };
    },
  };
}

type Ask = (call: Call) => Promise<Called<Answer>>;

async function one<T>(ask: Ask, call: Call, schema: z.ZodType<T>, what: string): Promise<Called<T>> {
  const answer = await ask(call);
  if (!answer.ok) return answer;
  const read = readJson(schema, what, answer.value.json);
  return read.ok ? read : { ok: false, failure: unreadable(read.message, false) };
}

async function all<T>(ask: Ask, first: Call, schema: z.ZodType<T[]>, what: string): Promise<Called<T[]>> {
  const found: T[] = [];
  let call: Call | null = { ...first, query: { per_page: PAGE_SIZE } };
  while (call !== null) {
    const answer: Called<Answer> = await ask(call);
    if (!answer.ok) return answer;
    const read = readJson(schema, what, answer.value.json);
    if (!read.ok) return { ok: false, failure: unreadable(read.message, false) };
    found.push(...read.value);
    call = nextPage(call, answer.value);
  }
  return { ok: true, value: found };
}

function get(path: string, params: Readonly<Record<string, string>> = {}): Call {
  return { method: 'GET', path, params, write: false };
}

/** Null for what cannot be a repo's name; "." and ".." would change the path. */
function repoParams(fullName: string): { owner: string; repo: string } | null {
  const [, owner, repo] = FULL_NAME.exec(fullName) ?? [];
  if (owner === undefined || repo === undefined) return null;
  return [owner, repo].some((part) => part === '.' || part === '..') ? null : { owner, repo };
}

function nullIfGone(called: Extract<Called<unknown>, { ok: false }>): Called<null> {
  return called.failure.kind === 'gone' ? { ok: true, value: null } : called;
}

function notFound(fullName: string): Extract<Called<never>, { ok: false }>['failure'] {
  return {
    kind: 'gone',
    status: 404,
    reason: { code: 'not_found', message: `"${fullName}" is not the name of a repo.` },
  };
}
