/** Who one is; the menu under it comes once the app stands, for it brings much that the first screen needs not. */
import { type ComponentType, useCallback, useEffect, useState } from "react";
import { useSession } from "../parts/session-context.ts";
import { idle } from "../store/idle.ts";
import { AccountButton } from "./account-button.tsx";

export function Account() {
  const session = useSession();
  const [wanted, setWanted] = useState(false);
  const [focused, setFocused] = useState(false);
  const [Menu, setMenu] = useState<ComponentType<{ wanted: boolean; focused: boolean }>>();
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
  if (Menu) return <Menu wanted={wanted} focused={focused} />;
  const [onFocus, onBlur] = [() => setFocused(true), () => setFocused(false)];
  return <AccountButton aria-haspopup="menu" onClick={open} onFocus={onFocus} onBlur={onBlur} />;
}
