// The store of resources in memory, with the promises of its port: transactions that are all or nothing, one running
// operation per resource (O1), the order of the rules (O4), leases that run out (O6, O8).
import { assertedFields, nameKey, pick, type Content } from '@tandem/shared/domain/resource/content.js';
import { nextInGroup } from '@tandem/shared/domain/operations/next-in-group.js';
import { REASONS } from '@tandem/shared/domain/operations/reasons.js';
import { isOpen } from '@tandem/shared/domain/operations/transitions.js';
import type { LoadedResource, ResourceRef } from '@tandem/shared/ports/loaded-resource.js';
import {
  LostClaim,
  type CarriersAsked,
  type Claim,
  type CommentKey,
  type FoundIssue,
  type IssueKey,
  type ResourceStore,
  type ResourceTransaction,
} from '@tandem/shared/ports/resource-store.js';
import {
  EMPTY_LINK,
  emptyRecord,
  NO_TABLES,
  type OperationRow,
  type RecordRow,
  type Tables,
} from './rows.js';
import { saveEffects } from './save-effects.js';

export interface MemoryStore extends ResourceStore {
  readonly tables: Tables;
  /** A record that a client makes, empty, with a link. */
  insert(ref: ResourceRef, taskId: string): void;
  /** Operations whose lease ran out go back to the queue. */
  requeueExpired(now: number): void;
}

const REPO = { installationRowId: 'i', installationId: '1', repoId: 'r', owner: 'o', repo: 'r' } as const;

/** Nothing is transferred in the model: there is one repo. */
const nowhere = (): Promise<never> => Promise.reject(new Error('The model knows no transfers.'));
const NO_TRANSFERS: ResourceTransaction['transfers'] = {
  load: nowhere,
  move: nowhere,
  mergeTasks: nowhere,
  takeOut: nowhere,
  remember: nowhere,
  knownComments: nowhere,
  repoOf: nowhere,
  mergeComments: nowhere,
  endRelink: nowhere,
};

export function createMemoryStore(): MemoryStore {
  let tables = NO_TABLES;
  let sequence = 0;
  let made = 0;
  const nextSequence = (): number => (sequence += 1);

  function put(
    ref: ResourceRef,
    taskId: string,
    link: Partial<typeof EMPTY_LINK>,
    taskKind: RecordRow['taskKind'] = 'issue',
  ): void {
    tables = {
      ...tables,
      records: new Map(tables.records).set(ref.id, emptyRecord(ref.kind, ref.id, taskId, taskKind)),
      links: new Map(tables.links).set(ref.id, { ...EMPTY_LINK, ...link }),
    };
  }

  function findOrMakeTask(key: IssueKey): FoundIssue {
    const known = [...tables.records.values()].find(
      ({ id, kind }) => kind === 'task' && tables.links.get(id)?.number === key.number,
    );
    if (known !== undefined) return { taskId: known.id, made: false, former: false };
    const marked = attachable(key.markedRecord);
    if (marked !== null) return { taskId: marked, made: false, former: false };
    const id = `task-m${(made += 1)}`;
    put({ kind: 'task', id }, id, { number: key.number, externalId: key.externalId }, key.taskKind);
    return { taskId: id, made: true, former: false };
  }

  function findOrMakeComment(key: CommentKey & { readonly taskId: string }): { commentId: string } {
    const known = [...tables.records.values()].find(
      ({ id, kind }) => kind === 'comment' && tables.links.get(id)?.externalId === key.externalId,
    );
    const id = known?.id ?? attachable(key.markedRecord);
    if (id !== null) return { commentId: id };
    const commentId = `comment-m${(made += 1)}`;
    put({ kind: 'comment', id: commentId }, key.taskId, { externalId: key.externalId });
    return { commentId };
  }

  function attachable(id: string | null): string | null {
    const link = id === null ? undefined : tables.links.get(id);
    return link?.createIntent != null && link.externalId === null ? id : null;
  }

  const transaction: ResourceTransaction = {
    transfers: NO_TRANSFERS,
    findOrMakeTasks: (keys) => Promise.resolve(keys.map(findOrMakeTask)),
    findOrMakeComments: (keys) => Promise.resolve(keys.map(findOrMakeComment)),
    lockAndLoad: (refs) => Promise.resolve(refs.flatMap((ref) => loadResource(tables, ref) ?? [])),
    save(effects) {
      tables = saveEffects(tables, effects, nextSequence);
      return Promise.resolve();
    },
    holdClaim(_kind, operationId, claimToken) {
      const row = tables.operations.get(operationId);
      const held = row?.state === 'processing' && row.claimToken === claimToken;
      return held ? Promise.resolve() : Promise.reject(new LostClaim());
    },
    releaseComments(taskId) {
      const codes: readonly string[] = [REASONS.waitingForTask.code, REASONS.waitingForEarlier.code];
      const waiting = [...tables.operations.values()].filter(
        ({ kind, recordId, state, reason }) =>
          kind === 'comment' &&
          state === 'queued' &&
          tables.records.get(recordId)?.taskId === taskId &&
          codes.includes(reason?.code ?? ''),
      );
      replace(waiting.map((row) => ({ ...row, notBefore: null })));
      return Promise.resolve(waiting.map(({ recordId }) => ({ kind: 'comment', id: recordId })));
    },
    droppedAsDeleted: ({ id }) =>
      Promise.resolve(
        [...tables.operations.values()]
          .filter(
            ({ recordId, state, reason }) =>
              recordId === id && state === 'dropped' && reason?.code === REASONS.recordDeleted.code,
          )
          .map((row) => ({ ...row, deliveryId: null })),
      ),
    deletionsOfRepo: () => Promise.resolve({ lastHour: 0, of: 0, allowed: null }),
    askAboutDeletions: () => Promise.resolve(),
    applyDirectoryUpdate: () => Promise.resolve([]),
    issuesWithLabel: (asked) => Promise.resolve(carriersOf(tables, asked)),
    takeDeliveries: () => Promise.resolve([]),
  };

  function replace(rows: readonly OperationRow[]): void {
    const operations = new Map(tables.operations);
    for (const row of rows) operations.set(row.id, row);
    tables = { ...tables, operations };
  }

  return {
    get tables() {
      return tables;
    },
    insert(ref, taskId) {
      put(ref, taskId, {});
    },
    async transaction(work) {
      const before = tables;
      try {
        return await work(transaction);
      } catch (error) {
        tables = before;
        throw error;
      }
    },
    claimNext(group, { now, token, until }) {
      const open = [...tables.operations.values()].filter(
        ({ recordId, state }) => recordId === group.id && isOpen(state),
      );
      const running = open.find(({ state }) => state === 'processing');
      if (running !== undefined) return Promise.resolve({ kind: 'busy', until: running.leaseUntil ?? now });
      const next = nextInGroup(open, now);
      if (next.kind !== 'run') return Promise.resolve(next);
      const row = tables.operations.get(next.operation.id) as OperationRow;
      const claimed: OperationRow = {
        ...row,
        state: 'processing',
        claimToken: token,
        leaseUntil: until,
        reason: null,
      };
      replace([claimed]);
      note(row, 'processing');
      const claim: Claim = { kind: 'claimed', operation: claimed };
      return Promise.resolve(claim);
    },
    renewLease(_kind, token, until) {
      const row = [...tables.operations.values()].find(({ claimToken }) => claimToken === token);
      if (row !== undefined) replace([{ ...row, leaseUntil: until }]);
      return Promise.resolve(row !== undefined);
    },
    handBack: () => Promise.resolve([]),
    findStranded: () => Promise.resolve({ groups: [], requeued: 0 }),
    requeueExpired(now) {
      const expired = [...tables.operations.values()].filter(
        ({ state, leaseUntil }) => state === 'processing' && (leaseUntil ?? 0) < now,
      );
      replace(expired.map((row) => ({ ...row, state: 'queued', claimToken: null, leaseUntil: null })));
      for (const row of expired) note(row, 'queued');
    },
  };

  function note(row: OperationRow, to: OperationRow['state']): void {
    tables = { ...tables, timeline: [...tables.timeline, { operationId: row.id, from: row.state, to }] };
  }
}

