/** What the palette offers to administrators besides: the pages of administration, and what is begun on them. */
import "../text/administration.ts";
import { IconShieldCog } from "@tabler/icons-react";
import type { Role } from "../../appliance/people/index.ts";
import {
  type AdministrationAction,
  type AdministrationPage,
  administrationActions,
  administrationPages,
  groupOf,
  isOpenTo,
} from "../admin/pages.ts";
import { fold } from "../search/tokens.ts";
import { type TextKey, t } from "../text/index.ts";
import type { Entry } from "./palette-entries.tsx";

export interface Ways {
  /** Opens a page of administration. */
  open: (page: AdministrationPage) => void;
  /** Carries it out as soon as its page offers it. */
  begin: (action: AdministrationAction) => void;
}

/** @param role of whoever asks: support is offered what it may look at */
export function administrationEntries(words: readonly string[], role: Role, { open, begin }: Ways): Entry[] {
  const isMeant = (page: AdministrationPage, label: string) => {
    const group = groupOf(page);
    const text = ` ${fold(`${t("admin.title")} ${group ? t(`admin.group.${group}`) : ""} ${label}`)}`;
    return words.every((word) => text.includes(` ${word}`));
  };
  const entry = (id: string, label: TextKey, run: () => void): Entry => ({
    id,
    section: "admin.title",
    icon: <IconShieldCog size={18} />,
    label: t(label),
    run,
  });
  const pages = administrationPages.filter(
    (page) => isOpenTo(role, page) && isMeant(page, t(`admin.${page}`)),
  );
  const actions = (Object.keys(administrationActions) as AdministrationAction[]).filter(
    (action) => role === "administrator" && isMeant(administrationActions[action], t(action)),
  );
  return [
    ...pages.map((page) => entry(`administration-${page}`, `admin.${page}`, () => open(page))),
    ...actions.map((action) =>
      entry(`administration-${action}`, action, () => {
        open(administrationActions[action]);
        begin(action);
      }),
    ),
  ];
}
