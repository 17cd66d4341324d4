// What a list is narrowed by: a search, choices, and whatever a page adds. All of it stands in the address at once, so
// that a view is a link. On a phone the choices fold away.
import type { ReactNode } from 'react';
import { useAddress } from '../shell/search';
import { useNarrow } from '../shell/use-narrow';
import { ChoiceField } from './choice';
import { SearchBox } from './search-box';

export interface Choice {
  /** Its name in the address. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** Options that are shown as they are called. */
export function asCalled(values: readonly string[]): Choice['options'] {
  return values.map((value) => [value, value.replaceAll('_', ' ')]);
}

export function Filters({
  searchLabel,
  placeholder,
  choices,
  children,
}: {
  /** Left out: the list has no search. */
  readonly searchLabel?: string;
  readonly placeholder?: string;
  readonly choices: readonly Choice[];
  readonly children?: ReactNode;
}): ReactNode {
  const [address, change] = useAddress();
  const narrow = useNarrow();
  const given = Object.keys(address);
  const clear =
    given.length === 0 ? null : (
      <button
        type="button"
        className="button quiet"
        onClick={() => {
          change(Object.fromEntries(given.map((name) => [name, undefined])));
        }}
      >
        Clear
      </button>
    );
  const fields = (
    <div className="filters-choices">
      {choices.map(({ name, label, options }) => (
        <ChoiceField
          key={name}
          label={label}
          value={address[name]}
          options={options}
          onChange={(value) => {
            change({ [name]: value });
          }}
        />
      ))}
      {searchLabel === undefined ? clear : null}
    </div>
  );
  return (
    <section className="filters" aria-label="Filters">
      {searchLabel === undefined ? null : (
        <div className="filters-search">
          <SearchBox
            label={searchLabel}
            placeholder={placeholder ?? ''}
            value={address['q'] ?? ''}
            onChange={(q) => {
              change({ q });
            }}
          />
          {clear}
        </div>
      )}
      {narrow && choices.length > 2 ? (
        <details>
          <summary>Filters{given.length === 0 ? '' : ` (${given.length})`}</summary>
          {fields}
          {children}
        </details>
      ) : (
        <>
          {fields}
          {children}
        </>
      )}
    </section>
  );
}
