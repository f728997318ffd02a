/** Every shortcut there is, by group. */
import { Modal } from "@mantine/core";
import { messageActions } from "../conversation/message-actions.tsx";
import { type TextKey, t } from "../text/index.ts";
import { commands, composerKeys, listKeys } from "./catalogue.ts";
import { printed } from "./keys.ts";

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Keys({ keys }: { keys: string }) {
  return (
    <span className="keys">
      {printed(keys, mac).map((step) => (
        <span key={step.join()}>
          {step.map((key) => (
            <kbd key={key} className="key">
              {key}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}

function groups(): [TextKey, [keys: string, label: TextKey][]][] {
  const found = new Map<TextKey, [string, TextKey][]>();
  const add = (group: TextKey, keys: string, label: TextKey) =>
    keys !== "" && found.set(group, [...(found.get(group) ?? []), [keys, label]]);
  for (const { group, keys, label } of commands) add(group, keys, label);
  for (const { key, label } of messageActions) add("actions.message", key, label);
  for (const [keys, label] of listKeys) add("actions.message", keys, label);
  for (const [keys, label] of composerKeys) add("actions.composer", keys, label);
  return [...found];
}

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t("shortcuts.title")} size="xl" centered>
      <div className="shortcuts">
        {groups().map(([group, entries]) => (
          <section key={group}>
            <h3>{t(group)}</h3>
            <dl>
              {entries.map(([keys, label]) => (
                <div key={`${keys} ${label}`}>
                  <dt>{t(label)}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
