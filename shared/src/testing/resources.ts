// Builders for tests of the rules: a resource with what a test is about, and plain defaults for everything else.
import type { Content } from '../domain/resource/content.js';
import type { InboundChange } from '../domain/decide/decide-inbound.js';
import type { Operation } from '../domain/operations/operation.js';
import type { Link, Resource } from '../domain/resource/resource.js';

/** A moment in seconds, as GitHub counts; the tests speak of small numbers. */
export function sec(seconds: number): number {
  return Date.UTC(2026, 10, 21, 10) + seconds * 1_000;
}

export const ISSUE: Content = {
  title: 'A',
  body: 'one\n\ntwo\n\nthree',
  state: { state: 'open', reason: null },
  labels: ['x'],
  assignees: ['ann'],
  locked: false,
};

export interface Given {
  /** What GitHub had when last seen; null = never seen. */
  readonly base?: Content | null;
  /** GitHub's time of the base, in seconds. */
  readonly baseAt?: number;
  /** What the record holds, over the base. */
  readonly ours?: Content;
  /** When a client wrote its fields, in seconds; fractions are milliseconds. */
  readonly editedAt?: number;
  readonly open?: readonly Operation[];
  readonly errored?: readonly Operation[];
  readonly link?: Partial<Link> | null;
  readonly resource?: Partial<Resource>;
  readonly record?: Partial<Resource['record']>;
}

/** A linked task. `ours` is what a client changed, at `editedAt`. */
export function aTask(given: Given = {}): Resource {
  const { base = ISSUE, baseAt = 0, ours = {}, editedAt = 5, open = [], errored = [] } = given;
  const link: Link = {
    exists: true,
    base,
    baseUpdatedAt: base === null ? null : sec(baseAt),
    baseOperationId: base === null ? null : 'brought-the-base',
    bodyFrame: null,
    createIntent: null,
    writeIntent: null,
    lastWrite: null,
    gone: null,
    ...given.link,
  };
  return {
    kind: 'task',
    id: 'task-1',
    taskKind: 'issue',
    closedBecause: null,
    record: {
      content: { ...base, ...ours },
      localModifiedAt: Object.fromEntries(Object.keys(ours).map((field) => [field, sec(editedAt)])),
      version: 1,
      deletedAt: null,
      deletedBy: null,
      ...given.record,
    },
    link: given.link === null ? null : link,
    open,
    errored,
    ...given.resource,
  };
}

/** A linked comment. */
export function aComment(given: Given = {}): Resource {
  return aTask({
    base: { body: 'one' },
    ...given,
    resource: { kind: 'comment', id: 'comment-1', ...given.resource },
  });
}

/** A change by webhook: GitHub's content at a second. */
export function aChange(at: number, values: Content = {}, more: Partial<InboundChange> = {}): InboundChange {
  return {
    action: 'update',
    source: 'webhook',
    content: { ...ISSUE, ...values },
    githubUpdatedAt: sec(at),
    fetch: false,
    ...more,
  };
}

let operations = 0;

/** A queued inbound operation; its id is its name. */
export function inbound(
  id: string,
  at: number | null,
  values: Content | null = {},
  more: Partial<Operation> = {},
): Operation {
  return {
    id,
    sequence: (operations += 1),
    direction: 'inbound',
    state: 'queued',
    source: 'webhook',
    action: 'update',
    githubUpdatedAt: at === null ? null : sec(at),
    content: values === null ? null : { ...ISSUE, ...values },
    facts: null,
    fetch: values === null,
    attempt: 0,
    notBefore: null,
    reason: null,
    ...more,
  };
}

/** A queued outbound operation that carries these fields. */
export function outbound(id: string, values: Content, more: Partial<Operation> = {}): Operation {
  return inbound(id, null, null, {
    direction: 'outbound',
    source: 'client',
    content: values,
    fetch: false,
    ...more,
  });
}
