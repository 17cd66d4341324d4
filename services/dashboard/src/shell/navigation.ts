// The pages, in the order of the menu; one that the API cannot fill is left out.
export interface NavigationItem {
  readonly to: string;
  readonly label: string;
  /** The call it lives on. */
  readonly needs: string;
  readonly icon: string;
  /** What the page is narrowed to at first. */
  readonly search?: Readonly<Record<string, string>>;
  readonly adminOnly?: true;
}

export const NAVIGATION: readonly NavigationItem[] = [
  { to: '/', label: 'Overview', needs: 'get /stats/overview', icon: 'M3 13h4V3H3zm6 0h4V7H9z' },
  { to: '/operations', label: 'Operations', needs: 'get /operations', icon: 'M3 4h10M3 8h10M3 12h6' },
  { to: '/tasks', label: 'Resources', needs: 'get /tasks', icon: 'M2.500 3.500h4v9h-4zm7 0h4v9h-4z' },
  {
    to: '/conflicts',
    label: 'Conflicts',
    needs: 'get /conflicts',
    icon: 'M4 3v4l4 3 4-3V3M8 10v4',
    search: { state: 'open' },
  },
  { to: '/deliveries', label: 'Deliveries', needs: 'get /deliveries', icon: 'M8 2v8m-3-3 3 3 3-3M3 13h10' },
  { to: '/repos', label: 'Repos', needs: 'get /repos', icon: 'M4 2.500h8v11l-4-2.500-4 2.500z' },
  {
    to: '/people',
    label: 'People',
    needs: 'get /users',
    icon: 'M8 8a2.750 2.750 0 1 0-.01 0M2.500 13.500c.5-5 10.500-5 11 0',
  },
  {
    to: '/schedule',
    label: 'Schedule',
    needs: 'get /schedule',
    icon: 'M8 4.500V8l2.500 2M8 2.500a5.500 5.500 0 1 0 .01 0',
  },
  {
    to: '/audit',
    label: 'Audit',
    needs: 'get /audit',
    icon: 'M5 8l2 2 4-4.500M3 2.500h10v11H3z',
    adminOnly: true,
  },
];
