// The stored webhook deliveries: kept before they are acknowledged (rule D1), taken oldest first (rule D4). A row stays
// for ever, because its GUID has one effect (rule D3); its payload only until nobody will ask for it.
import { v7 as uuid } from 'uuid';
import type { NewDelivery } from '../../domain/github/delivery.js';
import type { StoredDelivery } from '../../ports/resource-store.js';
import type { Queryable } from '../prisma.js';
import { iso } from '../resources/content-columns.js';

/** One statement, committed when it returns. False: this GUID is known already, and has its one effect (rule D3). */
export async function storeDelivery(db: Queryable, delivery: NewDelivery): Promise<boolean> {
  const stored = await db.$executeRaw`
    INSERT INTO webhook_deliveries (id, guid, event, headers, payload)
    VALUES (${uuid()}::uuid, ${delivery.guid}, ${delivery.event}, ${JSON.stringify(delivery.headers)}::jsonb, ${delivery.payload})
    ON CONFLICT (guid) DO NOTHING`;
  return stored > 0;
}

/** Rows that another process works on are passed over; a crash frees its rows with its transaction. */
export async function takeDeliveries(db: Queryable, limit: number): Promise<StoredDelivery[]> {
  return db.$queryRaw<StoredDelivery[]>`
    SELECT id::text, guid, event, payload, walked_to AS "walkedTo" FROM webhook_deliveries
    WHERE state = 'pending' ORDER BY sequence LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** Of these GUIDs, those that arrived, whatever GitHub heard of it. */
export async function storedGuids(db: Queryable, guids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRaw<{ guid: string }[]>`
    SELECT guid FROM webhook_deliveries WHERE guid = ANY(${[...guids]})`;
  return new Set(rows.map(({ guid }) => guid));
}

/** Drops the payload of up to `limit` deliveries decided before then, the oldest first; returns how many there were. */
export async function dropPayloads(
  db: Queryable,
  {
    decidedBefore,
    now,
    limit,
  }: { readonly decidedBefore: number; readonly now: number; readonly limit: number },
): Promise<number> {
  return db.$executeRaw`
    WITH old AS MATERIALIZED (
      SELECT id FROM webhook_deliveries
      WHERE payload IS NOT NULL AND state IN ('processed', 'ignored') AND processed_at < ${iso(decidedBefore)}::timestamptz
      ORDER BY processed_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE webhook_deliveries d SET payload = NULL, payload_dropped_at = ${iso(now)}::timestamptz
    FROM old WHERE d.id = old.id`;
}
