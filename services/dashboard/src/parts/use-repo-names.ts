// The connected repos by name: for choices, and where the API tells only an id.
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/call';
import { API } from '../api/root';
import type { Page, Repo } from '../api/shapes';
import type { Choice } from './filters';

export interface RepoNames {
  readonly choice: Choice;
  readonly nameOf: (id: string) => string;
}

export function useRepoNames(): RepoNames {
  const { data } = useQuery({
    queryKey: ['repos', 'names'],
    queryFn: () => read<Page<Repo>>(`${API}/repos?limit=200&connected=true`),
    staleTime: 60_000,
  });
  const repos = data?.items ?? [];
  return {
    choice: { name: 'repoId', label: 'Repo', options: repos.map(({ id, fullName }) => [id, fullName]) },
    nameOf: (id) => repos.find((repo) => repo.id === id)?.fullName ?? '',
  };
}
