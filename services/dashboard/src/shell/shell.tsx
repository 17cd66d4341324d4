// What surrounds every page: the menu, and the keys that work everywhere.
import { useState, type ReactNode } from 'react';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { StaleNote } from '../live/stale-note';
import { Toasts } from '../parts/toasts';
import { KeyHelp } from './key-help';
import { useKeys } from './keyboard';
import { Menu } from './menu';

export function Shell(): ReactNode {
  const navigate = useNavigate();
  const [helping, setHelping] = useState(false);
  useKeys({
    '?': () => {
      setHelping(true);
    },
    '/': () => {
      const box = document.querySelector<HTMLInputElement>('input[type="search"]');
      if (box === null) void navigate({ to: '/operations' });
      else box.focus();
    },
  });
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <Menu />
      <main id="page" className="page" tabIndex={-1}>
        <StaleNote />
        <Outlet />
      </main>
      {helping ? (
        <KeyHelp
          onClose={() => {
            setHelping(false);
          }}
        />
      ) : null}
      <Toasts />
    </div>
  );
}
