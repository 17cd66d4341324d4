// A transfer as GitHub tells it twice: `issues.transferred` in the old repo, which names the new issue, and `issues.opened`
// in the new repo, which names the old one. Either alone says everything (rule P5).
import { z } from 'zod';
import { issueFromJson, type NormalForm } from '@tandem/shared/github/normal-form.js';
import type { Facts } from '@tandem/shared/domain/operations/operation.js';
import type { Transfer } from '@tandem/shared/ports/transfers.js';
import type { IssueKey } from '@tandem/shared/ports/resource-store.js';
import { repoFacts } from './normalize-directory.js';
import type { NormalizedChange } from './normalized.js';
import { readWith, repositoryJson, type Read, type RepositoryJson } from './payload.js';
import { markedRecord, type Recognition } from './recognition.js';

const toThere = z.object({
  changes: z.object({ new_issue: z.unknown(), new_repository: repositoryJson }),
});
const fromThere = z.object({
  changes: z.object({ old_issue: z.unknown(), old_repository: repositoryJson }),
});
const opened = z.object({ changes: z.object({ old_issue: z.unknown() }).nullish() });

/** Null: it is no transfer. */
export function readTransfer(
  action: string,
  repo: RepositoryJson,
  issue: IssueKey,
  form: NormalForm,
  payload: unknown,
  recognition: Recognition,
): Read<Transfer | null> {
  if (action === 'transferred') return readToThere(issue, payload, recognition);
  const told = opened.safeParse(payload);
  const isMoved = action === 'opened' && told.success && told.data.changes?.old_issue != null;
  return isMoved ? readFromThere(repo, issue, form, payload, recognition) : { ok: true, value: null };
}

function readToThere(issue: IssueKey, payload: unknown, recognition: Recognition): Read<Transfer> {
  const read = readWith(toThere, payload, 'payload');
  if (!read.ok) return read;
  const { new_issue, new_repository } = read.value.changes;
  const form = issueFromJson(new_issue, recognition.verifyMarker);
  if (!form.ok) return { ok: false, message: `changes.new_issue: ${form.message}` };
  const { facts } = form.value;
  return {
    ok: true,
    value: {
      from: placeOf(issue),
      to: { repoExternalId: String(new_repository.id), number: facts.number ?? 0, facts: identityOf(facts) },
      repo: repoFacts(new_repository),
    },
  };
}

function readFromThere(
  repo: RepositoryJson,
  { number }: IssueKey,
  { facts }: NormalForm,
  payload: unknown,
  recognition: Recognition,
): Read<Transfer> {
  const read = readWith(fromThere, payload, 'payload');
  if (!read.ok) return read;
  const { old_issue, old_repository } = read.value.changes;
  const form = issueFromJson(old_issue, recognition.verifyMarker);
  if (!form.ok) return { ok: false, message: `changes.old_issue: ${form.message}` };
  return {
    ok: true,
    value: {
      from: {
        repoExternalId: String(old_repository.id),
        number: form.value.facts.number ?? 0,
        markedRecord: markedRecord(form.value, old_issue, recognition),
      },
      to: { repoExternalId: String(repo.id), number, facts: identityOf(facts) },
      repo: repoFacts(repo),
    },
  };
}

/** The change at the new address. What `transferred` carries is the issue as it was at the old one: it says nothing there. */
export function transferred(change: NormalizedChange, action: string, transfer: Transfer): NormalizedChange {
  if (action !== 'transferred') return { ...change, transfer };
  const { repoExternalId, number, facts } = transfer.to;
  return {
    ...change,
    content: null,
    githubUpdatedAt: null,
    fetch: true,
    facts: { number, ...facts },
    issue: {
      repoExternalId,
      number,
      externalId: facts.externalId ?? null,
      pullRequestExternalId: null,
      taskKind: 'issue',
      markedRecord: null,
    },
    transfer,
  };
}

function placeOf({ repoExternalId, number, markedRecord: marked }: IssueKey): {
  repoExternalId: string;
  number: number;
  markedRecord: string | null;
} {
  return { repoExternalId, number, markedRecord: marked };
}

/** What names it there; its text and its times are read anew. */
function identityOf({ externalId, nodeId, url }: Facts): Facts {
  return {
    ...(externalId === undefined ? {} : { externalId }),
    ...(nodeId === undefined ? {} : { nodeId }),
    ...(url === undefined ? {} : { url }),
  };
}
