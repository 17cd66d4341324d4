// The lists of a repo in normal form (port GithubLists). A row that cannot be read is counted and passed over: one odd
// row must not keep ten thousand others from being pulled.
import { z } from 'zod';
import type { Called } from '../ports/github.js';
import type { GithubLists, ListedThing, ListPage, RepoAddress, RepoList } from '../ports/pull.js';
import { unreadable } from './answers.js';
import type { Gateway } from './gateway.js';
import { readJson } from './github-json.js';
import { listCall } from './list-calls.js';
import { authoredBy, commentFromJson, issueFromJson, type VerifyMarker } from './normal-form.js';
import { nextPage } from './pages.js';
import type { Answer, Call } from './request.js';

export interface ListParts {
  readonly gateway: Gateway;
  readonly verify: VerifyMarker;
  readonly appId: string;
  /** Asked only where GitHub does not name the app itself. */
  readonly slug: () => Promise<Called<string>>;
}

const NOT_MODIFIED = 304;
const discussed = z.object({ comments: z.number() });
const commentPlace = z.object({ issue_url: z.string() });

export function createLists({ gateway, verify, appId, slug }: ListParts): GithubLists {
  async function markedRecord(json: unknown, markerId: string | null): Promise<string | null> {
    if (markerId === null) return null;
    const author = authoredBy(json);
    if (author.appId !== null) return author.appId === appId ? markerId : null;
    const own = await slug();
    return own.ok && author.login.toLowerCase() === `${own.value}[bot]`.toLowerCase() ? markerId : null;
  }

  async function thingOf(list: RepoList, json: unknown): Promise<ListedThing | null> {
    const form = list === 'issues' ? issueFromJson(json, verify) : commentFromJson(json, verify);
    if (!form.ok) return null;
    const { content, githubUpdatedAt, facts, marker } = form.value;
    const number = list === 'issues' ? (facts.number ?? null) : issueNumber(json);
    if (number === null || facts.externalId === undefined) return null;
    const marked = await markedRecord(json, marker?.id ?? null);
    return {
      number,
      externalId: facts.externalId,
      content,
      githubUpdatedAt,
      facts,
      markedRecord: marked,
      hasComments: list === 'issues' && hasComments(json),
    };
  }

  return {
    async page(list, repo, place, { etag, call }) {
      const asked = { ...listCall(list, repo, place), etag };
      const answer = await gateway.asInstallation({ ...payer(repo), call }, asked);
      if (!answer.ok) return answer;
      if (answer.value.status === NOT_MODIFIED) return { ok: true, value: 'not_modified' };
      const rows: unknown = answer.value.json;
      if (!Array.isArray(rows)) return { ok: false, failure: unreadable('not a list', false) };
      const things: ListedThing[] = [];
      for (const json of rows as unknown[]) {
        const thing = await thingOf(list, json);
        if (thing !== null) things.push(thing);
      }
      return { ok: true, value: pageOf(asked, answer.value, things, rows.length - things.length) };
    },

    async count(list, repo) {
      const place = { since: null, order: 'created', page: null } as const;
      const asked = listCall(list, repo, place, 1);
      const answer = await gateway.asInstallation({ ...payer(repo), call: 'background' }, asked);
      if (!answer.ok) return answer;
      const rows: unknown = answer.value.json;
      const last = /[?&]page=(\d+)[^<>]*>;[^,<]*\brel="last"/.exec(answer.value.headers['link'] ?? '')?.[1];
      return { ok: true, value: last === undefined ? (Array.isArray(rows) ? rows.length : 0) : Number(last) };
    },
  };
}

function payer({ installationId, installationRowId }: RepoAddress): {
  installationId: string | null;
  installationRowId: string | null;
} {
  return { installationId, installationRowId };
}

function pageOf(
  asked: Call,
  answer: Answer,
  things: readonly ListedThing[],
  unreadableRows: number,
): ListPage {
  const next = nextPage(asked, answer);
  // Only what the link adds: GitHub names pages by number or by cursor, and everything else we say ourselves.
  const named = Object.entries(next?.query ?? {}).filter(([name]) => PAGE_NAMES.includes(name));
  return {
    things,
    unreadable: unreadableRows,
    next: next === null ? null : Object.fromEntries(named.map(([name, value]) => [name, String(value)])),
    etag: answer.etag,
    answeredAt: answer.answeredAt,
  };
}

const PAGE_NAMES: readonly string[] = ['page', 'after', 'before', 'cursor'];

/** What does not say counts as one that has. */
function hasComments(json: unknown): boolean {
  const read = readJson(discussed, 'issue', json);
  return !read.ok || read.value.comments > 0;
}

function issueNumber(json: unknown): number | null {
  const read = readJson(commentPlace, 'comment', json);
  const number = read.ok ? /\/issues\/(\d+)$/.exec(read.value.issue_url)?.[1] : undefined;
  return number === undefined ? null : Number(number);
}
