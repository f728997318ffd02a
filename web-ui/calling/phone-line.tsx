/** One telephone in a list: whether it is there and encrypted, its phone book, and taking it away. */
import "../text/calls.ts";
import "../text/phones.ts";
import { Menu } from "@mantine/core";
import {
  IconAddressBook,
  IconAdjustments,
  IconDeviceLandlinePhone,
  IconDots,
  IconLock,
  IconLockOpen,
  IconTrash,
} from "@tabler/icons-react";
import { useState } from "react";
import type { ProvisionedPhone } from "../../appliance/devices/index.ts";
import { momentOf, t } from "../text/index.ts";
import { PhoneBookDialog } from "./credentials.tsx";

interface ShownPhone {
  id: string;
  name: string;
  username: string;
  registered: boolean;
  userAgent: string;
  bookKey: string;
  /** It may speak unencrypted. */
  plain: boolean;
  encrypted: boolean;
  refusedAt?: number | undefined;
}

export function PhoneLine(props: {
  phone: ShownPhone;
  /** Of one that loads its settings from the house. */
  setUp?: ProvisionedPhone | undefined;
  onSetUp?: () => void;
  onAllowPlain: (plain: boolean) => void;
  onRemove: () => void;
}) {
  const { phone, setUp, onSetUp, onAllowPlain, onRemove } = props;
  const [open, setOpen] = useState(false);
  const { name, registered, plain, encrypted, refusedAt } = phone;
  return (
    <div className="line-item">
      <IconDeviceLandlinePhone size={20} />
      <div className="who">
        <p className="truncate">{name}</p>
        {refusedAt === undefined ? (
          <p className="secondary truncate">{setUp?.model.name ?? (phone.userAgent || phone.username)}</p>
        ) : (
          <p className="secondary">{t("calls.phone.refused", { when: momentOf(refusedAt) })}</p>
        )}
        {setUp?.upToDate === false && <p className="secondary">{t("phones.pending")}</p>}
        {!encrypted && <span className="tag">{t("calls.phone.unencrypted")}</span>}
      </div>
      <span className={`tag ${registered ? "good" : "quiet"}`}>
        {t(registered ? "calls.phone.registered" : "calls.phone.absent")}
      </span>
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="icon-button" aria-label={t("calls.phone.more", { name })}>
            <IconDots size={18} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {setUp && (
            <Menu.Item leftSection={<IconAdjustments size={16} />} onClick={onSetUp}>
              {t("phones.keys.open")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconAddressBook size={16} />} onClick={() => setOpen(true)}>
            {t("phonebook.open", { name })}
          </Menu.Item>
          <Menu.Item
            leftSection={plain ? <IconLock size={16} /> : <IconLockOpen size={16} />}
            onClick={() => onAllowPlain(!plain)}
          >
            {t(plain ? "calls.phone.plain.end" : "calls.phone.plain")}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={onRemove}>
            {t("calls.phone.remove", { name })}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open && <PhoneBookDialog {...phone} onClose={() => setOpen(false)} />}
    </div>
  );
}
