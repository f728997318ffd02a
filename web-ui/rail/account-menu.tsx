/** What opens under one's own name: one's things, settings, administration, the way out. */
import { Menu } from "@mantine/core";
import { IconFiles, IconFlag, IconSettings, IconShieldCog, IconTags } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { signOut } from "../app/signed-in.ts";
import { mayAdministrate, useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { AccountButton } from "./account-button.tsx";

/** What became of the button before this came. @param props.wanted it was used @param props.focused it has the focus */
export function AccountMenu({ wanted, focused }: { wanted: boolean; focused: boolean }) {
  const navigate = useNavigate();
  const [opened, setOpened] = useState(false);
  useEffect(() => setOpened(wanted), [wanted]); // once it stands: only then is the focus given back
  const { role } = useSignal(useSession().account).person;
  return (
    <Menu position="bottom-start" width={220} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <AccountButton autoFocus={wanted || focused} />
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
