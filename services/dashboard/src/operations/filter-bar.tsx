// Everything the list can be narrowed by. What is chosen stands in the address at once.
import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/call';
import { API } from '../api/polling';
import type { Page, Repo } from '../api/shapes';
import { ChoiceField } from '../parts/choice';
import { SearchBox } from '../parts/search-box';
import type { Search } from '../shell/search';
import { useNarrow } from '../shell/use-narrow';
import { CHOICES, DETAILS, isNarrowed } from './filters';

export function FilterBar({
  search,
  onChange,
}: {
  readonly search: Search;
  readonly onChange: (change: Readonly<Record<string, string | undefined>>) => void;
}): ReactNode {
  const { data: repos } = useQuery({
    queryKey: ['repos', 'names'],
    queryFn: () => read<Page<Repo>>(`${API}/repos?limit=200&connected=true`),
    staleTime: 60_000,
  });
  const detailed = DETAILS.some(([name]) => search[name] !== undefined);
  const narrow = useNarrow();
  const choices = (
    <div className="filters-choices">
      {CHOICES.map(({ name, label, options }) => (
        <ChoiceField
          key={name}
          label={label}
          value={search[name]}
          options={options}
          onChange={(value) => {
            onChange({ [name]: value });
          }}
        />
      ))}
      <ChoiceField
        label="Repo"
        value={search['repoId']}
        options={(repos?.items ?? []).map(({ id, fullName }) => [id, fullName])}
        onChange={(repoId) => {
          onChange({ repoId });
        }}
      />
    </div>
  );
  return (
    <section className="filters" aria-label="Filters">
      <div className="filters-search">
        <SearchBox
          label="Search operations"
          placeholder="Issue number, title, any id, delivery GUID, reason"
          value={search['q'] ?? ''}
          onChange={(q) => {
            onChange({ q });
          }}
        />
        <button
          type="button"
          className="button quiet"
          disabled={!isNarrowed(search)}
          onClick={() => {
            onChange(Object.fromEntries(Object.keys(search).map((name) => [name, undefined])));
          }}
        >
          Clear
        </button>
      </div>
      {narrow ? (
        <details>
          <summary>Filters</summary>
          {choices}
        </details>
      ) : (
        choices
      )}
      <details open={detailed}>
        <summary>More filters</summary>
        <div className="filters-choices">
          {DETAILS.map(([name, label]) => (
            <label key={name} className="field">
              <span>{label}</span>
              <input
                className="input"
                defaultValue={search[name] ?? ''}
                key={search[name] ?? ''}
                placeholder={name === 'since' || name === 'until' ? '2026-01-31T12:00:00Z' : undefined}
                onBlur={({ target }) => {
                  onChange({ [name]: target.value.trim() });
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') event.currentTarget.blur();
                }}
              />
            </label>
          ))}
        </div>
      </details>
    </section>
  );
}
