/** The way between the pages of administration: a rail where there is room, a list to choose from on a telephone. */
import { NativeSelect } from "@mantine/core";
import {
  IconActivityHeartbeat,
  IconArrowLeft,
  IconBuilding,
  IconCoins,
  IconDeviceLandlinePhone,
  IconDialpad,
  IconHourglass,
  IconLayoutDashboard,
  IconLifebuoy,
  IconListCheck,
  IconMail,
  IconMessage,
  IconMusic,
  IconPhone,
  IconRoute,
  IconShield,
  IconSitemap,
  IconUserShare,
  IconUsers,
} from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import {
  type AdministrationGroup,
  type AdministrationPage,
  administrationGroups,
  isOpenTo,
} from "./pages.ts";

const icons: Record<AdministrationPage, ComponentType<{ size: number }>> = {
  overview: IconLayoutDashboard,
  people: IconUsers,
  guests: IconUserShare,
  devices: IconDeviceLandlinePhone,
  places: IconBuilding,
  calls: IconPhone,
  trunks: IconRoute,
  groups: IconSitemap,
  dialling: IconDialpad,
  spending: IconCoins,
  hold: IconMusic,
  care: IconLifebuoy,
  messages: IconMessage,
  retention: IconHourglass,
  mail: IconMail,
  jobs: IconListCheck,
  protection: IconShield,
  health: IconActivityHeartbeat,
};

type Group = [AdministrationGroup, readonly AdministrationPage[]];
const allGroups = Object.entries(administrationGroups) as Group[];

/** The groups with the pages that one may look at. */
function useGroups(): Group[] {
  const { role } = useSignal(useSession().account).person;
  const open = allGroups.map(
    ([group, pages]): Group => [group, pages.filter((page) => isOpenTo(role, page))],
  );
  return open.filter(([, pages]) => pages.length > 0);
}

/** Beside the page, where there is room. */
export function Pages() {
  const groups = useGroups();
  return (
    <nav className="admin-nav" aria-label={t("admin.title")}>
      <Link to="/" className="admin-back">
        <IconArrowLeft size={18} />
        <span>{t("admin.back")}</span>
      </Link>
      <h1>{t("admin.title")}</h1>
      <PageLink page="overview" />
      {groups.map(([group, entries]) => (
        <section key={group} aria-labelledby={`admin-${group}`}>
          <h2 id={`admin-${group}`}>{t(`admin.group.${group}`)}</h2>
          {entries.map((entry) => (
            <PageLink key={entry} page={entry} />
          ))}
        </section>
      ))}
    </nav>
  );
}

function PageLink({ page }: { page: AdministrationPage }) {
  const Icon = icons[page];
  return (
    <Link to="/admin/$page" params={{ page }} className="admin-link">
      <Icon size={18} />
      <span>{t(`admin.${page}`)}</span>
    </Link>
  );
}

/** Above the page, on a telephone. */
export function PageChooser({ page }: { page: AdministrationPage }) {
  const navigate = useNavigate();
  const groups = useGroups();
  const optionOf = (value: AdministrationPage) => ({ value, label: t(`admin.${value}`) });
  return (
    <nav className="admin-top" aria-label={t("admin.title")}>
      <Link to="/" className="admin-back" aria-label={t("admin.back")}>
        <IconArrowLeft size={22} />
      </Link>
      <NativeSelect
        aria-label={t("admin.page")}
        value={page}
        data={[
          optionOf("overview"),
          // One that is not for whoever came here is named all the same.
          ...(page === "overview" || groups.some(([, pages]) => pages.includes(page))
            ? []
            : [optionOf(page)]),
          ...groups.map(([group, entries]) => ({
            group: t(`admin.group.${group}`),
            items: entries.map(optionOf),
          })),
        ]}
        onChange={({ currentTarget }) =>
          void navigate({ to: "/admin/$page", params: { page: currentTarget.value } })
        }
      />
    </nav>
  );
}
