/** One contact: its name and its numbers. */
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { type FormEvent, useCallback, useState } from "react";
import type { Contact, ContactNumber } from "../../appliance/devices/index.ts";
import { api, call } from "../api/client.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";

const kinds = ["work", "mobile", "home", "other"] as const;
/** With a key of its own, since rows come and go. */
type Row = ContactNumber & { key: string };
const rowOf = (number: ContactNumber): Row => ({ ...number, key: crypto.randomUUID() });

export function ContactDialog({ contact, onClose }: { contact: Contact | undefined; onClose: () => void }) {
  const [name, setName] = useState(contact?.name ?? "");
  const [rows, setRows] = useState<Row[]>(
    (contact?.numbers ?? [{ kind: "mobile" as const, number: "" }]).map(rowOf),
  );
  const id = contact?.id;
  const save = useAction(
    useCallback(
      async (json: Omit<Contact, "id">) => {
        if (id) await call(api.contacts[":id"].$put({ param: { id }, json }));
        else await call(api.contacts.$post({ json }));
        onClose(); // the list hears of it
      },
      [id, onClose],
    ),
  );
  const remove = useAction(
    useCallback(async () => {
      if (id) await call(api.contacts[":id"].$delete({ param: { id } }));
      onClose();
    }, [id, onClose]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const numbers = rows
      .filter(({ number }) => number.trim() !== "")
      .map(({ kind, number }) => ({ kind, number: number.trim() }));
    void save.run({ name, numbers });
  };
  const change = (key: string, part: Partial<ContactNumber>) =>
    setRows((all) => all.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <Modal
      opened
      onClose={onClose}
      title={contact ? t("contacts.edit", { name: contact.name }) : t("contacts.add")}
      centered
    >
      <form className="form" onSubmit={submit}>
        <TextInput
          label={t("contacts.name")}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          maxLength={100}
          required
          data-autofocus
          autoComplete="off"
        />
        {rows.map(({ key, kind, number }, at) => (
          <div key={key} className="dial">
            <TextInput
              label={t("contacts.number", { at: at + 1 })}
              value={number}
              inputMode="tel"
              required={at === 0}
              onChange={({ currentTarget }) => change(key, { number: currentTarget.value })}
            />
            <NativeSelect
              aria-label={t("contacts.kind", { at: at + 1 })}
              value={kind}
              data={kinds.map((value) => ({ value, label: t(`contacts.kind.${value}`) }))}
              onChange={({ currentTarget }) =>
                change(key, { kind: kinds.find((known) => known === currentTarget.value) ?? "other" })
              }
            />
            {rows.length > 1 && (
              <button
                type="button"
                className="icon-button"
                aria-label={t("contacts.number.remove", { at: at + 1 })}
                onClick={() => setRows((all) => all.filter((row) => row.key !== key))}
              >
                <IconTrash size={18} />
              </button>
            )}
          </div>
        ))}
        {rows.length < 10 && (
          <Button
            variant="subtle"
            leftSection={<IconPlus size={16} />}
            onClick={() => setRows((all) => [...all, rowOf({ kind: "other", number: "" })])}
          >
            {t("contacts.number.add")}
          </Button>
        )}
        <Problem error={save.error ?? remove.error} />
        <div className="dialog-actions">
          {contact && (
            <Button variant="subtle" color="red" loading={remove.running} onClick={() => void remove.run()}>
              {t("contacts.remove")}
            </Button>
          )}
          <Button type="submit" loading={save.running}>
            {t("action.save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
