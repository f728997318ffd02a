/** Changes of a drawn menu, each a new definition. Pure. */
import type { Attendant } from "../../../appliance/calling/index.ts";
import { t } from "../../text/index.ts";

export type Definition = Attendant["definition"];
export type Level = Definition["menus"][string];
export type Action = Level["otherwise"];
export type Key = Level["keys"][number]["key"];
export type Hours = Definition["hours"];

export const emptyDefinition = (): Definition => ({
  hours: [],
  holidays: [],
  open: "main",
  closed: "closed",
  menus: {
    main: { text: "", keys: [], otherwise: { kind: "hang-up" } },
    closed: { text: t("telephony.menu.closed.text"), keys: [], otherwise: { kind: "hang-up" } },
  },
});

/** What a level is called. */
export function levelName({ menus, open, closed }: Definition, id: string): string {
  const given = menus[id]?.title;
  if (given) return given;
  if (id === open) return t("telephony.menu.main");
  return id === closed ? t("telephony.menu.closed.name") : id;
}

export const withLevel = (definition: Definition, id: string, change: Partial<Level>): Definition => {
  const level = definition.menus[id];
  if (!level) return definition;
  return { ...definition, menus: { ...definition.menus, [id]: { ...level, ...change } } };
};

/** A new level under a name that none has. */
export function addLevel(definition: Definition): { definition: Definition; id: string } {
  const taken = new Set(Object.keys(definition.menus));
  let at = 2;
  while (taken.has(`level-${at}`)) at++;
  const id = `level-${at}`;
  const level: Level = {
    title: t("telephony.menu.level", { at }),
    text: "",
    keys: [],
    otherwise: { kind: "hang-up" },
  };
  return { definition: { ...definition, menus: { ...definition.menus, [id]: level } }, id };
}

/** Without the level; what led there says the menu again. */
export function removeLevel(definition: Definition, id: string): Definition {
  const { [id]: _, ...rest } = definition.menus;
  const redirect = (action: Action): Action =>
    action.kind === "menu" && action.menu === id ? { kind: "repeat" } : action;
  const menus = Object.fromEntries(
    Object.entries(rest).map(([name, level]) => [
      name,
      {
        ...level,
        keys: level.keys.map(({ key, action }) => ({ key, action: redirect(action) })),
        otherwise: redirect(level.otherwise),
      },
    ]),
  );
  return { ...definition, menus };
}

/** Levels that no key leads to, besides those that callers hear first. */
export function unreached(definition: Definition): string[] {
  const seen = new Set<string>();
  const visit = (id: string) => {
    const level = definition.menus[id];
    if (!level || seen.has(id)) return;
    seen.add(id);
    for (const action of [...level.keys.map((each) => each.action), level.otherwise])
      if (action.kind === "menu") visit(action.menu);
  };
  visit(definition.open);
  visit(definition.closed);
  return Object.keys(definition.menus).filter((id) => !seen.has(id));
}
