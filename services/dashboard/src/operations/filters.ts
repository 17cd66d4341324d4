// From the address to the API's filter. Ages are kept as ages ("the last hour"), so that a saved view stays true.
import { SOURCES, STATES } from '../api/shapes';
import { asCalled, type Choice } from '../parts/filters';
import type { Search } from '../shell/search';

export type FilterQuery = Readonly<Record<string, string | undefined>>;

export const CHOICES: readonly Choice[] = [
  { name: 'state', label: 'State', options: asCalled(STATES) },
  {
    name: 'direction',
    label: 'Direction',
    options: [
      ['inbound', 'from GitHub'],
      ['outbound', 'to GitHub'],
    ],
  },
  { name: 'source', label: 'Source', options: asCalled(SOURCES) },
  { name: 'kind', label: 'Kind', options: asCalled(['task', 'comment']) },
  { name: 'action', label: 'Action', options: asCalled(['create', 'update', 'delete']) },
  {
    name: 'within',
    label: 'Created within',
    options: [
      ['1h', 'the last hour'],
      ['1d', 'the last day'],
      ['7d', 'the last week'],
    ],
  },
];

/** Typed by hand; shown when asked for. */
export const DETAILS: readonly (readonly [name: string, label: string])[] = [
  ['reason', 'Reason code'],
  ['taskId', 'Task id'],
  ['commentId', 'Comment id'],
  ['externalId', "GitHub's id"],
  ['deliveryId', 'Delivery id'],
  ['since', 'Created since'],
  ['until', 'Created before'],
];

const WITHIN_MS: Readonly<Record<string, number>> = { '1h': 3_600_000, '1d': 86_400_000, '7d': 604_800_000 };
const MINUTE_MS = 60_000;
const PASSED_ON = ['state', 'direction', 'source', 'kind', 'action', 'repoId', 'q'] as const;

export function filterOf(search: Search, now: number): FilterQuery {
  const length = WITHIN_MS[search['within'] ?? ''];
  // Whole minutes: the question stays the same while its answer is still fresh.
  const since =
    length === undefined
      ? undefined
      : new Date(Math.floor((now - length) / MINUTE_MS) * MINUTE_MS).toISOString();
  const named = [...PASSED_ON, ...DETAILS.map(([name]) => name)].map((name) => [name, search[name]] as const);
  return { ...Object.fromEntries(named), ...(since === undefined ? {} : { since }) };
}

export function isNarrowed(search: Search): boolean {
  return Object.keys(search).length > 0;
}
