// What surrounds every page: the menu, who is signed in, the theme, and the keys that work everywhere.
import { useEffect, useState, type ReactNode } from 'react';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useSession, useSignOut } from '../session/session-context';
import { LiveMark } from '../live/live-mark';
import { Toasts } from '../parts/toasts';
import { Logo } from './logo';
import { KeyHelp } from './key-help';
import { useKeys } from './keyboard';
import { NAVIGATION } from './navigation';
import { useTheme, type Theme } from './theme';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function Shell(): ReactNode {
  const session = useSession();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const [theme, setTheme] = useTheme();
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
  const { pathname } = useLocation();
  useEffect(() => {
    // On a phone the menu is a strip that goes beyond the edge: where one is must be in sight.
    document.querySelector('.menu-link.active')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  const pages = NAVIGATION.filter(
    ({ needs, adminOnly }) => session.has(needs) && (adminOnly !== true || session.mayWrite),
  );
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <nav className="menu" aria-label="Pages">
        <Link to="/" className="menu-logo">
          <Logo />
        </Link>
        <ul>
          {pages.map(({ to, label, icon }) => (
            <li key={to}>
              <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }} className="menu-link">
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                  <path d={icon} />
                </svg>
                {label}
              </Link>
            </li>
          ))}
          {session.mayWrite && session.has('get /admin/queues') ? (
            <li>
              <a className="menu-link" href="/admin/queues">
                <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                  <path d="M3 3h10v3H3zm0 5h10v3H3zm0 5h10" />
                </svg>
                Queues
              </a>
            </li>
          ) : null}
        </ul>
        <div className="menu-foot">
          <label className="theme">
            <span className="visually-hidden">Theme</span>
            <select
              className="input"
              value={theme}
              onChange={({ target }) => {
                setTheme(THEMES.find((name) => name === target.value) ?? 'system');
              }}
            >
              <option value="system">System</option>
              <option value="light">Light</option>
              <option value="dark">Dark</option>
            </select>
          </label>
          <p className="who">
            <strong>{session.name}</strong>
            <span className="faint">{session.mayWrite ? 'admin' : 'read-only'}</span>
          </p>
          <LiveMark />
          <button className="button small" type="button" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </nav>
      <main id="page" className="page" tabIndex={-1}>
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
