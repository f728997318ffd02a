/** The person's own contacts: looked for, called, imported from a mobile, kept. */
import { Button, FileButton, TextInput } from "@mantine/core";
import { IconDownload, IconPencil, IconPhone, IconPlus, IconSearch, IconUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { Contact, ImportReport } from "../../appliance/devices/index.ts";
import { api, call } from "../api/client.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Empty } from "../parts/empty.tsx";
import { Problem } from "../parts/problem.tsx";
import { saveBlob } from "../parts/save-blob.ts";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { ContactDialog } from "./contact-dialog.tsx";
import { useDial } from "./dial-with.ts";
import { canPickContacts, pickedContacts } from "./picked-contacts.ts";

const contactsKey = ["contacts"];

export function Contacts() {
  const session = useSession();
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [open, setOpen] = useState<Contact | "new">();
  const found = useQuery({
    queryKey: contactsKey,
    queryFn: async () => (await call(api.contacts.$get())).contacts,
  });
  useEffect(
    () =>
      session.onEvent("contacts.changed", () => void queries.invalidateQueries({ queryKey: contactsKey })),
    [session, queries],
  );
  const words = text.trim().toLocaleLowerCase();
  const shown = found.data?.filter(({ name }) => name.toLocaleLowerCase().includes(words));
  const isEmpty = found.data?.length === 0;
  return (
    <section className="card">
      <h2>{t("calls.tab.contacts")}</h2>
      <Exchange isEmpty={isEmpty ?? true} onAdd={() => setOpen("new")} />
      <Problem error={found.error} onRetry={() => void found.refetch()} />
      {isEmpty && (
        <Empty text={t("contacts.none")} way={{ label: t("contacts.add"), onPress: () => setOpen("new") }} />
      )}
      {!isEmpty && found.data && (
        <TextInput
          value={text}
          placeholder={t("contacts.search")}
          aria-label={t("contacts.search")}
          leftSection={<IconSearch size={16} />}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      )}
      {shown?.length === 0 && !isEmpty && (
        <Empty
          text={t("contacts.none.found", { text })}
          way={{ label: t("filter.clear"), onPress: () => setText("") }}
        />
      )}
      {shown?.map((contact) => (
        <ContactLine key={contact.id} contact={contact} onEdit={() => setOpen(contact)} />
      ))}
      {open && (
        <ContactDialog contact={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </section>
  );
}

function ContactLine({ contact, onEdit }: { contact: Contact; onEdit: () => void }) {
  const { id, name, numbers } = contact;
  const dial = useDial();
  return (
    <div className="line-item">
      <PersonAvatar id={id} name={name} size="small" />
      <div className="who">
        <p className="truncate">{name}</p>
        {numbers.map(({ kind, number }) => (
          <p key={number} className="secondary number">
            {dial ? (
              <button
                type="button"
                className="link-button"
                aria-label={t("contacts.call", { name, kind: t(`contacts.kind.${kind}`) })}
                onClick={() => void dial(number, name)}
              >
                <IconPhone size={14} /> <bdi>{number}</bdi>
              </button>
            ) : (
              <bdi>{number}</bdi>
            )}{" "}
            · {t(`contacts.kind.${kind}`)}
          </p>
        ))}
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={t("contacts.edit", { name })}
        onClick={onEdit}
      >
        <IconPencil size={18} />
      </button>
    </div>
  );
}

/** In and out: by hand, as a file, from this device. */
function Exchange({ isEmpty, onAdd }: { isEmpty: boolean; onAdd: () => void }) {
  const queries = useQueryClient();
  const [report, setReport] = useState<ImportReport>();
  const load = useAction(
    useCallback(
      async (read: () => Promise<string>) => {
        setReport(undefined);
        const vcards = await read();
        if (vcards === "") return; // nobody was picked
        setReport(await call(api.contacts.import.$post({}, { init: { body: vcards } })));
        await queries.invalidateQueries({ queryKey: contactsKey });
      },
      [queries],
    ),
  );
  const download = useAction(
    useCallback(async () => saveBlob(await (await api["contacts.vcf"].$get()).blob(), "contacts.vcf"), []),
  );
  return (
    <>
      <p className="secondary">{t("contacts.import.help")}</p>
      <div className="card-actions">
        {!isEmpty && (
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={onAdd}>
            {t("contacts.add")}
          </Button>
        )}
        <FileButton
          accept=".vcf,text/vcard,text/x-vcard"
          onChange={(file) => file && void load.run(() => file.text())}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={load.running}
              leftSection={<IconUpload size={16} />}
            >
              {t("contacts.import")}
            </Button>
          )}
        </FileButton>
        {canPickContacts && (
          <Button variant="default" onClick={() => void load.run(pickedContacts)}>
            {t("contacts.pick")}
          </Button>
        )}
        {!isEmpty && (
          <Button
            variant="subtle"
            leftSection={<IconDownload size={16} />}
            onClick={() => void download.run()}
          >
            {t("contacts.export")}
          </Button>
        )}
      </div>
      <Problem error={load.error ?? download.error} />
      {report && (
        <p role="status">
          {t("contacts.imported", {
            added: report.added,
            completed: report.completed,
            known: report.known,
          })}{" "}
          {report.skipped > 0 && t("contacts.skipped", { count: report.skipped })}
        </p>
      )}
    </>
  );
}
