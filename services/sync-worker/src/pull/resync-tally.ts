// What re-syncing costs: how many requests were asked for how many resources, by the way in which they were asked about.
// Imports are no re-syncs, and are not told here.

/** A question about many repos, a list of one, or the thing itself. */
export type ResyncWay = 'survey' | 'list' | 'single';

export interface ResyncTally {
  asked(way: ResyncWay, requests: number): void;
  /** Resources that are in step for it: changed ones that were brought, and unchanged ones that were due. */
  synced(way: ResyncWay, resources: number): void;
}
