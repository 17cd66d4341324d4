// The list that a person came from, as the addresses of its rows: on the page of one, j and k lead to its neighbors. Kept
// for this tab and this load alone; whoever came by a link has no trail, and the keys do nothing.
let trail: readonly string[] = [];

export function keepTrail(paths: readonly string[]): void {
  trail = paths;
}

/** The neighbor of an address on the trail; undefined at its ends and off it. */
export function onTrail(path: string, step: 1 | -1): string | undefined {
  const index = trail.indexOf(path);
  return index === -1 ? undefined : trail[index + step];
}
