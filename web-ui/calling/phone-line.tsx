/** One telephone in a list: whether it is there, its phone book, and taking it away. */
import { IconAddressBook, IconDeviceLandlinePhone, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { t } from "../text/index.ts";
import { PhoneBookDialog } from "./credentials.tsx";

interface ShownPhone {
  id: string;
  name: string;
  username: string;
  registered: boolean;
  userAgent: string;
  bookKey: string;
}

export function PhoneLine({ phone, onRemove }: { phone: ShownPhone; onRemove: () => void }) {
  const [open, setOpen] = useState(false);
  const { name, registered } = phone;
  return (
    <div className="line-item">
      <IconDeviceLandlinePhone size={20} />
      <div className="who">
        <p className="truncate">{name}</p>
        <p className="secondary truncate">{phone.userAgent || phone.username}</p>
      </div>
      <span className={`tag ${registered ? "good" : "quiet"}`}>
        {t(registered ? "calls.phone.registered" : "calls.phone.absent")}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={t("phonebook.open", { name })}
        onClick={() => setOpen(true)}
      >
        <IconAddressBook size={18} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={t("calls.phone.remove", { name })}
        onClick={onRemove}
      >
        <IconTrash size={18} />
      </button>
      {open && <PhoneBookDialog {...phone} onClose={() => setOpen(false)} />}
    </div>
  );
}
