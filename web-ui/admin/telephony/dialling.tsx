/** How numbers are dialled, which call for help, and who is told: as in the file, or as chosen here. */
import { Button, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import type { DiallingChoice, DiallingValues } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { t } from "../../text/index.ts";
import { Row, Section } from "../section.tsx";
import { Editor } from "./editor.tsx";

const codes = ["countryCode", "nationalPrefix", "internationalPrefix", "outsidePrefix"] as const;
const lists = ["emergencyNumbers", "serviceNumbers", "frontDesk"] as const;
const names = [...lists.slice(0, 1), ...lists.slice(2), ...codes, ...lists.slice(1, 2)] as const;

interface View {
  chosen: DiallingChoice;
  file: DiallingValues;
}

const shown = (value: string | readonly string[]): string =>
  typeof value === "string" ? value : value.join(", ");
const listOf = (typed: string): string[] => typed.split(/[\s,;]+/).filter(Boolean);

export function Dialling({ dialling }: { dialling: View }) {
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  const { chosen, file } = dialling;
  return (
    <Section title={t("dialling.title")} lead={t("dialling.lead")}>
      {names.map((name) => (
        <Row
          key={name}
          title={t(`dialling.${name}`)}
          detail={shown(chosen[name] ?? file[name]) || t("dialling.none")}
          state={
            <span className={`tag ${chosen[name] === null ? "quiet" : "good"}`}>
              {t(chosen[name] === null ? "dialling.file" : "dialling.here")}
            </span>
          }
          onOpen={() => setOpen(true)}
        />
      ))}
      {open && <DiallingEditor dialling={dialling} onClose={close} />}
    </Section>
  );
}

function DiallingEditor({ dialling, onClose }: { dialling: View; onClose: () => void }) {
  const { chosen, file } = dialling;
  const [typed, setTyped] = useState(
    () => new Map(names.map((name) => [name, shown(chosen[name] ?? file[name])])),
  );
  /** What is as in the file follows the file. */
  const code = (name: (typeof codes)[number]) => {
    const value = (typed.get(name) ?? "").trim();
    return value === file[name] ? null : value;
  };
  const list = (name: (typeof lists)[number]) => {
    const value = listOf(typed.get(name) ?? "");
    return shown(value) === shown(file[name]) ? null : value;
  };
  const save = () => {
    const json: DiallingChoice = {
      countryCode: code("countryCode"),
      nationalPrefix: code("nationalPrefix"),
      internationalPrefix: code("internationalPrefix"),
      outsidePrefix: code("outsidePrefix"),
      emergencyNumbers: list("emergencyNumbers"),
      serviceNumbers: list("serviceNumbers"),
      frontDesk: list("frontDesk"),
    };
    return call(api.admin.calling.dialling.$put({ json }));
  };
  return (
    <Editor title={t("dialling.title")} onClose={onClose} save={save}>
      {names.map((name) => (
        <TextInput
          key={name}
          label={t(`dialling.${name}`)}
          description={t("dialling.default", { value: shown(file[name]) || t("dialling.none") })}
          value={typed.get(name) ?? ""}
          onChange={({ currentTarget }) => setTyped(new Map(typed).set(name, currentTarget.value))}
        />
      ))}
      <Button
        variant="subtle"
        onClick={() => setTyped(new Map(names.map((name) => [name, shown(file[name])])))}
      >
        {t("dialling.back")}
      </Button>
    </Editor>
  );
}
