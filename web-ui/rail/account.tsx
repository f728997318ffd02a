/** Who one is: presence, settings, administration, the way out. */
import { Menu, VisuallyHidden } from "@mantine/core";
import { IconFiles, IconFlag, IconSettings, IconShieldCog, IconTags } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { signOut } from "../app/signed-in.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { mayAdministrate, useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";

export function Account() {
  const session = useSession();
  const navigate = useNavigate();
  const { person, organisation } = useSignal(session.account);
  const { id, role } = person;
  const name = useSignal(session.people.byId).get(id)?.name ?? person.name;
  const presence = useSignal(session.presence).get(id);
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <button type="button" className="bare account">
          <VisuallyHidden>{t("nav.account", { name })}</VisuallyHidden>
          <PersonAvatar id={id} name={name} presence={presence} />
          <span className="who" aria-hidden="true">
            <strong className="truncate">{name}</strong>
            <span className="secondary truncate">{organisation}</span>
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFlag size={16} />} onClick={() => navigate({ to: "/flagged" })}>
          {t("flagged.title")}
        </Menu.Item>
        <Menu.Item leftSection={<IconFiles size={16} />} onClick={() => navigate({ to: "/files" })}>
          {t("files.all")}
        </Menu.Item>
        <Menu.Item leftSection={<IconTags size={16} />} onClick={() => navigate({ to: "/tags" })}>
          {t("tags.title")}
        </Menu.Item>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => navigate({ to: "/settings" })}>
          {t("nav.settings")}
        </Menu.Item>
        {mayAdministrate(role) && (
          <Menu.Item
            leftSection={<IconShieldCog size={16} />}
            onClick={() => navigate({ to: "/admin/$page", params: { page: "overview" } })}
          >
            {t("nav.admin")}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item onClick={() => void signOut().catch(() => {})}>{t("settings.signout")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
