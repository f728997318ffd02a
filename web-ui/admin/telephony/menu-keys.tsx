/** What each key of a level does. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { t } from "../../text/index.ts";
import { type Action, type Definition, type Key, type Level, levelName } from "./menu-definition.ts";

const keys: readonly Key[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"];
const actions = ["dial", "menu", "extension", "name", "repeat", "hang-up"] as const;

export function KeyTable(props: {
  definition: Definition;
  chosen: Level["keys"];
  onChange: (keys: Level["keys"]) => void;
}) {
  const { definition, chosen, onChange } = props;
  const free = keys.find((key) => chosen.every((each) => each.key !== key));
  const set = (key: Key, action: Action) =>
    onChange(chosen.map((each) => (each.key === key ? { key, action } : each)));
  return (
    <fieldset className="keys">
      <legend>{t("telephony.menu.keys")}</legend>
      {chosen.map(({ key, action }) => (
        <div key={key} className="key-row">
          <span className="key-name number">{key}</span>
          <ActionFields
            label={t("telephony.menu.does", { key })}
            detail={t("telephony.menu.number", { key })}
            definition={definition}
            action={action}
            onChange={(next) => set(key, next)}
          />
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

/** What is done, and with what: a number, a level. */
export function ActionFields(props: {
  label: string;
  detail: string;
  definition: Definition;
  action: Action;
  onChange: (action: Action) => void;
}) {
  const { action, definition, onChange } = props;
  const start = (kind: (typeof actions)[number]): Action => {
    if (kind === "dial") return { kind, number: "" };
    return kind === "menu" ? { kind, menu: definition.open } : { kind };
  };
  return (
    <>
      <NativeSelect
        aria-label={props.label}
        value={action.kind}
        data={actions.map((value) => ({ value, label: t(`telephony.action.${value}`) }))}
        onChange={({ currentTarget }) =>
          onChange(start(actions.find((known) => known === currentTarget.value) ?? "repeat"))
        }
      />
      {action.kind === "dial" ? (
        <TextInput
          aria-label={props.detail}
          placeholder={t("telephony.number")}
          value={action.number}
          required
          onChange={({ currentTarget }) => onChange({ kind: "dial", number: currentTarget.value })}
        />
      ) : action.kind === "menu" ? (
        <NativeSelect
          aria-label={props.detail}
          value={action.menu}
          data={Object.keys(definition.menus).map((value) => ({
            value,
            label: levelName(definition, value),
          }))}
          onChange={({ currentTarget }) => onChange({ kind: "menu", menu: currentTarget.value })}
        />
      ) : (
        <span />
      )}
    </>
  );
}
