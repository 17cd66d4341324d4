// Writes everything that a transaction decided: one statement per kind of resource, however many resources. A move
// happens only if the operation is still as its writer saw it (rules O2, O8), and always leaves a timeline row.
import type { ResourceKind } from '../../domain/operations/operation.js';
import type { DeliveryOutcome, Effects } from '../../ports/effects.js';
import { LostClaim } from '../../ports/resource-store.js';
import {
  assignments,
  columnsOf,
  LINK_COLUMN_NAMES,
  MOVE_COLUMN_NAMES,
  OPERATION_COLUMN_NAMES,
  RECORD_COLUMN_NAMES,
} from './effect-columns.js';
import {
  birthRows,
  changeRow,
  conflictRow,
  deliveryRow,
  linkPatch,
  moveColumns,
  onePerId,
  operationColumns,
  recordPatch,
  timelineRow,
} from './effect-rows.js';
import { seePeople } from '../people/placeholder-users.js';
import { iso } from './content-columns.js';
import type { Queryable } from '../prisma.js';
import { TABLES } from './resource-tables.js';

export async function saveEffects(db: Queryable, effects: Effects, now: number): Promise<void> {
  for (const kind of ['task', 'comment'] as const) {
    const of = <T extends { kind: ResourceKind }>(list: readonly T[]): T[] =>
      list.filter((e) => e.kind === kind);
    const mine: KindEffects = {
      operations: of(effects.operations),
      moves: of(effects.moves),
      records: of(effects.records),
      links: of(effects.links),
      conflicts: of(effects.conflicts),
      changes: of(effects.changes),
    };
    if (Object.values(mine).every((list: readonly unknown[]) => list.length === 0)) continue;
    await saveKind(db, kind, mine, now);
  }
  await seePeople(
    db,
    effects.records.map(({ facts }) => facts),
  );
  if (effects.deliveries.length > 0) await saveDeliveries(db, effects.deliveries, now);
}

type KindEffects = Omit<Effects, 'deliveries'>;

async function saveKind(db: Queryable, kind: ResourceKind, effects: KindEffects, now: number): Promise<void> {
  const { record, link, operation, recordId } = TABLES[kind];
  const operations = JSON.stringify(effects.operations.map((op) => operationColumns(kind, op, now)));
  const moves = JSON.stringify(effects.moves.map((move) => moveColumns(move, now)));
  const records = JSON.stringify(onePerId(effects.records.map((patch) => recordPatch(patch, now))));
  const links = JSON.stringify(onePerId(effects.links.map(linkPatch)));
  const timeline = JSON.stringify([
    ...effects.operations.flatMap((op) => birthRows(kind, op, now)),
    ...effects.moves.map((move) => timelineRow(kind, move.id, move.from, move.to, move, now)),
  ]);
  const conflicts = JSON.stringify(effects.conflicts.map((conflict) => conflictRow(conflict, now)));
  const changes = JSON.stringify(effects.changes.map(changeRow));

  const [result] = await db.$queryRaw<{ moved: number }[]>`
    WITH born AS (
      INSERT INTO ${operation} (${columnsOf(OPERATION_COLUMN_NAMES[kind])})
      SELECT ${columnsOf(OPERATION_COLUMN_NAMES[kind], 'n.')}
      FROM jsonb_array_elements(${operations}::jsonb) WITH ORDINALITY AS e(doc, ord)
      CROSS JOIN LATERAL jsonb_populate_record(NULL::${operation}, e.doc) n
      ORDER BY e.ord
    ), moved AS (
      UPDATE ${operation} o SET ${assignments(MOVE_COLUMN_NAMES)}
      FROM jsonb_to_recordset(${moves}::jsonb) AS m(id uuid, seen operation_state, token uuid, patch jsonb)
      JOIN ${operation} old ON old.id = m.id
      CROSS JOIN LATERAL jsonb_populate_record(old, m.patch) n
      WHERE o.id = m.id AND o.state = m.seen AND (m.token IS NULL OR o.claim_token = m.token)
      RETURNING o.id
    ), records AS (
      UPDATE ${record} t SET ${assignments(RECORD_COLUMN_NAMES[kind])}
      FROM jsonb_to_recordset(${records}::jsonb) AS p(id uuid, patch jsonb)
      JOIN ${record} old ON old.id = p.id
      CROSS JOIN LATERAL jsonb_populate_record(old, p.patch || jsonb_build_object(
        'provenance', old.provenance || coalesce(p.patch -> 'provenance', '{}'))) n
      WHERE t.id = p.id
    ), links AS (
      UPDATE ${link} l SET ${assignments(LINK_COLUMN_NAMES[kind])}
      FROM jsonb_to_recordset(${links}::jsonb) AS p(id uuid, patch jsonb)
      JOIN ${link} old ON old.${recordId} = p.id
      CROSS JOIN LATERAL jsonb_populate_record(old, p.patch) n
      WHERE l.${recordId} = p.id
    ), told AS (
      INSERT INTO operation_timeline (kind, operation_id, at, from_state, to_state, reason_code, reason_message, by)
      SELECT n.kind, n.operation_id, n.at, n.from_state, n.to_state, n.reason_code, n.reason_message, n.by
      FROM jsonb_populate_recordset(NULL::operation_timeline, ${timeline}::jsonb) n
    ), collided AS (
      INSERT INTO conflicts (id, kind, record_id, operation_id, field, base, ours, theirs, winner, state, created_at)
      SELECT n.id, n.kind, n.record_id, n.operation_id, n.field, n.base, n.ours, n.theirs, n.winner, n.state, n.created_at
      FROM jsonb_populate_recordset(NULL::conflicts, ${conflicts}::jsonb) n
    ), logged AS (
      INSERT INTO change_log (project_id, kind, record_id, event, version, fields, operation_id)
      SELECT n.project_id, n.kind, n.record_id, n.event, n.version, n.fields, n.operation_id
      FROM jsonb_populate_recordset(NULL::change_log, ${changes}::jsonb) n
    )
    SELECT count(*)::int AS moved FROM moved`;
  if (result?.moved !== effects.moves.length) throw new LostClaim();
}

/** What became of the stored deliveries, in the transaction of their effect: a GUID has one effect (rule D3). */
async function saveDeliveries(
  db: Queryable,
  outcomes: readonly DeliveryOutcome[],
  now: number,
): Promise<void> {
  const rows = JSON.stringify(outcomes.map((outcome) => deliveryRow(outcome, now)));
  await db.$executeRaw`
    UPDATE webhook_deliveries d
    SET state = n.state, action = n.action, repo_external_id = n.repo_external_id, reason_code = n.reason_code,
      reason_message = n.reason_message, processed_at = n.processed_at, walked_to = n.walked_to,
      attempt = d.attempt + (n.state <> 'pending')::int
    FROM jsonb_populate_recordset(NULL::webhook_deliveries, ${rows}::jsonb) n
    WHERE d.id = n.id`;
  // Last, and only now and then: the repo's row is everybody's.
  const repos = outcomes.flatMap(({ repoExternalId }) =>
    repoExternalId === null ? [] : [BigInt(repoExternalId)],
  );
  await db.$executeRaw`
    UPDATE github_repos SET last_webhook_at = ${iso(now)}::timestamptz, webhooks_silent_since = NULL
    WHERE external_id = ANY(${repos}::bigint[]) AND (webhooks_silent_since IS NOT NULL OR last_webhook_at IS NULL
      OR last_webhook_at < ${iso(now - HEARD_EVERY_MS)}::timestamptz)`;
}

/** How exactly it is known when a repo was last heard of. */
const HEARD_EVERY_MS = 10_000;
