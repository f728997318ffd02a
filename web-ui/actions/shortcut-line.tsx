/** One command in the sheet of shortcuts: its keys, and the way to choose others. */
import { IconPencil, IconRotate } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useState } from "react";
import { t } from "../text/index.ts";
import type { Command, Scope } from "./catalogue.ts";
import { nameOf as pressNameOf, sequenceWithin } from "./keys.ts";
import { conflictOf, type OwnKeys } from "./own-keys.ts";
import { Keys } from "./shortcut-keys.tsx";

/** Some have the same label in two groups. */
const nameOf = ({ group, label }: Command): string => `${t(group)}: ${t(label)}`;

/** Keys that say nothing alone. */
const modifiers = /^(Shift|Control|Alt|Meta|AltGraph|CapsLock|Dead)$/;

interface ShortcutLineProps {
  /** With the keys that it has now. */
  command: Command;
  own: OwnKeys;
  recording: boolean;
  onRecord: (recording: boolean) => void;
  /** @param keys empty for none; undefined for the usual */
  onChange: (keys: string | undefined) => void;
}

export function ShortcutLine({ command, own, recording, onRecord, onChange }: ShortcutLineProps) {
  const [taken, setTaken] = useState<{ keys: string; by: Command }>();
  const name = nameOf(command);
  const choose = (keys: string) => {
    const by = conflictOf(keys, command.id, own);
    setTaken(by && { keys, by });
    onRecord(false);
    if (!by) onChange(keys);
  };
  const pressed = useRecorder(recording ? command.scope : undefined, choose, () => onRecord(false));
  return (
    <div>
      <dt>
        {t(command.label)}
        {taken && (
          <span className="shortcut-taken" role="alert">
            <Keys keys={taken.keys} /> {t("shortcuts.taken", { name: nameOf(taken.by) })}
          </span>
        )}
      </dt>
      <dd className="shortcut-keys">
        {recording ? (
          <span role="status">{pressed === "" ? t("shortcuts.press") : <Keys keys={`${pressed} …`} />}</span>
        ) : (
          command.keys !== "" && <Keys keys={command.keys} />
        )}
        <button
          type="button"
          className="icon-button small"
          aria-label={t("shortcuts.change", { name })}
          aria-pressed={recording}
          onClick={() => {
            setTaken(undefined);
            onRecord(!recording);
          }}
        >
          <IconPencil size={15} />
        </button>
        {own[command.id] !== undefined && (
          <button
            type="button"
            className="icon-button small"
            aria-label={t("shortcuts.reset", { name })}
            onClick={() => onChange(undefined)}
          >
            <IconRotate size={15} />
          </button>
        )}
      </dd>
    </div>
  );
}

/** What moves through a page and presses its buttons stays free for that; while writing, Enter presses none. */
const neededByAll: ReadonlySet<string> = new Set([" ", "Tab", "Enter"]);

/**
 * Listens for a key, or for two one after the other; Backspace means none, Escape gives up.
 * @returns the first key, while a second is waited for
 */
function useRecorder(scope: Scope | undefined, onKeys: (keys: string) => void, onStop: () => void): string {
  const recording = scope !== undefined;
  const [first, setFirst] = useState("");
  const onPress = useEffectEvent((event: KeyboardEvent) => {
    const writing = scope === "composer";
    if (modifiers.test(event.key)) return;
    if (neededByAll.has(event.key) && !(writing && event.key === "Enter")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const name = pressNameOf(event);
    if (name === "escape") return onStop();
    if (name === "backspace") return onKeys("");
    if (writing && name.length === 1) return; // a letter that somebody writes
    if (scope !== "app") return onKeys(name);
    if (first !== "") return onKeys(`${first} ${name}`);
    if (name.length > 1) return onKeys(name);
    setFirst(name);
  });
  const onWaited = useEffectEvent(() => onKeys(first));
  useEffect(() => {
    if (!recording) return;
    addEventListener("keydown", onPress, { capture: true });
    return () => {
      removeEventListener("keydown", onPress, { capture: true });
      setFirst("");
    };
  }, [recording]);
  useEffect(() => {
    if (first === "") return;
    const timer = setTimeout(onWaited, sequenceWithin);
    return () => clearTimeout(timer);
  }, [first]);
  return first;
}
