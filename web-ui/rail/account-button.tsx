/** Who one is: the button with one's name, under which the menu opens. */
import { VisuallyHidden } from "@mantine/core";
import type { ComponentProps } from "react";
import { PersonAvatar } from "../parts/avatar.tsx";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

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
