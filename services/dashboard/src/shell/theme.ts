// Dark and light: the system's choice until a person makes their own, which this browser remembers.
import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'tandem-theme';
const changed = new EventTarget();

export function applyStoredTheme(): void {
  show(stored());
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, stored);
  return [theme, choose];
}

function choose(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  show(theme);
  changed.dispatchEvent(new Event('change'));
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
}

function subscribe(listener: () => void): () => void {
  changed.addEventListener('change', listener);
  return () => {
    changed.removeEventListener('change', listener);
  };
}
