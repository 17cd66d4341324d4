// From GitHub's JSON to the normal form that the rules compare, hash and merge (DESIGN section 3), the same for webhooks
// and for answers of the REST API. Pure. A field that the JSON does not carry is not asserted: absent, never guessed.
import { unframe, type FramedBody, type Marker } from '../domain/resource/body-frame.js';
import type { Content } from '../domain/resource/content.js';
import type { Facts, ResourceKind } from '../domain/operations/operation.js';
import {
  authored,
  commentJson,
  issueJson,
  pullRequestJson,
  readJson,
  type AuthoredJson,
  type NumberedJson,
  type ThingJson,
} from './github-json.js';

export interface NormalForm {
  readonly content: Content;
  /** ms since the epoch, in whole seconds. */
  readonly githubUpdatedAt: number;
  readonly facts: Facts;
  /** Ours, with a mac that verified; null for everything that people wrote. */
  readonly marker: Marker | null;
}

export type Normalized =
  { readonly ok: true; readonly value: NormalForm } | { readonly ok: false; readonly message: string };

export type VerifyMarker = (marker: Marker) => boolean;

/** Whose account a text carries when GitHub says `null`: the account was deleted. */
const GHOST = 'ghost';

/**
 * An issue of the REST API or of a webhook; also a pull request seen as an issue, whose id is then the issue's.
 * @param verify whether a marker's mac is ours; a marker that is not stays in the text
 * @returns a message naming the field if the JSON cannot be read
 */
export function issueFromJson(json: unknown, verify: VerifyMarker): Normalized {
  const read = readJson(issueJson, 'issue', json);
  if (!read.ok) return read;
  const issue = read.value;
  const pull = issue.pull_request ?? null;
  return numberedForm(issue, pull === null ? (issue.state_reason ?? null) : null, verify, {
    externalId: issue.id,
    taskKind: pull === null ? 'issue' : 'pull_request',
    ...(pull === null ? {} : mergedFact(pull.merged_at)),
  });
}

/**
 * A `pull_request` of a webhook or of the pulls API. Its id is the pull request's, not the issue's, and it says nothing
 * of a state reason: pull requests have none.
 */
export function pullRequestFromJson(json: unknown, verify: VerifyMarker): Normalized {
  const read = readJson(pullRequestJson, 'pull_request', json);
  if (!read.ok) return read;
  const pull = read.value;
  return numberedForm(pull, null, verify, {
    pullRequestExternalId: pull.id,
    taskKind: 'pull_request',
    ...mergedFact(pull.merged_at),
  });
}

/** A comment in the conversation of an issue or pull request. */
export function commentFromJson(json: unknown, verify: VerifyMarker): Normalized {
  const read = readJson(commentJson, 'comment', json);
  if (!read.ok) return read;
  const comment = read.value;
  const { body, facts, marker } = thingForm(comment, 'comment', verify);
  return {
    ok: true,
    value: {
      content: body,
      githubUpdatedAt: comment.updated_at,
      facts: { externalId: comment.id, ...facts },
      marker,
    },
  };
}

/** A body as it stands on GitHub without our frame, as the normal form has it. */
export function textFromJson(raw: string, kind: ResourceKind, verify: VerifyMarker): string {
  return takeFrame(raw, kind, verify).text;
}

export interface Authorship {
  readonly login: string;
  readonly externalId: string | null;
  /** The GitHub App through which it was written, or null. */
  readonly appId: string | null;
}

/** Who wrote an issue, pull request or comment. What cannot be read is nobody's: `ghost`. */
export function authoredBy(json: unknown): Authorship {
  const read = readJson(authored, 'author', json);
  if (!read.ok) return { login: GHOST, externalId: null, appId: null };
  return { ...authorOf(read.value), appId: read.value.performed_via_github_app?.id ?? null };
}

function numberedForm(
  json: NumberedJson,
  reason: string | null,
  verify: VerifyMarker,
  identity: Facts,
): Normalized {
  const { body, facts, marker } = thingForm(json, 'task', verify);
  const content: Content = {
    title: json.title,
    ...body,
    state: { state: json.state, reason },
    ...(json.labels === undefined ? {} : { labels: json.labels.filter((name) => name !== null) }),
    ...(json.assignees == null
      ? {}
      : { assignees: json.assignees.flatMap((user) => (user == null ? [] : [user.login])) }),
    ...(json.locked === undefined ? {} : { locked: json.locked }),
  };
  return {
    ok: true,
    value: {
      content,
      githubUpdatedAt: json.updated_at,
      facts: { ...identity, number: json.number, ...facts },
      marker,
    },
  };
}

function thingForm(
  json: ThingJson,
  kind: ResourceKind,
  verify: VerifyMarker,
): { body: Content; facts: Facts; marker: Marker | null } {
  const framed = json.body === undefined ? null : takeFrame(json.body ?? '', kind, verify);
  return {
    body: framed === null ? {} : { body: framed.text },
    facts: {
      ...(json.node_id === undefined ? {} : { nodeId: json.node_id }),
      ...(json.html_url === undefined ? {} : { url: json.html_url }),
      author: authorOf(json),
      ...(json.created_at === undefined ? {} : { createdAt: json.created_at }),
      ...(framed === null ? {} : { bodyFrame: framed.frame }),
    },
    marker: framed?.marker ?? null,
  };
}

/** Takes off a frame of ours. A forged marker, or an issue's in a comment that quotes it, is part of somebody's text. */
function takeFrame(raw: string, kind: ResourceKind, verify: VerifyMarker): FramedBody {
  return unframe(raw, (marker) => marker.kind === kind && verify(marker));
}

function authorOf({ user }: AuthoredJson): { login: string; externalId: string | null } {
  return { login: user?.login ?? GHOST, externalId: user?.id ?? null };
}

function mergedFact(mergedAt: string | null | undefined): Facts {
  return mergedAt === undefined ? {} : { merged: mergedAt !== null };
}
