/** Every shortcut there is, by group; each can be changed, on all clients of the person. */
import { Button, Modal } from "@mantine/core";
import { useCallback, useState } from "react";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { type Command, commands } from "./catalogue.ts";
import { changed, type OwnKeys, withOwnKeys } from "./own-keys.ts";
import { ShortcutLine } from "./shortcut-line.tsx";

const groups = [...new Set(commands.map(({ group }) => group))];

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { marks } = useSession();
  const own: OwnKeys = useSignal(marks.preferences)?.shortcuts ?? {};
  const [recorded, setRecorded] = useState<string>();
  const save = useAction(
    useCallback((shortcuts: Record<string, string>) => marks.changePreferences({ shortcuts }), [marks]),
  );
  const line = (command: Command) => (
    <ShortcutLine
      key={command.id}
      command={command}
      own={own}
      recording={recorded === command.id}
      onRecord={(recording) => setRecorded(recording ? command.id : undefined)}
      onChange={(keys) => {
        const usual = commands.find(({ id }) => id === command.id)?.keys ?? "";
        void save.run(changed(own, command.id, keys ?? usual));
      }}
    />
  );
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnEscape={recorded === undefined}
      title={t("shortcuts.title")}
      size="xl"
      centered
    >
      <p className="secondary">{t("shortcuts.lead")}</p>
      <Problem error={save.error} />
      <div className="shortcuts">
        {groups.map((group) => (
          <section key={group}>
            <h3>{t(group)}</h3>
            <dl>
              {withOwnKeys(own)
                .filter((command) => command.group === group)
                .map(line)}
            </dl>
          </section>
        ))}
      </div>
      {Object.keys(own).length > 0 && (
        <Button variant="default" onClick={() => void save.run({})}>
          {t("shortcuts.reset.all")}
        </Button>
      )}
    </Modal>
  );
}
