// The worker's view of GitHub (port Github): reads and looks up one thing at a time; the writes are next door. It adds no judgement to what
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
import type { AsPerson, Payer } from './as-person.js';
import type { Answer, Call } from './request.js';
import { createWrites } from './github-writes.js';
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

  const payerOf = ({ installationId }: Address, told: CallClass = 'event'): Payer => ({
    installationId,
    call: bound ?? told,
  });

  function ask(address: Address, call: Call, told?: CallClass): Promise<Called<Answer>> {
    const { installationRowId } = address;
    return gateway.asInstallation({ ...payerOf(address, told), installationRowId }, call);
  }

  return {
    async read(target, address, callClass) {
      const answer = await ask(address, calls.readCall(target.kind, address), callClass);
      if (!answer.ok) return answer;
      if (answer.value.status === NOT_MODIFIED) return { ok: true, value: 'not_modified' };
      return remoteState(target.kind, answer.value, verify, false);
    },

    writes: (until) => createWrites({ ask, verify, asPerson, payerOf }, until),

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
