/** Before a meeting: a look at oneself and at what will be used, without being seen by anybody. */
import { ActionIcon, Modal, Tooltip } from "@mantine/core";
import { IconAdjustments } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../text/index.ts";
import { DevicePanel } from "./device-panel.tsx";

export function DeviceCheck() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Tooltip label={t("meeting.check")}>
        <ActionIcon
          variant="transparent"
          color="var(--ember)"
          size="lg"
          aria-label={t("meeting.check")}
          onClick={() => setOpen(true)}
        >
          <IconAdjustments size={20} />
        </ActionIcon>
      </Tooltip>
      <Modal opened={open} onClose={() => setOpen(false)} title={t("meeting.check")} centered>
        {open && <DevicePanel preview />}
      </Modal>
    </>
  );
}
