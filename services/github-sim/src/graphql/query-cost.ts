// What a query costs, by GitHub's formula: the requests that its connections need if each of them is full, divided by a
// hundred, rounded, at least one point. Source: "Rate limits and query limits for the GraphQL API".
import { Kind, parse, type ASTNode, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';
import type { Json } from '../json.js';

const REQUESTS_PER_POINT = 100;

export interface QueryCost {
  readonly points: number;
  readonly nodes: number;
}

export function costOf(query: string, variables: Json): QueryCost {
  const document = tryParse(query);
  let requests = 0;
  let nodes = 0;
  const fragments = new Map(
    document?.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one.selectionSet] as const] : [],
    ),
  );
  const walk = (set: SelectionSetNode | undefined, times: number): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) walk(fragments.get(selection.name.value), times);
      else if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, times);
      else {
        const size = pageSize(selection, variables);
        if (size !== null) {
          requests += times;
          nodes += times * size;
        }
        walk(selection.selectionSet, times * (size ?? 1));
      }
    }
  };
  for (const one of document?.definitions ?? []) {
    if (one.kind === Kind.OPERATION_DEFINITION) walk(one.selectionSet, 1);
  }
  return { points: Math.max(1, Math.round(requests / REQUESTS_PER_POINT)), nodes };
}

/** Null: no connection. */
function pageSize({ arguments: given }: FieldNode, variables: Json): number | null {
  const bound = given?.find(({ name }) => name.value === 'first' || name.value === 'last')?.value;
  return bound === undefined ? null : numberOf(bound, variables);
}

function numberOf(value: ASTNode, variables: Json): number | null {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind !== Kind.VARIABLE) return null;
  const given = variables[value.name.value];
  return typeof given === 'number' ? given : null;
}

function tryParse(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}
