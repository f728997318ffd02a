/** Shared lines: one number that several people answer and call as. */
import { NumberInput, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useCallback, useState } from "react";
import type { SharedLine } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { PeoplePicker } from "../../parts/people-picker.tsx";
import { useSession } from "../../parts/session-context.ts";
import { useSignal } from "../../store/signal.ts";
import { t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor } from "./editor.tsx";

export function Lines({ lines }: { lines: readonly SharedLine[] }) {
  const [open, setOpen] = useState<SharedLine | "new">();
  const close = useCallback(() => setOpen(undefined), []);
  return (
    <Section
      title={t("telephony.lines")}
      lead={t("telephony.lines.lead")}
      add="telephony.lines.add"
      empty={lines.length === 0}
      onAdd={() => setOpen("new")}
    >
      {lines.map((line) => (
        <Row
          key={line.id}
          title={`${line.name} (${line.number})`}
          detail={t("telephony.group.members", { count: line.members.length })}
          onOpen={() => setOpen(line)}
        />
      ))}
      {open && <LineEditor line={open === "new" ? undefined : open} onClose={close} />}
    </Section>
  );
}

function LineEditor({ line, onClose }: { line: SharedLine | undefined; onClose: () => void }) {
  const people = useSignal(useSession().people.byId);
  const [members, setMembers] = useState<readonly string[]>(line?.members ?? []);
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const save = (fields: FormData) => {
    const json = {
      name: String(fields.get("name")),
      number: String(fields.get("number")).trim(),
      seconds: Number(fields.get("seconds")),
      members: [...members],
    };
    return line
      ? call(api.admin.calling.lines[":id"].$put({ param: { id: line.id }, json }))
      : call(api.admin.calling.lines.$post({ json }));
  };
  return (
    <Editor
      title={line?.name ?? t("telephony.lines.add")}
      onClose={onClose}
      save={save}
      {...(line && {
        remove: () => call(api.admin.calling.lines[":id"].$delete({ param: { id: line.id } })),
      })}
    >
      <TextInput name="name" label={t("telephony.name")} defaultValue={line?.name} required data-autofocus />
      <div className="fields">
        <TextInput
          name="number"
          label={t("telephony.number")}
          inputMode="numeric"
          defaultValue={line?.number}
          required
        />
        <NumberInput
          name="seconds"
          label={t("telephony.line.seconds")}
          min={5}
          max={120}
          defaultValue={line?.seconds ?? 30}
        />
      </div>
      <PeoplePicker
        label={t("telephony.group.add")}
        exclude={members}
        onPick={({ id, name }) => {
          setMembers([...members, id]);
          setNames({ ...names, [id]: name });
        }}
      />
      {members.map((id) => {
        const name = names[id] ?? people.get(id)?.name ?? id;
        return (
          <div key={id} className="line-item">
            <p className="who truncate">{name}</p>
            <button
              type="button"
              className="icon-button"
              aria-label={t("telephony.group.remove", { name })}
              onClick={() => setMembers(members.filter((other) => other !== id))}
            >
              <IconTrash size={18} />
            </button>
          </div>
        );
      })}
      <p className="secondary">
        {t("telephony.line.codes", { number: line?.number ?? t("telephony.line.number") })}
      </p>
    </Editor>
  );
}
