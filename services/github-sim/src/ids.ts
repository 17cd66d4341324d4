// Numbers for everything that GitHub numbers. They begin at a base taken from the real start time, so that a restarted
// simulator never hands out an id that a client already has in its database; all are beyond 32 bits, as GitHub's are.

export type NodeKind = 'I' | 'PR' | 'IC' | 'R' | 'U' | 'O' | 'BOT' | 'LA' | 'MI' | 'A' | 'MDI' | 'E';

export type NextId = () => number;

/** About a hundred ids for every millisecond that passed since the epoch: still exact in a double. */
export function startIds(startedAt: number = Date.now()): NextId {
  let last = startedAt * 100;
  return () => (last += 1);
}

export function nodeId(kind: NodeKind, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
}

export function readNodeId(node: string): { kind: string; id: number } | undefined {
  const [kind, coded] = node.split('_');
  if (kind === undefined || coded === undefined) return undefined;
  const id = Number(Buffer.from(coded, 'base64url').toString());
  return Number.isSafeInteger(id) ? { kind, id } : undefined;
}