/** Tasks whose base carries the label, or that are about to hear of it. */
function carriersOf(
  { records, links, operations }: Tables,
  { name: label, after, limit }: CarriersAsked,
): IssueKey[] {
  const carries = (content: Content | null): boolean =>
    content?.labels?.some((name) => nameKey(name) === nameKey(label)) === true;
  const carriers = [...records.values()].flatMap(({ kind, id, taskKind }) => {
    const link = links.get(id);
    if (kind !== 'task' || link?.number == null || link.number <= after) return [];
    const told = [...operations.values()].some(
      ({ recordId, state, direction, content }) =>
        recordId === id && isOpen(state) && direction === 'inbound' && carries(content),
    );
    const { number, externalId, base } = link;
    const key = { repoExternalId: 'r', pullRequestExternalId: null, markedRecord: null };
    return carries(base) || told ? [{ ...key, number, externalId, taskKind }] : [];
  });
  return carriers.sort((a, b) => a.number - b.number).slice(0, limit);
}

function loadResource({ records, links, operations }: Tables, ref: ResourceRef): LoadedResource | null {
  const record = records.get(ref.id);
  const link = links.get(ref.id);
  const task = record === undefined ? undefined : records.get(record.taskId);
  if (record === undefined || link === undefined || task === undefined) return null;
  const mine = [...operations.values()].filter(({ recordId }) => recordId === ref.id);
  const exists = ref.kind === 'task' ? link.number !== null : link.externalId !== null;
  const announced = exists && link.base === null && link.createIntent === null;
  const earlierWaits = [...operations.values()].some(
    ({ kind, recordId, direction, state }) =>
      kind === 'comment' &&
      direction === 'outbound' &&
      isOpen(state) &&
      recordId < ref.id &&
      records.get(recordId)?.taskId === record.taskId &&
      links.get(recordId)?.externalId === null,
  );
  return {
    kind: ref.kind,
    id: ref.id,
    closedBecause: null,
    record: {
      ...record,
      content: announced
        ? pick(
            record.content,
            assertedFields(record.content).filter((field) => field in record.localModifiedAt),
          )
        : record.content,
    },
    link: { ...link, exists },
    open: mine.filter(({ state }) => isOpen(state)),
    errored: mine.filter(({ state, direction }) => state === 'errored' && direction === 'outbound'),
    taskId: record.taskId,
    taskKind: task.taskKind,
    linkId: `link-${ref.id}`,
    address: {
      ...REPO,
      number: links.get(record.taskId)?.number ?? null,
      externalId: link.externalId,
      etag: link.etag,
    },
    relinking: false,
    projectId: 'p',
    author: { userId: null, login: null, name: null },
    sync: record.sync,
    thread:
      ref.kind === 'task'
        ? null
        : { taskDeleted: task.deletedAt !== null, earlierWaits: link.externalId === null && earlierWaits },
  };
}
