// Everything that operations can be narrowed by.
import type { ReactNode } from 'react';
import { Filters } from '../parts/filters';
import { useRepoNames } from '../parts/use-repo-names';
import { useAddress } from '../shell/search';
import { CHOICES, DETAILS } from './filters';

export function FilterBar(): ReactNode {
  const [address, change] = useAddress();
  const { choice } = useRepoNames();
  return (
    <Filters
      searchLabel="Search operations"
      placeholder="Issue number, title, id, GUID, reason"
      choices={[...CHOICES, choice]}
    >
      <details open={DETAILS.some(([name]) => address[name] !== undefined)}>
        <summary>More filters</summary>
        <div className="filters-choices">
          {DETAILS.map(([name, label]) => (
            <label key={name} className="field">
              <span>{label}</span>
              <input
                className="input"
                data-given={address[name] !== undefined}
                defaultValue={address[name] ?? ''}
                key={address[name] ?? ''}
                placeholder={name === 'since' || name === 'until' ? '2026-01-31T12:00:00Z' : undefined}
                onBlur={({ target }) => {
                  change({ [name]: target.value.trim() });
                }}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') event.currentTarget.blur();
                }}
              />
            </label>
          ))}
        </div>
      </details>
    </Filters>
  );
}
