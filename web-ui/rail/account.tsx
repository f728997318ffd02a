/** Who one is; the menu under it comes once the app stands, for it brings much that the first screen needs not. */
import { VisuallyHidden } from "@mantine/core";
import { type ComponentProps, type ComponentType, useCallback, useEffect, useState } from "react";
import { PersonAvatar } from "../parts/avatar.tsx";
import { useSession } from "../parts/session-context.ts";
import { idle } from "../store/idle.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

export function Account() {
  const session = useSession();
  const [wanted, setWanted] = useState(false);
  const [Menu, setMenu] = useState<ComponentType<{ wanted: boolean }>>();
  const load = useCallback(
    () => import("./account-menu.tsx").then(({ AccountMenu }) => setMenu(() => AccountMenu)),
    [],
  );
  useEffect(() => {
    session.shown
      .then(idle)
      .then(load)
      .catch(() => {}); // asked for again by whoever wants it
  }, [session, load]);
  const open = () => {
    setWanted(true);
    session.attempt(load());
  };
  return Menu ? <Menu wanted={wanted} /> : <AccountButton aria-haspopup="menu" onClick={open} />;
}

export function AccountButton(props: ComponentProps<"button">) {
  const session = useSession();
  const { person, organisation } = useSignal(session.account);
  const { id } = person;
  const name = useSignal(session.people.byId).get(id)?.name ?? person.name;
  const presence = useSignal(session.presence).get(id);
  return (
    <button {...props} type="button" className="bare account">
      <VisuallyHidden>{t("nav.account", { name })}</VisuallyHidden>
      <PersonAvatar id={id} name={name} presence={presence} />
      <span className="who" aria-hidden="true">
        <strong className="truncate">{name}</strong>
        <span className="secondary truncate">{organisation}</span>
      </span>
    </button>
  );
}
