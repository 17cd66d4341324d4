// The way to every page, who is signed in, and the theme: at the side of a desk, on a phone behind one button. There it is
// the browser's own popover: Escape and a tap beside it close it, and the focus goes back to the button.
import { useRef, type ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { LiveMark } from '../live/live-mark';
import { useSession, useSignOut } from '../session/session-context';
import { Logo } from './logo';
import { NAVIGATION } from './navigation';
import { useTheme, type Theme } from './theme';
import { useNarrow } from './use-narrow';

const PANEL = 'menu-panel';
const THEMES: readonly (readonly [theme: Theme, label: string])[] = [
  ['system', "The system's theme"],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

export function Menu(): ReactNode {
  const narrow = useNarrow();
  const panel = useRef<HTMLDivElement>(null);
  return (
    <nav className="menu" aria-label="Pages">
      <Link to="/" className="menu-logo">
        <Logo />
      </Link>
      {narrow ? (
        <>
          <LiveMark />
          <button type="button" className="button small" popoverTarget={PANEL}>
            Menu
          </button>
        </>
      ) : null}
      <div
        id={PANEL}
        ref={panel}
        className="menu-panel"
        {...(narrow ? { popover: 'auto' } : {})}
        onClick={({ target }) => {
          if (narrow && target instanceof Element && target.closest('a') !== null)
            panel.current?.hidePopover();
        }}
      >
        <Pages />
        <div className="menu-foot">
          <ThemeChoice />
          <Who />
          {narrow ? null : <LiveMark />}
          <SignOut />
        </div>
      </div>
    </nav>
  );
}

function Pages(): ReactNode {
  const session = useSession();
  const pages = NAVIGATION.filter(
    ({ needs, adminOnly }) => session.has(needs) && (adminOnly !== true || session.mayWrite),
  );
  return (
    <ul>
      {pages.map(({ to, label, icon, search }) => (
        <li key={to}>
          <Link
            to={to}
            {...(search === undefined ? {} : { search })}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            className="menu-link"
          >
            <Icon path={icon} />
            {label}
          </Link>
        </li>
      ))}
      {session.mayWrite && session.has('get /admin/queues') ? (
        <li>
          <a className="menu-link" href="/admin/queues">
            <Icon path="M3 3h10v3H3zm0 5h10v3H3zm0 5h10" />
            Queues
          </a>
        </li>
      ) : null}
    </ul>
  );
}

function Icon({ path }: { readonly path: string }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

function ThemeChoice(): ReactNode {
  const [theme, setTheme] = useTheme();
  return (
    <label className="theme">
      <span className="visually-hidden">Theme</span>
      <select
        className="input"
        value={theme}
        onChange={({ target }) => {
          setTheme(THEMES.find(([name]) => name === target.value)?.[0] ?? 'system');
        }}
      >
        {THEMES.map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Who(): ReactNode {
  const { name, mayWrite } = useSession();
  return (
    <p className="who">
      <strong title={name}>{name}</strong>
      <span className="faint">{mayWrite ? 'admin' : 'read-only'}</span>
    </p>
  );
}

function SignOut(): ReactNode {
  const signOut = useSignOut();
  return (
    <button className="button small" type="button" onClick={() => void signOut()}>
      Sign out
    </button>
  );
}
