// The worker's writes to GitHub (port GithubWrites): one change of one thing at a time, none of them later than its plan
// allows (rule G3).
import type { SetField } from '../domain/resource/content.js';
import type { Called, GithubWrites, WrittenSet } from '../ports/github.js';
import type { Address } from '../ports/loaded-resource.js';
import { remoteState, writtenSet } from './answers.js';
import type { AsPerson, Payer } from './as-person.js';
import type { VerifyMarker } from './normal-form.js';
import type { Answer, Call } from './request.js';
import * as calls from './thing-calls.js';

export interface WriteParts {
  readonly ask: (address: Address, call: Call) => Promise<Called<Answer>>;
  readonly verify: VerifyMarker;
  /** Null: nothing is written in a person's name. */
  readonly asPerson: AsPerson | null;
  readonly payerOf: (address: Address) => Payer;
}

/** @param until ms since the epoch: what has not left by then does not leave */
export function createWrites({ ask, verify, asPerson, payerOf }: WriteParts, until: number): GithubWrites {
  const send = (address: Address, call: Call): Promise<Called<Answer>> => ask(address, { ...call, until });

  async function tellSet(address: Address, set: SetField, call: Call): Promise<Called<WrittenSet>> {
    const answer = await send(address, call);
    return answer.ok ? writtenSet(set, answer.value, verify) : answer;
  }

  return {
    async create(target, address, values, frame, inName = null) {
      if (inName !== null && asPerson !== null) {
        const call = calls.createCall(target.kind, address, values, inName.frame);
        const theirs = await asPerson(inName.writer, payerOf(address), { ...call, until });
        if (theirs !== 'as_app') {
          return theirs.ok ? remoteState(target.kind, theirs.value, verify, true) : theirs;
        }
      }
      const answer = await send(address, calls.createCall(target.kind, address, values, frame));
      return answer.ok ? remoteState(target.kind, answer.value, verify, true) : answer;
    },

    async patch(target, address, values, frame) {
      const answer = await send(address, calls.patchCall(target.kind, address, values, frame));
      return answer.ok ? remoteState(target.kind, answer.value, verify, true) : answer;
    },

    async addToSet(address, set, names) {
      return names.length === 0
        ? { ok: true, value: null }
        : tellSet(address, set, calls.addCall(address, set, names));
    },

    async removeFromSet(address, set, names) {
      const unnameable = set === 'labels' ? names.find((name) => name === '.' || name === '..') : undefined;
      if (unnameable !== undefined) return refuseDots(unnameable);
      let written: WrittenSet | null = null;
      for (const call of names.length === 0 ? [] : calls.removeCalls(address, set, names)) {
        const told = await tellSet(address, set, call);
        if (told.ok) written = told.value;
        // A label that is gone already is what was wanted; an issue that is gone shows in the GET that follows.
        const fine =
          told.ok || (set === 'labels' && told.failure.kind === 'gone' && told.failure.status === 404);
        if (!fine) return told;
      }
      return { ok: true, value: written };
    },

    async remove(target, address) {
      if (target.kind === 'task') throw new Error('GitHub does not let an app delete an issue: close it.');
      const answer = await send(address, calls.removeCommentCall(address));
      return answer.ok ? { ok: true, value: null } : answer;
    },
  };
}

/** As a segment of a path, "." is "no name": that call would take away every label of the issue. */
function refuseDots(name: string): Called<null> {
  const message = `A label named "${name}" can only be taken away on GitHub.`;
  return { ok: false, failure: { kind: 'invalid', reason: { code: 'invalid', message } } };
}
