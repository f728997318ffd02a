/** Administration: its own bundle, its own rail. */
import "../text/administration.ts";
import { Link, useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { AppCommands } from "../actions/app-commands.tsx";
import { usePageTitle } from "../parts/document-title.ts";
import { mayAdministrate, useMayChange, useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { CallsPage } from "./calls.tsx";
import { CarePage } from "./care.tsx";
import { DevicesPage } from "./devices.tsx";
import { GuestsPage } from "./guests.tsx";
import { HealthPage } from "./health.tsx";
import { JobsPage } from "./jobs.tsx";
import { MailPage } from "./mail.tsx";
import { MessagesPage } from "./messages.tsx";
import { PageChooser, Pages } from "./navigation.tsx";
import { OverviewPage } from "./overview.tsx";
import { type AdministrationPage, administrationPages, isOpenTo } from "./pages.ts";
import { AdminPeoplePage } from "./people.tsx";
import { PlacesPage } from "./places.tsx";
import { ProtectionPage } from "./protection.tsx";
import { RetentionPage } from "./retention.tsx";
import { DiallingPage, GroupsPage, HoldPage, SpendingPage, TrunksPage } from "./telephony/telephony.tsx";

const pages: Record<AdministrationPage, ComponentType> = {
  overview: OverviewPage,
  people: AdminPeoplePage,
  guests: GuestsPage,
  devices: DevicesPage,
  places: PlacesPage,
  calls: CallsPage,
  trunks: TrunksPage,
  groups: GroupsPage,
  dialling: DiallingPage,
  spending: SpendingPage,
  hold: HoldPage,
  care: CarePage,
  messages: MessagesPage,
  retention: RetentionPage,
  mail: MailPage,
  jobs: JobsPage,
  protection: ProtectionPage,
  health: HealthPage,
};

export function AdminPage() {
  const { person } = useSignal(useSession().account);
  const mayChange = useMayChange();
  const { page } = useParams({ from: "/app/admin/$page" });
  const name = administrationPages.find((known) => known === page) ?? "overview";
  const Page = pages[name];
  usePageTitle(t(`admin.${name}`));
  if (!mayAdministrate(person.role))
    return (
      <main className="empty">
        <h1>{t("admin.forbidden.title")}</h1>
        <p>{t("admin.forbidden")}</p>
        <Link to="/">{t("admin.back")}</Link>
      </main>
    );
  return (
    <div className="admin">
      <Pages />
      <PageChooser page={name} />
      <main
        className="admin-main"
        aria-labelledby="admin-title"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        <h1 id="admin-title">{t(`admin.${name}`)}</h1>
        {isOpenTo(person.role, name) ? (
          <>
            {!mayChange && <p className="secondary looking">{t("admin.looking")}</p>}
            <Page />
          </>
        ) : (
          <div className="empty">
            <p>{t("admin.closed")}</p>
            <Link to="/admin/$page" params={{ page: "overview" }}>
              {t("admin.overview")}
            </Link>
          </div>
        )}
      </main>
      <AppCommands />
    </div>
  );
}
