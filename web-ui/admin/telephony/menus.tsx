/** Menus that greet callers. */
import { useCallback, useState } from "react";
import type { Attendant } from "../../../appliance/calling/index.ts";
import { t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { MenuEditor } from "./menu-editor.tsx";

export function Menus({ menus }: { menus: readonly Attendant[] }) {
  const [open, setOpen] = useState<Attendant | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  return (
    <Section
      title={t("telephony.menus")}
      lead={t("telephony.menus.lead")}
      add="telephony.menus.add"
      empty={menus.length === 0}
      onAdd={() => setOpen("new")}
    >
      {menus.map((menu) => (
        <Row
          key={menu.id}
          title={`${menu.name} (${menu.number})`}
          detail={menu.definition.menus[menu.definition.open]?.text ?? ""}
          onOpen={() => setOpen(menu)}
        />
      ))}
      {open && <MenuEditor menu={open === "new" ? undefined : open} onClose={close} />}
    </Section>
  );
}
