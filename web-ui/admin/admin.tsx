/** Administration: its own bundle, its own rail. */
import "../text/administration.ts";
import {
  IconActivityHeartbeat,
  IconArrowLeft,
  IconBuilding,
  IconDeviceLandlinePhone,
  IconHourglass,
  IconLayoutDashboard,
  IconLifebuoy,
  IconListCheck,
  IconMail,
  IconMessage,
  IconPhone,
  IconRoute,
  IconShield,
  IconUserShare,
  IconUsers,
} from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { type ComponentType, useEffect, useRef } from "react";
import { AppCommands } from "../actions/app-commands.tsx";
import { mayAdministrate, useSession } from "../parts/session-context.ts";
import { t } from "../text/index.ts";
import { CallsPage } from "./calls.tsx";
import { CarePage } from "./care.tsx";
import { DevicesPage } from "./devices.tsx";
import { GuestsPage } from "./guests.tsx";
import { HealthPage } from "./health.tsx";
import { JobsPage } from "./jobs.tsx";
import { MailPage } from "./mail.tsx";
import { MessagesPage } from "./messages.tsx";
import { OverviewPage } from "./overview.tsx";
import { type AdministrationPage, administrationPages } from "./pages.ts";
import { AdminPeoplePage } from "./people.tsx";
import { PlacesPage } from "./places.tsx";
import { ProtectionPage } from "./protection.tsx";
import { RetentionPage } from "./retention.tsx";
import { TelephonyPage } from "./telephony/telephony.tsx";

const pages = {
  overview: { icon: IconLayoutDashboard, page: OverviewPage },
  people: { icon: IconUsers, page: AdminPeoplePage },
  guests: { icon: IconUserShare, page: GuestsPage },
  devices: { icon: IconDeviceLandlinePhone, page: DevicesPage },
  places: { icon: IconBuilding, page: PlacesPage },
  calls: { icon: IconPhone, page: CallsPage },
  telephony: { icon: IconRoute, page: TelephonyPage },
  care: { icon: IconLifebuoy, page: CarePage },
  messages: { icon: IconMessage, page: MessagesPage },
  retention: { icon: IconHourglass, page: RetentionPage },
  mail: { icon: IconMail, page: MailPage },
  jobs: { icon: IconListCheck, page: JobsPage },
  protection: { icon: IconShield, page: ProtectionPage },
  health: { icon: IconActivityHeartbeat, page: HealthPage },
} satisfies Record<AdministrationPage, { icon: ComponentType<{ size: number }>; page: ComponentType }>;

export function AdminPage() {
  const { person } = useSession().me;
  const { page } = useParams({ from: "/app/admin/$page" });
  const name = administrationPages.find((known) => known === page) ?? "overview";
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a telephone the row of pages is wider than the screen
  useEffect(() => {
    nav.current
      ?.querySelector('[data-status="active"]')
      ?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [name]);
  const Page = pages[name].page;
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
      <nav ref={nav} className="admin-nav" aria-label={t("admin.title")}>
        <Link to="/" className="admin-back">
          <IconArrowLeft size={18} />
          <span>{t("admin.back")}</span>
        </Link>
        <h1>{t("admin.title")}</h1>
        {administrationPages.map((entry) => {
          const Icon = pages[entry].icon;
          return (
            <Link key={entry} to="/admin/$page" params={{ page: entry }} className="admin-link">
              <Icon size={18} />
              <span>{t(`admin.${entry}`)}</span>
            </Link>
          );
        })}
      </nav>
      <main
        className="admin-main"
        aria-labelledby="admin-title"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        <h1 id="admin-title">{t(`admin.${name}`)}</h1>
        <Page />
      </main>
      <AppCommands />
    </div>
  );
}
