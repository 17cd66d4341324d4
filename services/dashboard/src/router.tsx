// Which address shows which page. What a page is narrowed to stands in the address as plain text, so that a view can be
// sent to a colleague.
import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  type AnyRouter,
  type ErrorComponentProps,
  type RouteComponent,
} from '@tanstack/react-router';
import { AuditPage } from './audit/audit-page';
import { ConflictsPage } from './conflicts/conflicts-page';
import { DeliveriesPage } from './deliveries/deliveries-page';
import { DeliveryPage } from './deliveries/delivery-page';
import { OperationPage } from './operations/operation-page';
import { OperationsPage } from './operations/operations-page';
import { OverviewPage } from './overview/overview-page';
import { Empty } from './parts/notes';
import { PeoplePage } from './people/people-page';
import { ReposPage } from './repos/repos-page';
import { ResourcePage } from './resource/resource-page';
import { ResourcesPage } from './resource/resources-page';
import { SchedulePage } from './schedule/schedule-page';
import { Shell } from './shell/shell';

export type Search = Readonly<Record<string, string>>;

const root = createRootRoute({ component: Shell, notFoundComponent: NoSuchPage });

function page(path: string, component: RouteComponent) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component,
    validateSearch: (search: Record<string, unknown>): Search =>
      Object.fromEntries(
        Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      ),
  });
}

const routes = root.addChildren([
  page('/', OverviewPage),
  page('/operations', OperationsPage),
  page('/operations/$id', OperationPage),
  page('/tasks', ResourcesPage),
  page('/tasks/$id', ResourcePage),
  page('/conflicts', ConflictsPage),
  page('/deliveries', DeliveriesPage),
  page('/deliveries/$id', DeliveryPage),
  page('/repos', ReposPage),
  page('/people', PeoplePage),
  page('/schedule', SchedulePage),
  page('/audit', AuditPage),
]);

export function makeRouter(): AnyRouter {
  return createRouter({
    routeTree: routes,
    basepath: '/admin',
    scrollRestoration: true,
    defaultErrorComponent: BrokenPage,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const given = Object.entries(search).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
      );
      return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
    },
  });
}

function NoSuchPage(): React.ReactNode {
  return (
    <Empty title="There is no such page">
      <Link to="/" className="button">
        Back to the overview
      </Link>
    </Empty>
  );
}

/** A mistake of ours must not leave a white page, and the other pages still work. */
function BrokenPage({ error }: ErrorComponentProps): React.ReactNode {
  return (
    <Empty title="This page broke">
      <p className="wrap-anywhere">{error instanceof Error ? error.message : String(error)}</p>
      <button
        type="button"
        className="button primary"
        onClick={() => {
          location.reload();
        }}
      >
        Load it again
      </button>
    </Empty>
  );
}
