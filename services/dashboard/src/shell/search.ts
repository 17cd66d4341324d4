// The address as state: what a page is narrowed to. Changing it replaces the entry in the history, so that Back leaves
// the page and does not undo letters.
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';

export type Search = Readonly<Record<string, string>>;

export function useAddress(): readonly [
  Search,
  (change: Readonly<Record<string, string | undefined>>) => void,
] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  return [
    search,
    (change) => {
      const given = Object.entries({ ...search, ...change }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
      );
      void navigate({ to: '.', search: Object.fromEntries(given), replace: true });
    },
  ];
}

/** The id in the address of the page. */
export function useId(): string {
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false });
  return params['id'] ?? '';
}
