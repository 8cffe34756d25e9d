import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  Outlet,
  redirect,
  type ErrorComponentProps,
} from "@tanstack/react-router";
import { queryClient } from "../api/query-client.js";
import { ErrorView } from "../components/frame/error-view.js";
import { readAnalyticsSearch } from "../pages/analytics/search.js";
import { readInFlightSearch } from "../pages/in-flight/search.js";
import { readSignInSearch } from "../pages/account/search.js";
import { readMessagesSearch } from "../pages/messages/search.js";
import { readChannelSearch } from "../pages/channels/search.js";
import { readDeadLettersSearch } from "../pages/dead-letters/search.js";
import { readListSearch, readOneSearch } from "../pages/people/parts/search.js";
import { readRunsSearch } from "../pages/runs/search.js";
import { readAuditSearch, readSessionsSearch } from "../pages/settings/search.js";
import { readTriggersSearch } from "../pages/triggers/search.js";
import { readVersionsSearch, readWorkflowSearch } from "../pages/workflows/one/search.js";
import { readWhySearch } from "../pages/why/search.js";
import { basePath } from "./page-address.js";
import { sessionOptions } from "./session/use-session.js";
import { begin } from "./session/sign-in.js";
import { lastEnvironmentKey, rememberEnvironment } from "./session/use-environment.js";
import { NotFound } from "./shell/not-found.js";
import styles from "./shell/shell.module.css";
import { Shell } from "./shell/shell.js";

/** The page does not even know its environment, or has no session. */
function WholeError({ error, reset }: ErrorComponentProps) {
  return (
    <main>
      <h1 className="visually-hidden">Carillon</h1>
      <ErrorView
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
      <p className={styles["lost"]}>
        <Link to="/">Begin at the start</Link>
      </p>
    </main>
  );
}

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: WholeError });

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  async loader() {
    const env = await begin();
    // The router's way to go elsewhere is to throw.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw env === null
      ? redirect({ to: "/sign-in", replace: true })
      : redirect({ to: "/$env", params: { env }, replace: true });
  },
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import("../pages/account/sign-in-page.js"), "SignInPage"),
});

const claimRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/claim",
  component: lazyRouteComponent(() => import("../pages/account/claim-page.js"), "ClaimPage"),
});

const environmentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/$env",
  component: Shell,
  errorComponent: WholeError,
  loader({ params }) {
    rememberEnvironment(params.env);
    return queryClient.ensureQueryData(sessionOptions(params.env));
  },
});

/** Pages of the account lie outside environments, and belong to the one that was looked at last. */
const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "account",
  component: Shell,
  errorComponent: WholeError,
  async loader() {
    const env = lastEnvironmentKey() ?? (await begin());
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (env === null) throw redirect({ to: "/sign-in", replace: true });
    rememberEnvironment(env);
    return queryClient.ensureQueryData(sessionOptions(env));
  },
});

const membersRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "settings/members",
  component: lazyRouteComponent(() => import("../pages/settings/members/members-page.js"), "MembersPage"),
});

const sessionsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "settings/sessions",
  validateSearch: readSessionsSearch,
  component: lazyRouteComponent(() => import("../pages/settings/sessions-page.js"), "SessionsPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "settings/audit",
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import("../pages/settings/audit-page.js"), "AuditPage"),
});

const environmentsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: "settings/environments",
  component: lazyRouteComponent(
    () => import("../pages/settings/environments/environments-page.js"),
    "EnvironmentsPage",
  ),
});

const overviewRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "/",
  component: lazyRouteComponent(() => import("../pages/overview/page.js"), "OverviewPage"),
});

const triggersRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "triggers",
  validateSearch: readTriggersSearch,
  component: lazyRouteComponent(() => import("../pages/triggers/list-page.js"), "TriggersPage"),
});

const triggerRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "triggers/$id",
  component: lazyRouteComponent(() => import("../pages/triggers/trigger-page.js"), "TriggerPage"),
});

const runsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "runs",
  validateSearch: readRunsSearch,
  component: lazyRouteComponent(() => import("../pages/runs/list-page.js"), "RunsPage"),
});

const runRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "runs/$id",
  component: lazyRouteComponent(() => import("../pages/runs/run-page.js"), "RunPage"),
});

const messagesRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "messages",
  validateSearch: readMessagesSearch,
  component: lazyRouteComponent(() => import("../pages/messages/list-page.js"), "MessagesPage"),
});

const messageRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "messages/$id",
  component: lazyRouteComponent(() => import("../pages/messages/message-page.js"), "MessagePage"),
});

const inFlightRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "in-flight",
  validateSearch: readInFlightSearch,
  component: lazyRouteComponent(() => import("../pages/in-flight/page.js"), "InFlightPage"),
});

const analyticsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "analytics",
  validateSearch: readAnalyticsSearch,
  component: lazyRouteComponent(() => import("../pages/analytics/page.js"), "AnalyticsPage"),
});

const workflowsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "workflows",
  component: lazyRouteComponent(() => import("../pages/workflows/list/list-page.js"), "WorkflowsPage"),
});

const workflowRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "workflows/$key",
  validateSearch: readWorkflowSearch,
  component: lazyRouteComponent(() => import("../pages/workflows/one/workflow-page.js"), "WorkflowPage"),
});

const versionsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "workflows/$key/versions",
  validateSearch: readVersionsSearch,
  component: lazyRouteComponent(() => import("../pages/workflows/versions/versions-page.js"), "VersionsPage"),
});

const simulateRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "workflows/$key/simulate",
  component: lazyRouteComponent(() => import("../pages/workflows/simulate/simulate-page.js"), "SimulatePage"),
});

const usersRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "users",
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import("../pages/people/users/list-page.js"), "UsersPage"),
});

const userRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "users/$id",
  validateSearch: readOneSearch,
  component: lazyRouteComponent(() => import("../pages/people/users/user-page.js"), "UserPage"),
});

const objectsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "objects",
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import("../pages/people/objects/list-page.js"), "ObjectsPage"),
});

const objectRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "objects/$collection/$id",
  validateSearch: readOneSearch,
  component: lazyRouteComponent(() => import("../pages/people/objects/object-page.js"), "ObjectPage"),
});

const tenantsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "tenants",
  validateSearch: readListSearch,
  component: lazyRouteComponent(() => import("../pages/people/tenants/list-page.js"), "TenantsPage"),
});

const tenantRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "tenants/$id",
  validateSearch: readOneSearch,
  component: lazyRouteComponent(() => import("../pages/people/tenants/tenant-page.js"), "TenantPage"),
});

const channelsRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "channels",
  component: lazyRouteComponent(() => import("../pages/channels/list/channels-page.js"), "ChannelsPage"),
});

const channelRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "channels/$key",
  validateSearch: readChannelSearch,
  component: lazyRouteComponent(() => import("../pages/channels/one/channel-page.js"), "ChannelPage"),
});

const deadLettersRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "dead-letters",
  validateSearch: readDeadLettersSearch,
  component: lazyRouteComponent(() => import("../pages/dead-letters/page.js"), "DeadLettersPage"),
});

const keysRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "keys",
  component: lazyRouteComponent(() => import("../pages/keys/page.js"), "KeysPage"),
});

const preferencesRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "preferences",
  component: lazyRouteComponent(
    () => import("../pages/people/preferences/default-preferences-page.js"),
    "DefaultPreferencesPage",
  ),
});

const whyRoute = createRoute({
  getParentRoute: () => environmentRoute,
  path: "why",
  validateSearch: readWhySearch,
  component: lazyRouteComponent(() => import("../pages/why/why-page.js"), "WhyPage"),
});

const pages = [
  ...[overviewRoute, workflowsRoute, workflowRoute, versionsRoute, simulateRoute],
  ...[channelsRoute, channelRoute, deadLettersRoute, keysRoute],
  ...[usersRoute, userRoute, objectsRoute, objectRoute, tenantsRoute, tenantRoute, preferencesRoute],
  ...[triggersRoute, triggerRoute, runsRoute, runRoute, messagesRoute, messageRoute, whyRoute, inFlightRoute],
  analyticsRoute,
];
const account = accountRoute.addChildren([membersRoute, sessionsRoute, auditRoute, environmentsRoute]);
const routeTree = rootRoute.addChildren([
  ...[startRoute, signInRoute, claimRoute, account],
  environmentRoute.addChildren(pages),
]);

export const router = createRouter({
  routeTree,
  basepath: basePath,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultErrorComponent: ({ error, reset }) => <ErrorView error={error} onRetry={reset} />,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
