// The worker's view of GitHub (port Github): reads, writes and looks up one thing at a time. It adds no judgement to what
// GitHub says; what a failure means for an operation is decided elsewhere.
import { newFrame } from '../domain/resource/body-frame.js';
import type { CallClass } from '../domain/github/budget.js';
import type { Called, Github } from '../ports/github.js';
import type { Address } from '../ports/loaded-resource.js';
import { remoteState } from './answers.js';
import { creditLine } from './credit.js';
import { findMarked, INTENT_SLACK_MS } from './find-marked.js';
import type { Gateway } from './gateway.js';
import { listComments } from './list-comments.js';
import type { Markers } from './markers.js';
import type { VerifyMarker } from './normal-form.js';
import { PAGE_SIZE } from './pages.js';
import type { AsPerson } from './as-person.js';
import type { Answer, Call } from './request.js';
import * as calls from './thing-calls.js';

export interface GithubParts {
  readonly gateway: Gateway;
  readonly markers: Markers;
  readonly appId: string;
  readonly slug: () => Promise<Called<string>>;
  /** Null: nothing is written in a person's name. */
  readonly asPerson: AsPerson | null;
}

const NOT_MODIFIED = 304;

/** @param bound the class of every call made here, whatever a read asks for; null = as told, and of the rest `event` */
export function createGithubAdapter(
  { gateway, markers, appId, slug, asPerson }: GithubParts,
  bound: CallClass | null = null,
): Github {
  const verify: VerifyMarker = (marker) => markers.verify(marker);

  function ask(address: Address, call: Call, told: CallClass = 'event'): Promise<Called<Answer>> {
    const { installationId, installationRowId } = address;
    return gateway.asInstallation({ installationId, installationRowId, call: bound ?? told }, call);
  }

  async function tell(address: Address, call: Call): Promise<Called<null>> {
    const answer = await ask(address, call);
    return answer.ok ? { ok: true, value: null } : answer;
  }

  return {
    async read(target, address, callClass) {
      const answer = await ask(address, calls.readCall(target.kind, address), callClass);
      if (!answer.ok) return answer;
      if (answer.value.status === NOT_MODIFIED) return { ok: true, value: 'not_modified' };
      return remoteState(target.kind, answer.value, verify, false);
    },

    async create(target, address, values, frame, inName = null) {
      if (inName !== null && asPerson !== null) {
        const { installationId } = address;
        const call = calls.createCall(target.kind, address, values, inName.frame);
        const theirs = await asPerson(inName.writer, { installationId, call: bound ?? 'event' }, call);
        if (theirs !== 'as_app') {
          return theirs.ok ? remoteState(target.kind, theirs.value, verify, true) : theirs;
        }
      }
      const answer = await ask(address, calls.createCall(target.kind, address, values, frame));
      return answer.ok ? remoteState(target.kind, answer.value, verify, true) : answer;
    },

    async patch(target, address, values, frame) {
      const call = calls.patchCall(target.kind, address, values, frame);
      const answer = await ask(address, call);
      return answer.ok ? remoteState(target.kind, answer.value, verify, true) : answer;
    },

    async addToSet(address, set, names) {
      return names.length === 0
        ? { ok: true, value: null }
        : tell(address, calls.addCall(address, set, names));
    },

    async removeFromSet(address, set, names) {
      const unnameable = set === 'labels' ? names.find((name) => name === '.' || name === '..') : undefined;
      if (unnameable !== undefined) return refuseDots(unnameable);
      for (const call of names.length === 0 ? [] : calls.removeCalls(address, set, names)) {
        const told = await tell(address, call);
        // A label that is gone already is what was wanted; an issue that is gone shows in the GET that follows.
        const fine =
          told.ok || (set === 'labels' && told.failure.kind === 'gone' && told.failure.status === 404);
        if (!fine) return told;
      }
      return { ok: true, value: null };
    },

    async remove(target, address) {
      if (target.kind === 'task') throw new Error('GitHub does not let an app delete an issue: close it.');
      return tell(address, calls.removeCommentCall(address));
    },

    async findMarked(target, address, since, writer) {
      const from = since - INTENT_SLACK_MS;
      const list = target.kind === 'task' ? calls.newestIssuesCall : calls.commentsSinceCall;
      const get = (call: Call): Promise<Called<Answer>> => ask(address, call);
      return findMarked({ get, verify, appId, slug, writer }, target, list(address, from, PAGE_SIZE), from);
    },

    listComments(address) {
      return listComments((call) => ask(address, call), calls.commentsCall(address, PAGE_SIZE), verify);
    },

    frameFor(target, text, author) {
      return newFrame(text, markers.sign(target.kind, target.id), creditLine(author));
    },
  };
}

/** As a segment of a path, "." is "no name": that call would take away every label of the issue. */
function refuseDots(name: string): Called<null> {
  const message = `A label named "${name}" can only be taken away on GitHub.`;
  return { ok: false, failure: { kind: 'invalid', reason: { code: 'invalid', message } } };
}
