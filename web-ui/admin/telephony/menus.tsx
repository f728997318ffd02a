/** Menus that greet callers: what is said, what each key does, and when the house is open. */
import { Button, NativeSelect, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import type { Attendant } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor, textOf } from "./editor.tsx";
import { Prompt } from "./music.tsx";

type Definition = Attendant["definition"];
type Menu = Definition["menus"][string];
type Keys = Menu["keys"];
type Key = Keys[number]["key"];
type Action = Menu["otherwise"];

const keys: readonly Key[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"];
const actions = ["dial", "extension", "name", "repeat", "hang-up"] as const;
const weekdays = [1, 2, 3, 4, 5];

export function Menus({ menus }: { menus: readonly Attendant[] }) {
  const [open, setOpen] = useState<Attendant | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  return (
    <Section
      title={t("telephony.menus")}
      lead={t("telephony.menus.lead")}
      add={t("telephony.menus.add")}
      onAdd={() => setOpen("new")}
    >
      {menus.map((menu) => (
        <Row
          key={menu.id}
          title={`${menu.name} (${menu.number})`}
          detail={menu.definition.menus[menu.definition.open]?.text ?? ""}
          onOpen={() => setOpen(menu)}
        />
      ))}
      {open && <MenuEditor menu={open === "new" ? undefined : open} onClose={close} />}
    </Section>
  );
}

function MenuEditor({ menu, onClose }: { menu: Attendant | undefined; onClose: () => void }) {
  const definition = menu?.definition;
  const main = definition?.menus[definition.open];
  const [chosen, setChosen] = useState<Keys>(main?.keys ?? []);
  const [holidays, setHolidays] = useState<string[]>(definition?.holidays ?? []);
  const [from, to] = [definition?.hours[0]?.from ?? "", definition?.hours[0]?.to ?? ""];
  const save = (fields: FormData) => {
    const [opens, closes] = [textOf(fields, "from"), textOf(fields, "to")];
    const otherwise: Action = main?.otherwise ?? { kind: "hang-up" };
    const json = {
      name: String(fields.get("name")),
      number: String(fields.get("number")).trim(),
      definition: {
        ...definition,
        hours:
          opens && closes ? [{ days: definition?.hours[0]?.days ?? weekdays, from: opens, to: closes }] : [],
        holidays,
        open: "main",
        closed: "closed",
        menus: {
          ...definition?.menus,
          main: { text: String(fields.get("text")), keys: chosen, otherwise },
          closed: { text: textOf(fields, "closed") ?? t("telephony.menu.closed.text"), keys: [], otherwise },
        },
      },
    };
    return menu
      ? call(api.admin.calling.attendants[":id"].$put({ param: { id: menu.id }, json }))
      : call(api.admin.calling.attendants.$post({ json }));
  };
  return (
    <Editor
      wide
      title={menu?.name ?? t("telephony.menus.add")}
      onClose={onClose}
      save={save}
      {...(menu && {
        remove: () => call(api.admin.calling.attendants[":id"].$delete({ param: { id: menu.id } })),
      })}
    >
      <div className="fields">
        <TextInput
          name="name"
          label={t("telephony.name")}
          defaultValue={menu?.name}
          required
          data-autofocus
        />
        <TextInput
          name="number"
          label={t("telephony.number")}
          inputMode="numeric"
          defaultValue={menu?.number}
          required
        />
      </div>
      <Textarea
        name="text"
        label={t("telephony.menu.text")}
        description={t("telephony.menu.text.lead")}
        autosize
        minRows={2}
        defaultValue={main?.text}
        required
      />
      {menu && <Prompt attendant={menu.id} menu={menu.definition.open} title={t("telephony.prompt")} />}
      <KeyTable chosen={chosen} onChange={setChosen} />
      <div className="fields">
        <TextInput name="from" type="time" label={t("telephony.menu.from")} defaultValue={from} />
        <TextInput name="to" type="time" label={t("telephony.menu.to")} defaultValue={to} />
      </div>
      <p className="secondary">{t("telephony.menu.hours")}</p>
      <TagsInput
        label={t("telephony.menu.holidays")}
        placeholder="2026-12-25"
        value={holidays}
        onChange={setHolidays}
      />
      <Textarea
        name="closed"
        label={t("telephony.menu.closed")}
        autosize
        defaultValue={definition?.menus[definition.closed]?.text}
      />
    </Editor>
  );
}

function KeyTable({ chosen, onChange }: { chosen: Keys; onChange: (keys: Keys) => void }) {
  const free = keys.find((key) => chosen.every((each) => each.key !== key));
  const set = (key: Key, action: Action) =>
    onChange(chosen.map((each) => (each.key === key ? { key, action } : each)));
  return (
    <fieldset className="keys">
      <legend>{t("telephony.menu.keys")}</legend>
      {chosen.map(({ key, action }) => (
        <div key={key} className="key-row">
          <span className="key-name number">{key}</span>
          <NativeSelect
            aria-label={t("telephony.menu.does", { key })}
            value={action.kind}
            data={actions.map((value) => ({ value, label: t(`telephony.action.${value}`) }))}
            onChange={({ currentTarget }) => {
              const kind = actions.find((known) => known === currentTarget.value) ?? "repeat";
              set(key, kind === "dial" ? { kind, number: "" } : { kind });
            }}
          />
          {action.kind === "dial" ? (
            <TextInput
              aria-label={t("telephony.menu.number", { key })}
              placeholder={t("telephony.number")}
              value={action.number}
              required
              onChange={({ currentTarget }) => set(key, { kind: "dial", number: currentTarget.value })}
            />
          ) : (
            <span />
          )}
          <button
            type="button"
            className="icon-button"
            aria-label={t("telephony.menu.clear", { key })}
            onClick={() => onChange(chosen.filter((each) => each.key !== key))}
          >
            <IconTrash size={18} />
          </button>
        </div>
      ))}
      {free && (
        <Button
          variant="subtle"
          leftSection={<IconPlus size={16} />}
          onClick={() => onChange([...chosen, { key: free, action: { kind: "dial", number: "" } }])}
        >
          {t("telephony.menu.key")}
        </Button>
      )}
    </fieldset>
  );
}
