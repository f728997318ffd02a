/** The editor of a menu for callers: its levels as a tree, its hours, a test call, and what it was before. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { Attendant } from "../../../appliance/calling/index.ts";
import { api, call } from "../../api/client.ts";
import { t } from "../../text/index.ts";
import { Editor } from "./editor.tsx";
import {
  addLevel,
  type Definition,
  emptyDefinition,
  type Level,
  levelName,
  removeLevel,
  withLevel,
} from "./menu-definition.ts";
import { MenuHours } from "./menu-hours.tsx";
import { ActionFields, KeyTable } from "./menu-keys.tsx";
import { MenuLanguage } from "./menu-language.tsx";
import { MenuTree } from "./menu-tree.tsx";
import { MenuVersions, TestCall } from "./menu-trial.tsx";
import { Prompt } from "./music.tsx";

export function MenuEditor({ menu, onClose }: { menu: Attendant | undefined; onClose: () => void }) {
  const [name, setName] = useState(menu?.name ?? "");
  const [number, setNumber] = useState(menu?.number ?? "");
  const [definition, setDefinition] = useState(() => menu?.definition ?? emptyDefinition());
  const [level, setLevel] = useState(definition.open);
  /** Fields with a state of their own begin anew with another definition. */
  const [loaded, setLoaded] = useState(0);
  const save = () => {
    const json = { name, number: number.trim(), definition };
    return menu
      ? call(api.admin.calling.attendants[":id"].$put({ param: { id: menu.id }, json }))
      : call(api.admin.calling.attendants.$post({ json }));
  };
  const load = (version: { name: string; number: string; definition: Definition }) => {
    setName(version.name);
    setNumber(version.number);
    setDefinition(version.definition);
    setLevel(version.definition.open);
    setLoaded((count) => count + 1);
  };
  const complete = Object.values(definition.menus).every(({ text }) => text.trim() !== "");
  return (
    <Editor
      wide
      title={menu?.name ?? t("telephony.menus.add")}
      onClose={onClose}
      save={save}
      complete={complete}
      {...(menu && {
        remove: () => call(api.admin.calling.attendants[":id"].$delete({ param: { id: menu.id } })),
      })}
    >
      <div className="fields">
        <TextInput
          label={t("telephony.name")}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          required
          data-autofocus
        />
        <TextInput
          label={t("telephony.number")}
          inputMode="numeric"
          value={number}
          onChange={({ currentTarget }) => setNumber(currentTarget.value)}
          required
        />
      </div>
      <MenuLanguage
        language={definition.language}
        onChange={(language) => setDefinition((old) => ({ ...old, language }))}
      />
      <div className="menu-levels">
        <div>
          <MenuTree definition={definition} chosen={level} onChoose={setLevel} />
          <Button
            variant="subtle"
            leftSection={<IconPlus size={16} />}
            onClick={() => {
              const added = addLevel(definition);
              setDefinition(added.definition);
              setLevel(added.id);
            }}
          >
            {t("telephony.menu.level.add")}
          </Button>
        </div>
        <LevelFields
          key={level}
          id={level}
          definition={definition}
          attendant={menu && level in menu.definition.menus ? menu.id : undefined}
          onChange={(change) => setDefinition((old) => withLevel(old, level, change))}
          onRemove={() => {
            setDefinition((old) => removeLevel(old, level));
            setLevel(definition.open);
          }}
        />
      </div>
      <MenuHours
        key={loaded}
        hours={definition.hours}
        holidays={definition.holidays}
        onChange={(change) => setDefinition((old) => ({ ...old, ...change }))}
      />
      <TestCall definition={definition} attendant={menu?.id} />
      {menu && <MenuVersions attendant={menu.id} onLoad={load} />}
    </Editor>
  );
}

function LevelFields(props: {
  id: string;
  definition: Definition;
  /** Where it is saved already, and may have a recording. */
  attendant: string | undefined;
  onChange: (change: Partial<Level>) => void;
  onRemove: () => void;
}) {
  const { id, definition, attendant, onChange } = props;
  const level = definition.menus[id];
  if (!level) return null;
  const isFixed = id === definition.open || id === definition.closed;
  return (
    <div className="form">
      {!isFixed && (
        <TextInput
          label={t("telephony.menu.level.name")}
          value={level.title ?? ""}
          maxLength={40}
          onChange={({ currentTarget }) => onChange({ title: currentTarget.value })}
        />
      )}
      <Textarea
        label={t("telephony.menu.text")}
        description={t("telephony.menu.text.lead")}
        autosize
        minRows={2}
        value={level.text}
        onChange={({ currentTarget }) => onChange({ text: currentTarget.value })}
        required
      />
      {attendant && <Prompt attendant={attendant} menu={id} title={t("telephony.prompt")} />}
      <KeyTable definition={definition} chosen={level.keys} onChange={(keys) => onChange({ keys })} />
      <fieldset className="keys">
        <legend>{t("telephony.menu.otherwise")}</legend>
        <div className="key-row otherwise">
          <ActionFields
            label={t("telephony.menu.otherwise")}
            detail={t("telephony.menu.otherwise.detail")}
            definition={definition}
            action={level.otherwise}
            onChange={(otherwise) => onChange({ otherwise })}
          />
        </div>
      </fieldset>
      {!isFixed && (
        <Button variant="subtle" color="red" onClick={props.onRemove}>
          {t("telephony.menu.level.remove", { name: levelName(definition, id) })}
        </Button>
      )}
    </div>
  );
}
