// A value of the normal form as a person reads it: names as chips, a state as a word, a text as its lines. Never as HTML.
import type { ReactNode } from 'react';

export function FieldValue({ value }: { readonly value: unknown }): ReactNode {
  if (value === undefined) return <span className="faint">not known</span>;
  if (value === null || value === '') return <span className="faint">empty</span>;
  if (typeof value === 'string') return <span className="pre">{value}</span>;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return <Names names={value.map((name) => plain(name))} />;
  if (isState(value)) {
    return (
      <span>
        {value.state}
        {typeof value.reason === 'string' ? (
          <span className="faint"> as {value.reason.replaceAll('_', ' ')}</span>
        ) : null}
      </span>
    );
  }
  return <code className="wrap-anywhere">{JSON.stringify(value)}</code>;
}

function Names({ names }: { readonly names: readonly string[] }): ReactNode {
  if (names.length === 0) return <span className="faint">none</span>;
  return (
    <span className="chips">
      {names.map((name) => (
        <span key={name} className="chip">
          {name}
        </span>
      ))}
    </span>
  );
}

/** As one text, to be compared line by line. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value))
    return value
      .map((item) => plain(item))
      .sort()
      .join('\n');
  if (isState(value))
    return typeof value.reason === 'string' ? `${value.state} (${value.reason})` : value.state;
  return JSON.stringify(value);
}

export function sameField(left: unknown, right: unknown): boolean {
  return normal(left) === normal(right);
}

function normal(value: unknown): string {
  const text = plain(value).replaceAll('\r\n', '\n');
  return Array.isArray(value) ? text.toLowerCase() : text;
}

function isState(value: unknown): value is { readonly state: string; readonly reason?: unknown } {
  return typeof value === 'object' && value !== null && 'state' in value && typeof value.state === 'string';
}
