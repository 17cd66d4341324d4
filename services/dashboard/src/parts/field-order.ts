// Fields in the order in which people read an issue. One that is not known here comes last.
const ORDER = ['title', 'body', 'state', 'labels', 'assignees', 'locked'];

export function inOrder(fields: readonly string[]): string[] {
  return [...fields].sort((left, right) => place(left) - place(right));
}

function place(field: string): number {
  const index = ORDER.indexOf(field);
  return index === -1 ? ORDER.length : index;
}
