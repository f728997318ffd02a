/** The addresses of the app. Administration is a bundle of its own. */
import { useQueryClient } from "@tanstack/react-query";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { signedOut } from "../api/client.ts";
import { PhoneProvider } from "../calling/phone-context.tsx";
import { type CallsTab, callsTabs } from "../calling/tabs.ts";
import { MeetingProvider } from "../meeting/meeting-context.tsx";
import { BehindMeeting, MeetingStage } from "../meeting/meeting-stage.tsx";
import { renewWhenMissing, whenThere } from "../offline/missing-part.ts";
import { Appearance } from "../parts/appearance.ts";
import { lazily } from "../parts/lazily.ts";
import { Problem } from "../parts/problem.tsx";
import { SessionContext } from "../parts/session-context.ts";
import { idle } from "../store/idle.ts";
import { t } from "../text/index.ts";
import { Shell, WelcomePage } from "../views/shell.tsx";
import { readSpaceSearch } from "../views/space-search.ts";
import { ownAddress } from "./own-address.ts";
import { openSession } from "./signed-in.ts";

/** Nothing to see until somebody calls: they come after the first page. */
const CallCard = lazily(async () => ({ default: (await import("../calling/call-card.tsx")).CallCard }));
const EmergencyNotice = lazily(async () => ({
  default: (await import("../calling/emergency-notice.tsx")).EmergencyNotice,
}));

/** A page that has not come yet is waited for: the banner says why. */
const page = ((load: () => Promise<object>, name: never) =>
  lazyRouteComponent(() => whenThere(load), name)) as typeof lazyRouteComponent;

const loadSpace = () => import("../views/space.tsx");

const root = createRootRoute({
  component: Outlet,
  errorComponent: function Failed({ error, reset }) {
    useEffect(() => renewWhenMissing(error), [error]);
    return (
      <main className="empty">
        <h1>{t("error.title")}</h1>
        <Problem error={error} onRetry={reset} />
      </main>
    );
  },
  notFoundComponent: () => (
    <main className="empty">
      <h1>{t("notfound.title")}</h1>
      <a href="/">{t("notfound.home")}</a>
    </main>
  ),
});

const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  /** At each step, also back to a page that was there before sign-out: nothing of a session is cached here. */
  beforeLoad: async ({ location }) => ({ session: await openSession(signedOut, location.href) }),
  pendingMs: 150,
  pendingComponent: () => <main className="loading" aria-busy="true" aria-label={t("app.loading")} />,
  component: function SignedIn() {
    const { session } = app.useRouteContext();
    const queries = useQueryClient();
    useEffect(() => {
      session.wasShown();
      void session.shown.then(idle).then(loadSpace, () => {}); // where most go first
      return session.whenCaughtUp(() => void queries.invalidateQueries());
    }, [session, queries]);
    return (
      <SessionContext value={session}>
        <Appearance />
        <PhoneProvider>
          <MeetingProvider>
            <BehindMeeting>
              <Outlet />
            </BehindMeeting>
            <Suspense>
              <CallCard />
            </Suspense>
            <Suspense>
              <EmergencyNotice />
            </Suspense>
            <MeetingStage />
          </MeetingProvider>
        </PhoneProvider>
      </SessionContext>
    );
  },
});

const shell = createRoute({ getParentRoute: () => app, id: "shell", component: Shell });

const door = (view: "SetupPage" | "SignInPage" | "InvitationPage") =>
  page(() => import("../views/gate.tsx"), view);

const routes = root.addChildren([
  createRoute({ getParentRoute: () => root, path: "/setup", component: door("SetupPage") }),
  createRoute({
    getParentRoute: () => root,
    path: "/sign-in",
    validateSearch: ({ next }): { next?: string | undefined } => ({
      next: ownAddress(next, location.origin),
    }),
    component: door("SignInPage"),
  }),
  createRoute({ getParentRoute: () => root, path: "/invitation/$token", component: door("InvitationPage") }),
  app.addChildren([
    shell.addChildren([
      createRoute({ getParentRoute: () => shell, path: "/", component: WelcomePage }),
      createRoute({
        getParentRoute: () => shell,
        path: "/space/$space",
        validateSearch: readSpaceSearch,
        component: page(loadSpace, "SpacePage"),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: "/space/$space/board/$board",
        component: page(() => import("../views/board.tsx"), "BoardPage"),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: "/files",
        component: page(() => import("../views/files.tsx"), "FilesPage"),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: "/flagged",
        component: page(() => import("../views/flagged.tsx"), "FlaggedPage"),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: "/notifications",
        component: page(() => import("../notifications/centre.tsx"), "NotificationsPage"),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: "/tags",
        component: page(() => import("../views/tags.tsx"), "TagsPage"),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: "/people",
        component: page(() => import("../views/people.tsx"), "PeoplePage"),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: "/calls",
        validateSearch: ({ tab, dial }: Record<string, unknown>): { tab?: CallsTab; dial?: string } => {
          const known = callsTabs.find((name) => name === tab);
          return { ...(known && { tab: known }), ...(dial !== undefined && { dial: String(dial) }) };
        },
        component: page(() => import("../views/calls.tsx"), "CallsPage"),
      }),
      createRoute({
        getParentRoute: () => shell,
        path: "/settings",
        component: page(() => import("../views/settings.tsx"), "SettingsPage"),
      }),
    ]),
    createRoute({
      getParentRoute: () => app,
      path: "/admin/$page",
      component: page(() => import("../admin/admin.tsx"), "AdminPage"),
    }),
    createRoute({
      getParentRoute: () => app,
      path: "/admin",
      beforeLoad: () => {
        throw redirect({ to: "/admin/$page", params: { page: "overview" } });
      },
    }),
  ]),
]);

export const router = createRouter({ routeTree: routes, defaultPreload: false, scrollRestoration: false });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
